import { join } from 'node:path';
import { functionNames } from '../scripts/build/functions';
import { launchChromium } from '../test/e2e/support/phone';
import { SandboxProcess } from '../test/e2e/support/sandbox-process';
import { treeResidentMb } from './process-tree';
import { median, type Figure } from './report';

const root = join(__dirname, '..');
const READY_SECONDS = 20;
const MEMORY_MB = 600;
const OPENINGS = 5;

const warmEveryFunction = (url: string) =>
  Promise.all(
    functionNames(root).map((name) =>
      fetch(`${url}/functions/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
    ),
  );

/** Milliseconds from opening the phone to the first order on the screen. */
const firstScreen = async (url: string): Promise<number[]> => {
  const browser = await launchChromium();
  const times: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
    const start = performance.now();
    await page.goto(`${url}/phone`);
    await page.getByText('可开票').first().waitFor();
    times.push(performance.now() - start);
    await page.close();
  }
  await browser.close();
  return times;
};

/** From `npm start` on an empty folder to ready, memory with every function warm, and the first screen. */
export const start = async (): Promise<Figure[]> => {
  const begun = performance.now();
  const sandbox = await SandboxProcess.start();
  const seconds = (performance.now() - begun) / 1000;
  try {
    await warmEveryFunction(sandbox.url);
    const memory = process.platform === 'linux' ? treeResidentMb(sandbox.pid) : undefined;
    const screens = await firstScreen(sandbox.url);
    const figures: Figure[] = [
      {
        name: 'npm start, ready within 20 s with new demo data',
        detail: `${seconds.toFixed(1)} s / ${READY_SECONDS} s`,
        ratio: seconds / READY_SECONDS,
        goal: { atMost: 1 },
      },
      {
        name: 'first screen of the orders page in the browser runtime',
        detail: `${median(screens).toFixed(0)} ms from opening the address to the first order, median of ${OPENINGS}`,
      },
    ];
    if (memory === undefined) return figures;
    const used = {
      name: 'resident memory of npm start and all it started, every function warm, just after its demo data',
      detail: `${memory.toFixed(0)} MB / ${MEMORY_MB} MB, ${functionNames(root).length} functions`,
      ratio: memory / MEMORY_MB,
      goal: { atMost: 1 },
    };
    return [...figures, used];
  } finally {
    await sandbox.close();
  }
};
