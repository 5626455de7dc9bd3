import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TmplGroup } from 'glass-easel-template-compiler';
import postcss from 'postcss';

/** What is wrong with one file, or with a whole compile. */
export interface Finding {
  check: string;
  text: string;
}

const compilers: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'mac', win32: 'windows' };

/** WeChat's own compilers come for x64 only (macOS runs them through Rosetta). */
export const nativeCompilersRun = (): boolean => {
  const folder = compilers[process.platform];
  return folder !== undefined && (process.arch === 'x64' || process.platform === 'darwin');
};

const native = (name: 'wcc' | 'wcsc'): string => {
  const folder = compilers[process.platform] ?? '';
  const file = join(
    dirname(require.resolve('miniprogram-compiler/package.json')),
    'bin',
    folder,
    process.platform === 'win32' ? `${name}.exe` : name,
  );
  if (process.platform !== 'win32') chmodSync(file, 0o755);
  return file;
};

const runNative = (name: 'wcc' | 'wcsc', cwd: string, args: string[]): Finding[] => {
  const { status, stderr, error } = spawnSync(native(name), args, { cwd, maxBuffer: 1 << 28, encoding: 'utf8' });
  if (error) return [{ check: name, text: error.message }];
  return status === 0 ? [] : [{ check: name, text: stderr.trim() || `exit ${status}` }];
};

/** WeChat's template compiler over every wxml and wxs. */
export const wcc = (cwd: string, wxml: string[], wxs: string[]): Finding[] =>
  runNative('wcc', cwd, ['-d', '-cc', '0', ...wxml, ...wxs, '-gn', '$gwx']);

/** WeChat's style compiler over every wxss. */
export const wcsc = (cwd: string, wxss: string[]): Finding[] =>
  runNative('wcsc', cwd, ['-db', '-pc', String(wxss.length), ...wxss.map((file) => `./${file}`)]);

/** A warning of glass-easel's compiler, whose typings say `any`. */
interface Warning {
  message: string;
  startLine: number;
}

/** The engine that renders the pages, here and on the phone. */
export const glassEasel = (cwd: string, wxml: string[]): Finding[] => {
  const group = new TmplGroup();
  const findings = wxml.flatMap((file) => {
    const warnings = group.addTmpl(file.replace(/\.wxml$/, ''), readFileSync(join(cwd, file), 'utf8')) as Warning[];
    return warnings.map(({ message, startLine }) => ({
      check: 'glass-easel',
      text: `${file}:${startLine + 1} ${message}`,
    }));
  });
  group.free();
  return findings;
};

export const styles = (cwd: string, wxss: string[]): Finding[] =>
  wxss.flatMap((file) => {
    try {
      postcss.parse(readFileSync(join(cwd, file), 'utf8'), { from: file });
      return [];
    } catch (error) {
      return [{ check: 'postcss', text: error instanceof Error ? error.message : String(error) }];
    }
  });
