import { dirname, isAbsolute, join, resolve } from 'node:path';
import { build, transform, type BuildOptions, type OnResolveArgs, type OnResolveResult, type Plugin } from 'esbuild';
import type { Problems } from './problems';
import { isFile, SCRIPT_EXTENSIONS, type Project } from './project';

const RUNTIME = join(__dirname, '..', 'runtime');
const SHARED: BuildOptions = {
  bundle: true,
  write: false,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  charset: 'utf8',
  logLevel: 'silent',
  define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
};

const withExtension = (file: string): string | undefined =>
  [
    file,
    ...SCRIPT_EXTENSIONS.map((extension) => file + extension),
    ...SCRIPT_EXTENSIONS.map((extension) => join(file, `index${extension}`)),
  ].find(isFile);

/** Where a package may bring its own packages along, as `tslib` inside TDesign. */
const packedNear = (folder: string, id: string): string[] => {
  const places = [join(folder, 'miniprogram_npm', id)];
  const above = dirname(folder);
  return above === folder ? places : [...places, ...packedNear(above, id)];
};

/** Resolves and translates the mini program's scripts as WeChat does: each file is a CommonJS module. */
const miniProgramModules = (project: Project, problems: Problems): Plugin => ({
  name: 'mini-program-modules',
  setup(builder) {
    const isOurs = (file: string): boolean => !file.startsWith(RUNTIME);

    const missing = ({ importer, path }: OnResolveArgs): OnResolveResult => {
      problems.error(project.shortName(importer), `module "${path}" is not found`);
      return { path, namespace: 'missing' };
    };

    builder.onResolve({ filter: /.*/ }, (args) => {
      if (args.kind === 'entry-point' || !isOurs(args.importer) || !args.importer) return undefined;
      if (isAbsolute(args.path) && isFile(args.path)) return { path: args.path };
      if (args.importer.includes(`${join('node_modules', 'glass-easel')}`)) return undefined;
      const near = args.path.startsWith('/') ? join(project.source, args.path) : resolve(args.resolveDir, args.path);
      const packed = /(?:^|[\\/])miniprogram_npm[\\/](.+)$/.exec(near)?.[1]?.split('\\').join('/');
      const candidates = [
        near,
        ...(args.path.startsWith('.')
          ? []
          : [project.packageFile(args.path), ...packedNear(args.resolveDir, args.path)]),
        packed && project.packageFile(packed),
      ];
      for (const candidate of candidates) {
        const file = candidate && withExtension(candidate);
        if (file) return { path: file };
      }
      return missing(args);
    });

    builder.onLoad({ filter: /\.[jt]s$/ }, async ({ path: file }) => {
      const inProject = file.startsWith(project.source) || /[\\/]miniprogram_dist[\\/]/.test(file);
      if (!inProject) return undefined;
      const { code } = await transform(project.read(file), {
        loader: file.endsWith('.ts') ? 'ts' : 'js',
        format: 'cjs',
        target: 'es2022',
        sourcefile: project.shortName(file),
        sourcemap: 'inline',
        tsconfigRaw: '{}',
      }).catch((error: unknown) => {
        const [first] =
          (error as { errors?: { text: string; location?: { line: number; column: number } }[] }).errors ?? [];
        const place = first?.location ? `:${first.location.line}:${first.location.column + 1}` : '';
        problems.error(project.shortName(file) + place, first?.text ?? String(error));
        return { code: '' };
      });
      return { contents: code, loader: 'js' };
    });

    builder.onLoad({ filter: /.*/, namespace: 'missing' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`module "${path}" is not found`)})`,
    }));
  },
});

/** Bundles the entry text, which boots the runtime with the mini program. */
export const bundleProgram = async (project: Project, entry: string, problems: Problems): Promise<string> => {
  const { outputFiles = [] } = await build({
    ...SHARED,
    stdin: { contents: entry, resolveDir: dirname(RUNTIME), sourcefile: 'entry.js' },
    sourcemap: 'inline',
    sourcesContent: false,
    tsconfigRaw: '{}',
    plugins: [miniProgramModules(project, problems)],
  });
  return outputFiles[0]?.text ?? '';
};

/** Bundles one script of the sandbox itself for the browser. */
export const bundleFile = async (file: string): Promise<string> => {
  const { outputFiles = [] } = await build({ ...SHARED, entryPoints: [file], minify: true });
  return outputFiles[0]?.text ?? '';
};
