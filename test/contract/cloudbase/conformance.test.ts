import sdk from 'wx-server-sdk';
import { assumptions } from './assumptions';
import { groundOn, type Ground } from './ground';
import { ENV_ID, pointSdkTo, runSandbox, type RunningSandbox } from './sandbox';
import type { Cloud } from './sdk';

const cloud = sdk as unknown as Cloud;
let sandbox: RunningSandbox;
let ground: Ground;

beforeAll(async () => {
  sandbox = await runSandbox();
  pointSdkTo(sandbox.url);
  cloud.init({ env: ENV_ID });
  ground = groundOn(cloud);
}, 30_000);

afterAll(() => sandbox.close());

for (const [about, list] of Object.entries(assumptions)) {
  describe(`of ${about}, the sandbox says what the cloud says`, () => {
    for (const { sentence, holds } of list) test(sentence, () => holds(ground));
  });
}
