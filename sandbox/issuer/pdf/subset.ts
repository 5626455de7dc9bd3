import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** A font file, the weight to take from it and the characters to keep. */
export interface Wanted {
  file: string;
  weight: number;
  characters: string;
}

type Answer = { id: number; fonts: Uint8Array[] } | { id: number; error: string };

interface Waiting {
  resolve: (fonts: Buffer[]) => void;
  reject: (error: Error) => void;
}

const IDLE_MS = 1000;

let worker: Worker | undefined;
let idle: NodeJS.Timeout | undefined;
let lastId = 0;
const waiting = new Map<number, Waiting>();

const end = (): void => {
  const ended = worker;
  worker = undefined;
  void ended?.terminate();
};

/** A process that has nothing else to do may end meanwhile. */
const rest = (): void => {
  worker?.unref();
  idle = setTimeout(end, IDLE_MS).unref();
};

const fail = (error: Error): void => {
  worker = undefined;
  for (const { reject } of waiting.values()) reject(error);
  waiting.clear();
};

const take = (answer: Answer): void => {
  const one = waiting.get(answer.id);
  waiting.delete(answer.id);
  if (waiting.size === 0) rest();
  if ('error' in answer) one?.reject(new Error(answer.error));
  else one?.resolve(answer.fonts.map((font) => Buffer.from(font)));
};

const start = (): Worker => {
  const started = new Worker(join(__dirname, 'subset-worker.cjs'), { execArgv: [] });
  started.on('message', take);
  started.on('error', fail);
  return started;
};

/** Cuts fonts down to what is wanted of each, in a thread that ends soon after the last. */
export const subset = (wanted: Wanted[]): Promise<Buffer[]> =>
  new Promise((resolve, reject) => {
    clearTimeout(idle);
    lastId += 1;
    waiting.set(lastId, { resolve, reject });
    worker ??= start();
    worker.ref();
    worker.postMessage({ id: lastId, wanted });
  });
