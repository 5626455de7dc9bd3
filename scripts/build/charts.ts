import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The parts of ECharts that the statistics draw with; the whole of it would be three times as large. */
const PARTS = `
  export * from 'echarts/core';
  import { use } from 'echarts/core';
  import { BarChart } from 'echarts/charts';
  import { GridComponent } from 'echarts/components';
  import { CanvasRenderer } from 'echarts/renderers';
  use([BarChart, GridComponent, CanvasRenderer]);
`;

/** Packs them as `echarts/core` beside the pages of the merchant's side, the only ones that use them. */
export const packCharts = async (root: string): Promise<void> => {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/echarts/package.json'), 'utf8')) as {
    version: string;
  };
  const target = join(root, 'miniprogram/merchant/miniprogram_npm/echarts');
  const [file, stampFile] = [join(target, 'core.js'), join(target, '.packed')];
  const stamp = version + PARTS;
  if (existsSync(file) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  mkdirSync(target, { recursive: true });
  const fresh = `${file}.${process.pid}`;
  // Page tests, whose environment esbuild refuses, find the charts made.
  const { build } = await import('esbuild');
  await build({
    stdin: { contents: PARTS, resolveDir: root },
    outfile: fresh,
    bundle: true,
    minify: true,
    format: 'cjs',
    target: 'es2018',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  // Several may make it at once: each puts a whole file in its place.
  renameSync(fresh, file);
  writeFileSync(stampFile, stamp);
};
