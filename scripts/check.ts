import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { packNpm } from './npm-pack';
import { glassEasel, nativeCompilersRun, styles, wcc, wcsc, type Finding } from './check/templates';

const root = dirname(__dirname);
const phone = join(root, 'miniprogram');

const run = (name: string, module: string, args: string[]): Promise<Finding[]> =>
  new Promise((resolve) => {
    const tool = spawn(process.execPath, [require.resolve(module), ...args], { cwd: root });
    let output = '';
    tool.stdout.on('data', (chunk) => (output += String(chunk)));
    tool.stderr.on('data', (chunk) => (output += String(chunk)));
    tool.on('close', (code) => resolve(code === 0 ? [] : [{ check: name, text: output.trim() }]));
  });

const types = (project: string) => run(`types ${project}`, 'typescript/bin/tsc', ['-p', project]);

const files = (extension: string): string[] =>
  readdirSync(phone, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith(extension) && !file.includes('miniprogram_npm/'));

/** The styles and what they import from npm: WeChat's compiler wants every file named. */
const withImports = (known: string[]): string[] => {
  const all = new Set(known);
  for (const file of all) {
    for (const [, target = ''] of readFileSync(join(phone, file), 'utf8').matchAll(/@import\s+['"]([^'"]+)['"]/g)) {
      const path = target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(file), target);
      if (existsSync(join(phone, path))) all.add(path);
    }
  }
  return [...all];
};

const templates = (): Finding[] => {
  const [wxml, wxs, wxss] = [files('.wxml'), files('.wxs'), files('.wxss')];
  const everywhere = [...glassEasel(phone, wxml), ...styles(phone, wxss)];
  if (!nativeCompilersRun()) {
    console.log(`left out on ${process.platform} ${process.arch}: wcc, wcsc`);
    return everywhere;
  }
  return [...wcc(phone, wxml, wxs), ...wcsc(phone, withImports(wxss)), ...everywhere];
};

const check = async () => {
  await packNpm();
  const findings = [
    ...templates(),
    ...(await types('tsconfig.json')),
    ...(await types('miniprogram/tsconfig.json')),
    ...(await types('sandbox/phone/runtime/tsconfig.json')),
    ...(await types('test/pages/tsconfig.json')),
    ...(await run('lint', '../node_modules/eslint/bin/eslint.js', ['.'])),
    ...(await run('format', 'prettier/bin/prettier.cjs', ['--check', '.'])),
  ];
  for (const { check: name, text } of findings) console.error(`✖ ${name}\n${text}\n`);
  console.log(
    findings.length ? `${findings.length} checks failed` : 'types, lint, format, templates and styles: nothing to say',
  );
  process.exitCode = findings.length ? 1 : 0;
};

void check();
