import { build, type BuildOptions, type Plugin } from 'esbuild';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { smallBson } from './small-bson';

/**
 * Parts of wx-server-sdk that no function here uses, and that cost a cold start a third of its time: data models,
 * the AI client and the client-side app. Each throws when it is touched. What is assumed of the SDK is tried on the
 * bundled one too.
 */
const unusedPartsOfSdk = /^(@cloudbase\/(ai|wx-cloud-client-sdk|app|adapter-node))(\/|$)/;

const withoutUnusedParts: Plugin = {
  name: 'without-unused-parts',
  setup: (builder) => {
    builder.onResolve({ filter: unusedPartsOfSdk }, ({ path }) => ({ path, namespace: 'unused' }));
    builder.onLoad({ filter: /.*/, namespace: 'unused' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => {
        if (name === '__esModule' || typeof name === 'symbol') return undefined;
        return function unused() { throw new Error(${JSON.stringify(path)} + ' is left out of the bundle'); };
      } });`,
      loader: 'js',
    }));
  },
};

const fileOf = (library: string): string => `on-use/${library.replace(/[^a-z0-9-]+/gi, '_')}.js`;

/** A library that is imported on use lies in a file of its own, so that a cold start does not even read it. */
const apart = (libraries: Set<string>): Plugin => ({
  name: 'apart',
  setup: (builder) => {
    builder.onResolve({ filter: /^[@a-z]/ }, ({ path, kind }) => {
      if (kind !== 'dynamic-import' || isBuiltin(path)) return undefined;
      libraries.add(path);
      return { path: `./${fileOf(path)}`, external: true };
    });
  },
});

/** How a bundle for the cloud is made. */
const options = {
  bundle: true,
  platform: 'node',
  target: 'node18',
  format: 'cjs',
  // What is imported on use is required on use.
  supported: { 'dynamic-import': false },
  minify: true,
  keepNames: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'error',
} as const satisfies BuildOptions;

/** One entry file with the SDK as a function has it, for those who try what is assumed of it. */
export const bundleWithSdk = async (entry: string, outfile: string): Promise<void> => {
  await build({ ...options, entryPoints: [entry], outfile, plugins: [withoutUnusedParts, smallBson] });
};

const fonts = dirname(require.resolve('@fontsource-variable/noto-serif-sc/package.json'));

/** What a function reads on use and cannot have in its bundle: the slices of the font that 台卡 is written in. */
const filesBeside: Readonly<Record<string, string[]>> = {
  merchant: [
    join(fonts, 'unicode.json'),
    ...readdirSync(join(fonts, 'files'))
      .filter((name) => name.endsWith('-wght-normal.woff2'))
      .map((name) => join(fonts, 'files', name)),
  ],
};

/** The deployable functions: every folder of cloudfunctions/ with an index.ts. */
export const functionNames = (root: string): string[] =>
  readdirSync(join(root, 'cloudfunctions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'cloudfunctions', entry.name, 'index.ts')))
    .map((entry) => entry.name);

/** Bundles each cloud function, the SDK included, so that it needs no install in the cloud. */
export const buildFunctions = async (root: string, outDir = join(root, 'dist/cloudfunctions')): Promise<string[]> => {
  const names = functionNames(root);
  rmSync(outDir, { recursive: true, force: true });
  await Promise.all(
    names.map(async (name) => {
      const source = join(root, 'cloudfunctions', name);
      const target = join(outDir, name);
      mkdirSync(target, { recursive: true });
      const libraries = new Set<string>();
      await build({
        ...options,
        absWorkingDir: root,
        entryPoints: [join(source, 'index.ts')],
        outfile: join(target, 'index.js'),
        plugins: [withoutUnusedParts, smallBson, apart(libraries)],
      });
      for (const library of libraries)
        await build({
          ...options,
          stdin: { contents: `module.exports = require(${JSON.stringify(library)});`, resolveDir: root },
          outfile: join(target, fileOf(library)),
        });
      writeFileSync(
        join(target, 'package.json'),
        `${JSON.stringify({ name, version: '1.0.0', main: 'index.js' }, null, 2)}\n`,
      );
      for (const file of filesBeside[name] ?? []) cpSync(file, join(target, 'fonts', basename(file)));
      const config = join(source, 'config.json');
      if (existsSync(config)) cpSync(config, join(target, 'config.json'));
    }),
  );
  return names;
};
