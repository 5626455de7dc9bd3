import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../sandbox';
import { functionEnv } from '../sandbox/settings';
import { cloudEnv } from './cold-process';
import type { Figure } from './report';
import { benchSandbox, postJson } from './sandbox';
import type { Outcome, Task } from './token-caller';

const PROCESSES = 4;
const CALLS = 1000;
const UPSTREAM_MS = 200;
const LONGEST_MS = 120_000;

/** A process that has loaded, and waits for its task. */
interface Caller {
  give(task: Task): Promise<Outcome>;
}

const startCaller = (env: Record<string, string>): Promise<Caller> =>
  new Promise((ready, reject) => {
    const file = join(__dirname, 'token-caller.ts');
    const child = fork(join(__dirname, '../scripts/run.mjs'), [file], {
      env: { ...process.env, ...env },
      timeout: LONGEST_MS,
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a caller ended with ${code}`)));
    child.once('message', () =>
      ready({
        give: (task) =>
          new Promise((resolve, fail) => {
            child.once('message', (outcome) => resolve(outcome as Outcome));
            child.once('exit', (code) => fail(new Error(`a caller ended with ${code}`)));
            child.send(task);
          }),
      }),
    );
  });

interface Load {
  fetches: number;
  failed: number;
  problem: string;
  tokens: number;
  ms: number;
}

const load = async (sandbox: Sandbox, path: string, kind: Task['kind'], file: string): Promise<Load> => {
  const { appid = '', secret = '' } = sandbox.demo.accounts[0] ?? {};
  const env = {
    ...cloudEnv(sandbox.url),
    ...functionEnv('wechat', sandbox.demo, { sandbox: sandbox.url, wechat: sandbox.wechatUrl }),
  };
  const fetched = async (): Promise<number> => {
    const calls = (await (await fetch(`${sandbox.wechatUrl}/__sandbox/calls`)).json()) as Record<
      string,
      { total: number }
    >;
    return calls[path]?.total ?? 0;
  };
  const before = await fetched();
  const callers = await Promise.all(Array.from({ length: PROCESSES }, () => startCaller(env)));
  const whole: Task = { kind, file, calls: CALLS / PROCESSES, appid, secret, wechatUrl: sandbox.wechatUrl };
  const started = performance.now();
  const outcomes = await Promise.all(callers.map((caller) => caller.give(whole)));
  return {
    fetches: (await fetched()) - before,
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
    problem: outcomes.find(({ problem }) => problem)?.problem ?? '',
    tokens: new Set(outcomes.flatMap(({ tokens }) => tokens)).size,
    ms: Math.round(performance.now() - started),
  };
};

const said = ({ fetches, failed, tokens, problem, ms }: Load) =>
  `${fetches} fetches, ${tokens} different tokens, ${failed} failed calls${problem ? ` (${problem.slice(0, 80)})` : ''} in ${ms} ms`;

/** A thousand cold instances that need a token at once. */
export const token = async (): Promise<Figure[]> => {
  const sandbox = await benchSandbox();
  const dir = mkdtempSync(join(tmpdir(), 'bench-token-'));
  try {
    const rules = ['/cgi-bin/token', '/cgi-bin/stable_token'].map((path) => ({
      path,
      kind: 'delay',
      ms: UPSTREAM_MS,
      probability: 1,
    }));
    await postJson(`${sandbox.wechatUrl}/__sandbox/faults`, { seed: 1, rules }, {}, 'PUT');
    const file = join(dir, 'access_token.txt');
    const own = await load(sandbox, '/cgi-bin/stable_token', 'own', file);
    const peer = await load(sandbox, '/cgi-bin/token', 'co-wechat-api', file);
    return [
      {
        name: `upstream token fetches for ${CALLS} cold calls in ${PROCESSES} processes / the same with co-wechat-api`,
        detail: `${said(own)} / ${said(peer)}; all at once, WeChat answering in ${UPSTREAM_MS} ms`,
        ratio: own.fetches / peer.fetches,
        goal: { atMost: 0.001 },
      },
      {
        name: `failed calls among the ${CALLS}`,
        detail: said(own),
        ratio: own.failed / CALLS,
        goal: { atMost: 0 },
      },
    ];
  } finally {
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  }
};
