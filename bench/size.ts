import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packNpm } from '../scripts/npm-pack';
import type { Figure } from './report';

/** Tencent's retail template of TDesign, its main package as miniprogram-ci packs it. */
const RETAIL_BYTES = 1_275_178;

/** Bytes of the main package, its part of TDesign included, as DevTools would upload it. */
export const size = async (root: string): Promise<Figure[]> => {
  await packNpm();
  const folder = mkdtempSync(join(tmpdir(), 'einvoice-size-'));
  const list = join(folder, 'sizes.json');
  const check = spawnSync(
    process.execPath,
    [join(root, 'scripts/run.mjs'), join(root, 'scripts/check-devtools.ts'), list],
    { cwd: root, encoding: 'utf8' },
  );
  if (check.status !== 0)
    throw new Error(`check:devtools failed\n${check.stdout.slice(-1000)}${check.stderr.slice(-1000)}`);
  const { sizes } = JSON.parse(readFileSync(list, 'utf8')) as { sizes: Record<string, number> };
  rmSync(folder, { recursive: true });
  const { main = 0, ...rest } = sizes;
  const others = Object.entries(rest).map(([name, bytes]) => `${name} ${bytes} B`);
  return [
    {
      name: 'main package / TDesign’s retail template',
      detail: `${main} B / ${RETAIL_BYTES} B; beside it ${others.join(', ')}`,
      ratio: main / RETAIL_BYTES,
      goal: { atMost: 0.4 },
    },
  ];
};
