import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sdk from 'wx-server-sdk';
import { assumptions } from '../test/contract/cloudbase/assumptions';
import { bundleWithSdk } from './build/functions';
import { groundOn, INDEXED, MANIFEST, PROBE, refusal, type Ground } from '../test/contract/cloudbase/ground';
import type { Cloud } from '../test/contract/cloudbase/sdk';

const HELP = `Tries on a real CloudBase environment what the sandbox takes for granted.

  npm run conformance -- --env ENVIRONMENT [--probe] [--only WORD]
  npm run conformance -- --write-probe

TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY must be set: a key that may use the environment. Use an environment
without data of value: the collections ${MANIFEST.collections.map(({ name }) => name).join(' and ')} are emptied.

  --write-probe  write the function ${PROBE} to dist/${PROBE}, to be deployed, and try nothing
  --probe  that function is deployed, so try functions too
  --only   only sentences with this word`;

const cloud = sdk as unknown as Cloud;

const ready = async ({ db, indexed }: Ground): Promise<string | null> => {
  for (const { name } of MANIFEST.collections) {
    // Already there is just as well.
    await db.createCollection(name).catch(() => undefined);
  }
  const collection = await indexed();
  await collection.add({ data: { key: 'same' } });
  const { errCode } = await refusal(collection.add({ data: { key: 'same' } })).catch(() => ({ errCode: null }));
  const index = JSON.stringify(MANIFEST.collections.find(({ name }) => name === INDEXED)?.indexes);
  return errCode === null ? `give the collection ${INDEXED} these indexes in the console first: ${index}` : null;
};

const run = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      env: { type: 'string' },
      probe: { type: 'boolean' },
      'write-probe': { type: 'boolean' },
      only: { type: 'string' },
    },
  });
  if (values['write-probe']) {
    await bundleWithSdk(join(__dirname, '../test/contract/cloudbase/probe.ts'), `dist/${PROBE}/index.js`);
    console.log(`Deploy the folder dist/${PROBE} as the function ${PROBE}.`);
    return 0;
  }
  if (!values.env || !process.env.TENCENTCLOUD_SECRETID || !process.env.TENCENTCLOUD_SECRETKEY) {
    console.error(HELP);
    return 2;
  }
  process.env.SILENCE = 'true';
  cloud.init({ env: values.env });
  const ground = groundOn(cloud);
  const missing = await ready(ground);
  if (missing) {
    console.error(missing);
    return 2;
  }
  const counts = { true: 0, false: 0, untried: 0 };
  for (const [about, list] of Object.entries(assumptions)) {
    console.log(`\n${about}`);
    for (const { sentence, needsProbe, holds } of list.filter((one) => one.sentence.includes(values.only ?? ''))) {
      if (needsProbe && !values.probe) {
        counts.untried += 1;
        console.log(`  untried  ${sentence}`);
        continue;
      }
      const error = await holds(ground).then(
        () => null,
        (reason: unknown) => reason,
      );
      counts[error === null ? 'true' : 'false'] += 1;
      console.log(`  ${error === null ? 'true   ' : 'FALSE  '}  ${sentence}`);
      if (error !== null)
        console.log(
          `           ${(error instanceof Error ? error.message : JSON.stringify(error)).replaceAll('\n', '\n           ')}`,
        );
    }
  }
  console.log(`\n${counts.true} true, ${counts.false} false, ${counts.untried} untried`);
  return counts.false === 0 ? 0 : 1;
};

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
