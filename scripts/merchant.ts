import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Envelope } from '../contract/envelope';

const HELP = `Sets a merchant, one of its people or a company up, or changes it, through the operator's door of the function jobs.

  npm run merchant -- put FILE.json --env ENVIRONMENT      on CloudBase
  npm run merchant -- put FILE.json [--url http://127.0.0.1:8080]   in the sandbox
  npm run merchant -- put-member FILE.json …               a person who works for a merchant
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

const run = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { env: { type: 'string' }, url: { type: 'string', default: 'http://127.0.0.1:8080' } },
  });
  const [name = '', file] = positionals;
  const verb = verbs.get(name);
  const keys = process.env['TENCENTCLOUD_SECRETID'] && process.env['TENCENTCLOUD_SECRETKEY'];
  if (!verb || !file || (values.env && !keys)) {
    console.error(HELP);
    return 2;
  }
  const { action, what } = verb;
  const profile: unknown = JSON.parse(readFileSync(file, 'utf8'));
  process.env['SILENCE'] = 'true';
  const env = values.env ?? pointAtSandbox(values.url);
  const { default: cloud } = await import('wx-server-sdk');
  cloud.init({ env });
  const answer = await cloud.callFunction({ name: 'jobs', data: { action, [what]: profile } });
  const envelope = answer?.result as Envelope<{ id: string }> | undefined;
  if (!envelope?.ok) {
    console.error(envelope ? `${envelope.error.message}\n${envelope.error.hint}` : 'no answer');
    return 1;
  }
  console.log(`${what} ${envelope.data.id} is set up`);
  return 0;
};

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
