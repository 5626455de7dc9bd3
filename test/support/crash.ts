import type { EventRecord, OutboxRecord } from '../../cloudfunctions/common/store/records';
import type { Flow } from './sandbox';

/** What a person does whose app shows an error: the same thing again, `meanwhile` later. */
export const insistently = async <T>(
  act: () => Promise<T>,
  tries = 5,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<T> => {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await act();
    } catch (error) {
      if (left === 0) throw error;
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
