import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { FunctionFailure } from './failure';

/** What is handed to one call. */
export interface Call {
  /** The event as JSON. */
  event: string;
  /** The environment of this call only, beside what the instance was started with. */
  env: Record<string, string>;
  context: Record<string, unknown>;
}

/** By default new objects alone may take 48 MB in each thread; this costs a busy function a tenth of its speed. */
const YOUNG_GENERATION_MB = 6;

type Answer = { result: string } | { error: string };

const byLine = (take: (line: string) => void) => {
  let rest = '';
  return (chunk: Buffer | string) => {
    const lines = `${rest}${chunk.toString()}`.split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  };
};

/** A warm thread that runs one call of a function at a time. */
export class Instance {
  private readonly worker: Worker;
  private settle: ((answer: Answer | FunctionFailure) => void) | null = null;
  dead = false;

  constructor(file: string, env: Record<string, string>, memoryMb: number, log: (line: string) => void) {
    this.worker = new Worker(join(__dirname, 'worker.cjs'), {
      workerData: { file },
      env,
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.worker.stdout.on('data', byLine(log));
    this.worker.stderr.on('data', byLine(log));
    this.worker.on('message', (answer: Answer) => this.answer(answer));
    this.worker.on('error', (error: Error) => {
      this.dead = true;
      this.answer(FunctionFailure.thrown(error.stack ?? error.message));
    });
    this.worker.on('exit', () => {
      this.dead = true;
      this.answer(FunctionFailure.exited());
    });
    this.worker.unref();
  }

  /** Runs a call; answers its result as JSON. A call that takes longer than the limit costs the instance its life. */
  async run(call: Call, timeoutMs: number): Promise<string> {
    if (this.dead) throw FunctionFailure.exited();
    const answered = new Promise<Answer | FunctionFailure>((resolve) => (this.settle = resolve));
    const timer = setTimeout(() => {
      this.answer(FunctionFailure.timedOut(timeoutMs));
      void this.kill();
    }, timeoutMs);
    this.worker.postMessage(call);
    const answer = await answered;
    clearTimeout(timer);
    if (answer instanceof FunctionFailure) throw answer;
    if ('error' in answer) throw FunctionFailure.thrown(answer.error);
    return answer.result;
  }

  async kill(): Promise<void> {
    this.dead = true;
    await this.worker.terminate();
  }

  private answer(answer: Answer | FunctionFailure): void {
    const settle = this.settle;
    this.settle = null;
    settle?.(answer);
  }
}
