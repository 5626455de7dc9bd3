import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } };

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const healthy = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/healthz`)).ok;
  } catch {
    return false;
  }
};

/** The sandbox as a newcomer runs it: `npm start`, in a process of its own. */
export class SandboxProcess {
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(
    readonly url: string,
    readonly wechatUrl: string,
    private readonly dataDir: string,
  ) {}

  static async start(): Promise<SandboxProcess> {
    const [port, wechatPort] = [await freePort(), await freePort()];
    const dataDir = mkdtempSync(join(tmpdir(), 'einvoice-e2e-'));
    const sandbox = new SandboxProcess(`http://127.0.0.1:${port}`, `http://127.0.0.1:${wechatPort}`, dataDir);
    await sandbox.up();
    return sandbox;
  }

  /** Starts it, again after a kill, on the same data. */
  async up(): Promise<void> {
    // The shell of npm gives way to the process, which gets the signals then.
    const child = spawn(scripts.start, {
      shell: true,
      cwd: root,
      env: {
        ...process.env,
        PORT: new URL(this.url).port,
        WECHAT_PORT: new URL(this.wechatUrl).port,
        DATA_DIR: this.dataDir,
        ISSUER_SEED: 'none',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (this.output += String(chunk)));
    this.child = child;
    for (let waited = 0; waited < 90_000; waited += 200) {
      if (await healthy(this.url)) return;
      if (child.exitCode !== null) break;
      await pause(200);
    }
    throw new Error(`npm start did not become ready:\n${this.output.slice(-4000)}`);
  }

  get pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined) throw new Error('the sandbox does not run');
    return pid;
  }

  /** As a power cut: no handler runs. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  async close(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.on('exit', () => resolve());
      child.kill(signal);
    });
  }

  async control(name: string, body: object): Promise<unknown> {
    const answer = await fetch(`${this.wechatUrl}/__sandbox/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`__sandbox/${name} answered ${answer.status}`);
    return answer.json();
  }

  /** Replaces what goes wrong on WeChat's side; without rules nothing does. */
  async faults(...rules: object[]): Promise<void> {
    const answer = await fetch(`${this.wechatUrl}/__sandbox/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ seed: 1, rules }),
    });
    if (!answer.ok) throw new Error(`__sandbox/faults answered ${answer.status}`);
  }

  /** Calls a function as the SDK does with the environment's own keys. */
  async operator(name: string, event: object): Promise<unknown> {
    const answer = await fetch(`${this.url}/admin`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tcb-source': ',unknown' },
      body: JSON.stringify({
        action: 'functions.invokeFunction',
        function_name: name,
        request_data: JSON.stringify(event),
      }),
    });
    const { data } = (await answer.json()) as { data: { response_data: string } };
    return JSON.parse(data.response_data);
  }

  async read(name: string): Promise<unknown> {
    const answer = await fetch(`${this.wechatUrl}/__sandbox/${name}`);
    if (!answer.ok) throw new Error(`__sandbox/${name} answered ${answer.status}`);
    return answer.json();
  }
}
