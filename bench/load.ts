import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { functionNames } from '../scripts/build/functions';
import { median, type Figure } from './report';

const ROUNDS = 15;
const timer = `const t = process.hrtime.bigint(); require(process.argv[1]); console.log(Number(process.hrtime.bigint() - t) / 1e6); process.exit(0)`;
const env = {
  ...process.env,
  TENCENTCLOUD_RUNENV: 'SCF',
  TENCENTCLOUD_REGION: 'ap-shanghai',
  TCB_ENV: 'bench',
  SCF_NAMESPACE: 'bench',
};

/** Milliseconds of one `require` in a fresh process. */
export const coldRequire = (file: string): number => {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', timer, file], { env, encoding: 'utf8' });
  const ms = Number(stdout.trim().split('\n').at(-1));
  if (!(ms > 0)) throw new Error(`could not load ${file}: ${stderr}`);
  return ms;
};

/** Load time of each bundled function against the SDK's, interleaved so that a slow moment hits all alike. */
export const load = async (root: string): Promise<Figure[]> => {
  const sdk = require.resolve('wx-server-sdk');
  const files = new Map(functionNames(root).map((name) => [name, join(root, 'dist/cloudfunctions', name, 'index.js')]));
  const times = new Map<string, number[]>([...files.keys(), 'sdk'].map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    times.get('sdk')?.push(coldRequire(sdk));
    for (const [name, file] of files) times.get(name)?.push(coldRequire(file));
  }
  const base = median(times.get('sdk') ?? []);
  return [...files.keys()].map((name) => {
    const own = median(times.get(name) ?? []);
    return {
      name: `load of function ${name} / wx-server-sdk`,
      detail: `${own.toFixed(1)} ms / ${base.toFixed(1)} ms, median of ${ROUNDS} cold processes each`,
      ratio: own / base,
      goal: { atMost: 0.75 },
    };
  });
};
