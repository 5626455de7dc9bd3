import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import type { AppConfig, ThemeVariables } from '../runtime/config';
import { CompileError } from './problems';

export const SCRIPT_EXTENSIONS = ['.ts', '.js'];
const NPM_FOLDER = /(?:^|\/)miniprogram_npm\//;

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** `@scope/name/rest` → [`@scope/name`, `rest`] */
const splitPackage = (id: string): [name: string, rest: string] => {
  const parts = id.split('/');
  const length = id.startsWith('@') ? 2 : 1;
  return [parts.slice(0, length).join('/'), parts.slice(length).join('/')];
};

/**
 * The files of a mini program under the names that WeChat sees: `pages/a/index`,
 * `miniprogram_npm/tdesign-miniprogram/cell/cell`. npm packages are read where npm put them, so that
 * DevTools' "构建 npm" is not needed here.
 */
export class Project {
  readonly source: string;
  readonly app: AppConfig;
  readonly theme: ThemeVariables;
  /** Every file that was read: what a watcher has to look at. */
  readonly files = new Set<string>();
  private readonly packages = new Map<string, string | undefined>();

  constructor(readonly root: string) {
    this.source = join(root, 'miniprogram');
    this.app = this.readJson<AppConfig>(join(this.source, 'app.json'));
    this.theme = this.app.themeLocation ? this.readJson<ThemeVariables>(join(this.source, this.app.themeLocation)) : {};
  }

  read(file: string): string {
    this.files.add(file);
    return readFileSync(file, 'utf8');
  }

  readJson<Shape>(file: string): Shape {
    if (!isFile(file)) throw new CompileError(this.shortName(file), 'the file does not exist');
    try {
      return JSON.parse(this.read(file)) as Shape;
    } catch (error) {
      throw new CompileError(this.shortName(file), error instanceof Error ? error.message : String(error));
    }
  }

  /** A file as a person names it, from the repository's root. */
  shortName(file: string): string {
    return relative(this.root, file).split('\\').join('/');
  }

  /** The folder of a package's mini program build, if it is installed. */
  packageFolder(name: string): string | undefined {
    if (!this.packages.has(name)) this.packages.set(name, this.findPackage(name));
    return this.packages.get(name);
  }

  private findPackage(name: string): string | undefined {
    for (let folder = this.root; ; folder = dirname(folder)) {
      const manifest = join(folder, 'node_modules', name, 'package.json');
      if (isFile(manifest)) {
        const { miniprogram = 'miniprogram_dist' } = JSON.parse(readFileSync(manifest, 'utf8')) as {
          miniprogram?: string;
        };
        const build = join(dirname(manifest), miniprogram);
        return existsSync(build) ? build : undefined;
      }
      if (dirname(folder) === folder) return undefined;
    }
  }

  /** `tdesign-miniprogram/cell/cell` → its file in the installed package, without looking for an extension. */
  packageFile(id: string): string | undefined {
    const [name, rest] = splitPackage(id);
    const folder = this.packageFolder(name);
    return folder && join(folder, rest);
  }

  /** Where a virtual path lies on the disk. */
  real(virtual: string): string {
    const npm = NPM_FOLDER.exec(virtual);
    const installed = npm && this.packageFile(virtual.slice(npm.index + npm[0].length));
    return installed ?? join(this.source, virtual);
  }

  /** The script of a page or component. */
  script(virtual: string): string | undefined {
    return SCRIPT_EXTENSIONS.map((extension) => this.real(virtual) + extension).find(isFile);
  }

  /** Resolves an entry of `usingComponents` as WeChat does: relative first, then npm. */
  component(owner: string, reference: string): string | undefined {
    const existing = (virtual: string): string | undefined =>
      [virtual, `${virtual}/index`].find((candidate) => this.script(candidate));
    if (reference.startsWith('/')) return existing(reference.slice(1));
    const near = existing(posix.join(posix.dirname(owner), reference));
    if (near ?? reference.startsWith('.')) return near;
    return existing(posix.join('miniprogram_npm', reference));
  }

  /** Resolves what a wxss or wxs file names, from the file that names it. */
  reference(owner: string, reference: string): string {
    if (reference.startsWith('/')) return reference.slice(1);
    return posix.join(posix.dirname(owner), reference);
  }

  /** Whether a virtual path belongs to an npm package: its warnings are not the project's business. */
  isPackage(virtual: string): boolean {
    return NPM_FOLDER.test(virtual);
  }
}
