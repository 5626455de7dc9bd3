import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWithSdk } from '../../../scripts/build/functions';
import { assumptions } from './assumptions';
import { groundOn, type Ground } from './ground';
import { ENV_ID, pointSdkTo, runSandbox, type RunningSandbox } from './sandbox';
import type { Cloud } from './sdk';

const load = createRequire(__filename);
const folder = mkdtempSync(join(tmpdir(), 'bundled-sdk-'));
let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await runSandbox();
  pointSdkTo(sandbox.url);
}, 30_000);

afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const bundled = async (): Promise<string> => {
  const file = join(folder, 'sdk.js');
  await bundleWithSdk(load.resolve('wx-server-sdk'), file);
  return file;
};

describe.each([
  ['as it is published', async () => load.resolve('wx-server-sdk')],
  ['as a function has it in its bundle', bundled],
])('the SDK %s', (_, file) => {
  let ground: Ground;
  beforeAll(async () => {
    const cloud = load(await file()) as Cloud;
    cloud.init({ env: ENV_ID });
    ground = groundOn(cloud);
  }, 30_000);

  for (const [about, list] of Object.entries(assumptions)) {
    describe(`of ${about}, hears from the sandbox what the cloud says`, () => {
      for (const { sentence, slow, holds } of list) test(sentence, () => holds(ground), slow ? 60_000 : undefined);
    });
  }
});
