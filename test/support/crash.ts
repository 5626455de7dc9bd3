import type { EventRecord, OutboxRecord } from '../../cloudfunctions/common/store/records';
import type { Flow } from './sandbox';

const TRIES = 12;
const EAGER_TRIES = 4;
const PAUSE_MS = 4000;

/**
 * What a person does whose app shows an error: the same thing again, `meanwhile` later. A transaction whose function died
 * holds its documents for half a minute of real time, so that a few tries at once may all be in vain.
 */
export const insistently = async <T>(
  act: () => Promise<T>,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (tries === TRIES) throw error;
      if (tries > EAGER_TRIES) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      await meanwhile();
    }
  }
};

/** Outward steps that are not done and events that are not worked on. */
export const openEnds = async (flow: Flow): Promise<(OutboxRecord | EventRecord)[]> => [
  ...(await flow.documents<OutboxRecord>('outbox')).filter(({ state }) => state !== 'done'),
  ...(await flow.documents<EventRecord>('events')).filter(({ state }) => state !== 'applied'),
];

/**
 * Lets time pass until there are none, or for eight minutes. A push whose answer died is tried again by WeChat, and may
 * come last of all.
 */
export const closeEnds = async (flow: Flow): Promise<void> => {
  await flow.sandbox.wechat.drain();
  for (let looks = 0; looks < 6 && (await openEnds(flow)).length > 0; looks += 1) await flow.advance(80);
};

/**
 * Walks from the snapshot again and again; on the nth walk the functions die after the nth committed write or call
 * upstream, before its answer. Ends with the walk in which nobody died any more: all steps have had their turn.
 * @returns the steps of that undisturbed walk
 */
export const dieAfterEachStep = async <T>(
  flow: Flow,
  walk: () => Promise<T>,
  expectDone: (walked: T) => Promise<void>,
): Promise<string[]> => {
  for (let n = 1; ; n += 1) {
    await flow.control('reset', {});
    let died = false;
    const steps: string[] = [];
    const strike = async (what: string): Promise<void> => {
      if (steps.push(what) !== n) return;
      died = true;
      await flow.sandbox.cloudbase.killInstances();
    };
    const stops = [
      flow.sandbox.cloudbase.onWrite(({ op, collections }) => strike(`${op} ${collections.join()}`)),
      flow.sandbox.wechat.onCall(({ path }) => strike(path)),
      flow.sandbox.issuer.onCall((path) => strike(path)),
    ];
    try {
      const walked = await walk();
      for (const stop of stops.splice(0)) stop();
      await expectDone(walked);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new Error(`died after step ${n}, ${steps[n - 1]}: ${what}`, { cause: error });
    } finally {
      for (const stop of stops) stop();
    }
    if (process.env['VERBOSE'] && !died) process.stderr.write(`${steps.join('\n')}\n`);
    if (!died) return steps;
  }
};
