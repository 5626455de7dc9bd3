import { spawn } from 'node:child_process';

const LONGEST_MS = 120_000;

/** What CloudBase puts into the environment of a function. */
export const cloudEnv = (sandboxUrl: string): Record<string, string> => ({
  TZ: 'UTC',
  TENCENTCLOUD_RUNENV: 'SCF',
  TENCENTCLOUD_REGION: 'ap-shanghai',
  TENCENTCLOUD_SECRETID: 'AKIDbench',
  TENCENTCLOUD_SECRETKEY: 'bench',
  TENCENTCLOUD_SESSIONTOKEN: 'bench',
  SCF_NAMESPACE: 'local-einvoice',
  TCB_ENV: 'local-einvoice',
  TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${sandboxUrl}/admin` }),
  SILENCE: 'true',
});

/** Runs a script in a fresh process, without blocking this one, and answers the JSON of its last line. */
export const inColdProcess = <Result>(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Result> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LONGEST_MS,
    });
    const heard = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => (heard[name] += text));
    }
    child.on('error', reject);
    child.on('close', (code) => {
      const line = heard.stdout.trim().split('\n').at(-1) ?? '';
      try {
        if (code !== 0) throw new Error(`exit ${code}`);
        resolve(JSON.parse(line) as Result);
      } catch (error) {
        reject(new Error(`${args.join(' ').slice(0, 200)}: ${String(error)}\n${line}\n${heard.stderr.slice(0, 2000)}`));
      }
    });
  });
