import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox';
import { writeMerchants } from '../scripts/demo';

const root = join(__dirname, '..');

/** A sandbox in memory, in this process, with the demo's merchants and nothing else. */
export const benchSandbox = async (): Promise<Sandbox> => {
  const sandbox = await startSandbox({ root, port: 0, wechatPort: 0, dataDir: ':memory:', phone: false });
  await writeMerchants(sandbox);
  sandbox.ready();
  return sandbox;
};

export const postJson = async (
  url: string,
  body: object,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<unknown> => {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  return answer.json();
};
