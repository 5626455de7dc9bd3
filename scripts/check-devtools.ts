import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packNpm } from './npm-pack';

const root = dirname(__dirname);
const apart = join(root, 'scripts/devtools');

/** miniprogram-ci is 276 MB and stays out of the project's own packages. */
const installApart = () => {
  const [lock, done] = [join(apart, 'package-lock.json'), join(apart, 'node_modules/.package-lock.json')];
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(lock).mtimeMs) return;
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: apart,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) process.exit(npm.status ?? 1);
};

/** Without these the DevTools would not compile, or a person would see a blank page. */
const settings = () => {
  const config = JSON.parse(readFileSync(join(root, 'project.config.json'), 'utf8')) as {
    cloudfunctionRoot?: string;
    miniprogramRoot?: string;
    libVersion?: string;
    setting?: { useCompilerPlugins?: unknown };
  };
  const wrong = [
    config.miniprogramRoot !== 'miniprogram/' && 'miniprogramRoot is not miniprogram/',
    config.cloudfunctionRoot !== 'dist/cloudfunctions/' && 'cloudfunctionRoot is not dist/cloudfunctions/',
    !(Array.isArray(config.setting?.useCompilerPlugins) && config.setting.useCompilerPlugins.includes('typescript')) &&
      'the TypeScript compiler plugin is off',
    !/^3\.(8\.1[2-9]|(9|[1-9]\d)\.\d+)/.test(config.libVersion ?? '') && 'libVersion is older than 3.8.12',
    !existsSync(join(root, 'dist/cloudfunctions')) && 'dist/cloudfunctions is missing: npm run build',
    !existsSync(join(root, 'miniprogram/miniprogram_npm')) && 'miniprogram_npm is missing: npm run build',
  ].filter((text) => text !== false);
  if (wrong.length) {
    console.error(wrong.join('\n'));
    process.exit(1);
  }
};

const check = async () => {
  installApart();
  await packNpm();
  settings();
  const compile = spawnSync(process.execPath, [join(apart, 'compile.cjs'), root, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = compile.status ?? 1;
};

void check();
