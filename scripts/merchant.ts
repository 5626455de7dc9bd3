import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Envelope } from '../contract/envelope';
import type { JobsOutput } from '../contract/jobs';

const HELP = `Sets a merchant, one of its people or a company up, or changes it, through the operator's door of the function jobs.

  npm run merchant -- put FILE.json --env ENVIRONMENT      on CloudBase
  npm run merchant -- put FILE.json [--url http://127.0.0.1:8080]   in the sandbox
  npm run merchant -- invite-owner MERCHANT …              prints a code with which one person becomes an owner
  npm run merchant -- put-member FILE.json …               a person who works for a merchant, by openid
  npm run merchant -- put-company FILE.json …              a company instead, see docs/reimburse.md
  npm run merchant -- put-company-member FILE.json …       a person who works for a company, its first owner above all

On CloudBase TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY must be set: a key that may use the environment.
docs/going-live.md shows a file.`;

/** The verbs, each with its action and what the file is there. */
const verbs = new Map([
  ['put', { action: 'merchants.put', what: 'merchant' }],
  ['put-member', { action: 'members.put', what: 'member' }],
  ['put-company', { action: 'companies.put', what: 'company' }],
  ['put-company-member', { action: 'companyMembers.put', what: 'member' }],
]);

/** Points the SDK at a sandbox; the variables must stand before it is loaded. */
const pointAtSandbox = (url: string): string => {
  const env = 'local-einvoice';
  Object.assign(process.env, {
    TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${url}/admin` }),
    TENCENTCLOUD: 'true',
    TENCENTCLOUD_REGION: 'ap-shanghai',
    TCB_ENV: env,
    SCF_NAMESPACE: env,
    TENCENTCLOUD_SECRETID: 'sandbox',
    TENCENTCLOUD_SECRETKEY: 'sandbox',
  });
  return env;
};

type Ask = <T>(data: object) => Promise<T>;

/** Speaks to the operator's door; throws what it refuses. */
const openDoor = async (env: string): Promise<Ask> => {
  process.env['SILENCE'] = 'true';
  const { default: cloud } = await import('wx-server-sdk');
  cloud.init({ env });
  return async <T>(data: object): Promise<T> => {
    const answer = await cloud.callFunction({ name: 'jobs', data });
    const envelope = answer?.result as Envelope<T> | undefined;
    if (!envelope?.ok)
      throw new Error(envelope ? `${envelope.error.message}\n${envelope.error.hint}` : 'the function did not answer');
    return envelope.data;
  };
};

/** Prints the code for an owner: the operator hands it over, and whoever accepts it on the phone becomes one. */
const inviteOwner = async (ask: Ask, merchantId: string, firstOnly: boolean): Promise<void> => {
  const answer = await ask<JobsOutput['owners.invite']>({ action: 'owners.invite', merchantId, firstOnly });
  if (!answer.invitation) return;
  const { code, expiresAt } = answer.invitation;
  console.log(`owner's invitation: ${code}  (good once, until ${new Date(expiresAt * 1000).toLocaleString()})`);
  console.log('小程序里“我的 → 加入商户”，输入这个邀请码');
};

const run = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { env: { type: 'string' }, url: { type: 'string', default: 'http://127.0.0.1:8080' } },
  });
  const [name = '', given] = positionals;
  const verb = verbs.get(name);
  const keys = process.env['TENCENTCLOUD_SECRETID'] && process.env['TENCENTCLOUD_SECRETKEY'];
  if ((!verb && name !== 'invite-owner') || !given || (values.env && !keys)) {
    console.error(HELP);
    return 2;
  }
  const ask = await openDoor(values.env ?? pointAtSandbox(values.url));
  if (!verb) {
    await inviteOwner(ask, given, false);
    return 0;
  }
  const { action, what } = verb;
  const profile: unknown = JSON.parse(readFileSync(given, 'utf8'));
  const { id } = await ask<{ id: string }>({ action, [what]: profile });
  console.log(`${what} ${id} is set up`);
  if (name === 'put') await inviteOwner(ask, id, true);
  return 0;
};

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
