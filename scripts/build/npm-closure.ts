import { readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, posix } from 'node:path';

const REFERENCES: Record<string, RegExp> = {
  '.js': /(?:\bfrom|\bimport|\brequire\()\s*["']([^"']+)["']/g,
  '.wxs': /\brequire\(\s*["']([^"']+)["']/g,
  '.wxml': /\bsrc\s*=\s*["']([^"'{]+)["']/g,
  '.wxss': /@import\s+["']([^"']+)["']/g,
};

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/**
 * All files of a mini program package (`source`) that the given ones need, through scripts, templates, styles
 * and usingComponents; sorted. Files that do not exist are left out: not every component has a style.
 */
export const npmClosure = (source: string, entries: string[]): string[] => {
  const found = new Set<string>();

  const visit = (file: string): boolean => {
    if (found.has(file)) return true;
    if (!isFile(join(source, file))) return false;
    found.add(file);
    const text = readFileSync(join(source, file), 'utf8');
    if (extname(file) === '.json') {
      const { usingComponents = {} } = JSON.parse(text) as { usingComponents?: Record<string, string> };
      for (const component of Object.values(usingComponents))
        visitComponent(posix.join(posix.dirname(file), component));
      return true;
    }
    for (const [, reference = ''] of text.matchAll(REFERENCES[extname(file)] ?? /$^/g)) visitReference(file, reference);
    return true;
  };

  const visitComponent = (name: string): void => {
    for (const extension of ['.js', '.json', '.wxml', '.wxss']) visit(name + extension);
  };

  const visitReference = (from: string, reference: string): void => {
    const base = reference.startsWith('.') ? posix.join(posix.dirname(from), reference) : null;
    // A bare name is a package that the package itself carries; in a template or style it is a plain relative path.
    const candidates =
      base !== null
        ? [base, `${base}.js`, `${base}/index.js`]
        : [
            `miniprogram_npm/${reference}.js`,
            `miniprogram_npm/${reference}/index.js`,
            posix.join(dirname(from), reference),
          ];
    candidates.some(visit);
  };

  for (const entry of entries) visit(entry);
  return [...found].sort();
};
