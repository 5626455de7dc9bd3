import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { World } from '../world';

export type WeChatEnv = { Bindings: Partial<HttpBindings> };

/** One call to an interface, after its effect and before its answer. */
export interface CallRecord {
  path: string;
  appid?: string;
  errcode: number;
}

export type CallListener = (call: CallRecord) => void | Promise<void>;

/** What a call came to. */
export interface Outcome {
  answer: Response;
  errcode: number;
  appid?: string;
}

/** How an interface answers: by its work, or by a code that a fault rule names. */
export interface Work {
  perform(): Promise<Outcome>;
  refuse(errcode: number): Outcome;
}

export interface CallDesk {
  /** Does the work of one call as the fault rules have it, counts it, and tells the listeners before it is answered. */
  handle(c: Context<WeChatEnv>, path: string, work: Work): Promise<Response>;
}

/** How long a lost answer keeps its caller waiting, if the rule does not say. */
const lostForMs = 30_000;
const reorderedForMs = 3000;

/** The answer is lost: the connection stays open and silent, and then breaks. */
const lose = async (c: Context<WeChatEnv>, ms: number): Promise<Response> => {
  const caller = c.req.raw.signal;
  await sleep(ms, undefined, { signal: caller }).catch(() => undefined);
  if (!c.env?.outgoing) return c.body(null, 504);
  c.env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
};

/** Lets one call wait until another to the same path has been answered. */
const createOvertaking = () => {
  const waiting = new Map<string, Set<() => void>>();
  return {
    wait: (path: string, ms: number) =>
      new Promise<void>((resolve) => {
        const held = waiting.get(path) ?? new Set();
        const go = () => {
          clearTimeout(timer);
          held.delete(go);
          resolve();
        };
        const timer = setTimeout(go, ms);
        waiting.set(path, held.add(go));
      }),
    passed: (path: string) => {
      for (const go of [...(waiting.get(path) ?? [])]) go();
    },
  };
};

/** What every call to an interface goes through, whatever it is written in. */
export const createCallDesk = (world: World, listeners: ReadonlySet<CallListener>): CallDesk => {
  const overtaken = createOvertaking();
  return {
    handle: async (c, path, work) => {
      const { delayMs, fault } = world.faults.forCall(path);
      if (delayMs > 0) await sleep(delayMs);
      if (fault?.kind === 'reorder') await overtaken.wait(path, fault.ms ?? reorderedForMs);
      if (fault?.kind === 'timeout_before') return lose(c, fault.ms ?? lostForMs);
      if (fault?.kind === 'drop') return lose(c, 0);

      let outcome = fault?.kind === 'errcode' ? work.refuse(fault.errcode ?? -1) : await work.perform();
      if (fault?.kind === 'double') outcome = await work.perform();
      const { answer, errcode, appid } = outcome;
      world.calls.count(path, appid);
      const record = { path, errcode, ...(appid === undefined ? {} : { appid }) };
      for (const listener of [...listeners]) await listener(record);
      overtaken.passed(path);
      return fault?.kind === 'timeout_after' ? lose(c, fault.ms ?? lostForMs) : answer;
    },
  };
};
