import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { packCharts } from './build/charts';
import { npmClosure } from './build/npm-closure';

const root = dirname(__dirname);
const phone = join(root, 'miniprogram');
const PACKAGE = 'tdesign-miniprogram';
const STAMP = '.packed';

interface AppJson {
  subpackages?: { root: string }[];
}
interface ComponentJson {
  usingComponents?: Record<string, string>;
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

const filesOf = (folder: string, extension: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension) && !file.split(sep).includes('miniprogram_npm'))
    .map((file) => join(folder, file));

/** The package's files that these sources name: components by usingComponents, styles by @import. */
const named = (jsonFiles: string[], wxssFiles: string[]): string[] => {
  const components = jsonFiles
    .flatMap((file) => Object.values(readJson<ComponentJson>(file).usingComponents ?? {}))
    .filter((name) => name.startsWith(`${PACKAGE}/`))
    .flatMap((name) =>
      ['.js', '.json', '.wxml', '.wxss'].map((extension) => name.slice(PACKAGE.length + 1) + extension),
    );
  const styles = wxssFiles.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/@import\s+['"]\/miniprogram_npm\/tdesign-miniprogram\/([^'"]+)['"]/g)].map(
      (match) => match[1] ?? '',
    ),
  );
  return [...components, ...styles];
};

const install = (source: string, files: string[], version: string, target: string): void => {
  const stamp = JSON.stringify({ version, files });
  if (existsSync(join(target, STAMP)) && readFileSync(join(target, STAMP), 'utf8') === stamp) return;
  const fresh = `${target}.${process.pid}`;
  for (const file of files) {
    mkdirSync(dirname(join(fresh, file)), { recursive: true });
    cpSync(join(source, file), join(fresh, file));
  }
  writeFileSync(join(fresh, STAMP), stamp);
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
};

/**
 * Fills miniprogram_npm with what the pages use of TDesign, as DevTools' 构建 npm would with all of it. What
 * only a sub-package uses goes into the sub-package's own miniprogram_npm, where WeChat looks first.
 */
export const packNpm = async (): Promise<void> => {
  const source = join(root, 'node_modules', PACKAGE, 'miniprogram_dist');
  const { version } = readJson<{ version: string }>(join(root, 'node_modules', PACKAGE, 'package.json'));
  const subRoots = (readJson<AppJson>(join(phone, 'app.json')).subpackages ?? []).map((sub) => sub.root);
  const inSub = (file: string) => subRoots.find((sub) => relative(phone, file).startsWith(`${sub}${sep}`));

  const jsonFiles = filesOf(phone, '.json');
  const wxssFiles = filesOf(phone, '.wxss');
  const main = npmClosure(
    source,
    named(
      jsonFiles.filter((file) => inSub(file) === undefined),
      wxssFiles,
    ),
  );
  install(source, main, version, join(phone, 'miniprogram_npm', PACKAGE));

  for (const sub of subRoots) {
    const own = named(
      jsonFiles.filter((file) => inSub(file) === sub),
      [],
    ).filter((file) => !main.includes(file));
    const target = join(phone, sub, 'miniprogram_npm', PACKAGE);
    if (own.length > 0) install(source, npmClosure(source, own), version, target);
    else rmSync(target, { recursive: true, force: true });
  }
  await packCharts(root);
};
