import { setTimeout as sleep } from 'node:timers/promises';
import type { Demo } from '../../demo';
import type { Faults } from '../faults';
import { newIds } from '../ids';
import type { Accounts } from '../model/accounts';
import type { Store } from '../store';
import { sealMessage, writeMessage, type MessageFields } from './message';

const tries = 3;

/** How long WeChat waits, in real milliseconds. */
export interface PushPatience {
  answerWithinMs: number;
  /** Between a try that failed at once and the next. */
  pauseMs: number;
}

/** As WeChat's documentation says; the pause is the sandbox's own. */
export const wechatPatience: PushPatience = { answerWithinMs: 5000, pauseMs: 1000 };

/** One try: the HTTP status, or what happened instead of an answer. */
export interface Attempt {
  at: number;
  status: number | 'timeout' | 'unreachable' | 'dropped';
}

/** An event and what became of it. */
export interface PushedEvent {
  id: string;
  appid: string;
  openid: string;
  event: string;
  order_id: string;
  fields: MessageFields;
  attempts: Attempt[];
  state: 'pending' | 'delivered' | 'failed' | 'dropped';
}

export interface Pushes {
  /** Stores an event within the present transaction; it is sent once that has been committed. */
  queue(appid: string, openid: string, event: string, order_id: string, fields: MessageFields): void;
  /** Every event, oldest first, with its body as the account reads it. */
  events(): (Pick<PushedEvent, 'appid' | 'event' | 'order_id' | 'attempts' | 'state'> & { body: string })[];
  /** Sends what is pending: called when the receivers are listening, and after `halt`. */
  resume(): void;
  /** Waits until nothing is pending. */
  drain(): Promise<void>;
  /** Sends nothing more; what is pending stays so until `resume`. */
  halt(): Promise<void>;
}

interface Outcome {
  status: Attempt['status'];
  /** Missing: another try follows, if one is left. */
  end?: 'delivered' | 'dropped';
}

interface Surroundings {
  demo: Demo;
  store: Store;
  accounts: Accounts;
  faults: Faults;
  now: () => number;
  pushUrl: (appid: string) => string;
  log: (line: string) => void;
  patience?: PushPatience | undefined;
}

export const createPushes = (surroundings: Surroundings): Pushes => {
  const { demo, store, accounts, faults, now, pushUrl, log, patience = wechatPatience } = surroundings;
  const all = store.collection<PushedEvent, 'pending'>('event', {
    pending: ({ state }) => (state === 'pending' ? 'yes' : undefined),
  });
  const underWay = new Map<string, Promise<void>>();
  /** Called, by account, when a try to it has ended: a reordered event waits for that. */
  const passed = new Map<string, Set<() => void>>();
  let stop = new AbortController();

  const send = async (event: PushedEvent): Promise<Outcome> => {
    const account = accounts.find(event.appid);
    const settings = accounts.settings(event.appid);
    if (!account || !settings) return { status: 'unreachable' };
    const { query, body, contentType } = sealMessage(account, settings, event, now());
    const url = new URL(pushUrl(event.appid));
    url.search = query;
    const late = AbortSignal.timeout(patience.answerWithinMs);
    try {
      const answer = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': contentType },
        redirect: 'manual',
        signal: AbortSignal.any([late, stop.signal]),
      });
      const text = (await answer.text()).trim();
      const taken = answer.ok && (text === '' || text === 'success');
      return { status: answer.status, ...(taken ? { end: 'delivered' } : {}) };
    } catch {
      return { status: late.aborted ? 'timeout' : 'unreachable' };
    }
  };

  const overtaken = (appid: string, ms: number) =>
    new Promise<void>((resolve) => {
      const waiting = passed.get(appid) ?? new Set();
      passed.set(appid, waiting.add(done));
      const timer = setTimeout(done, ms);
      stop.signal.addEventListener('abort', done, { once: true });
      function done() {
        clearTimeout(timer);
        waiting.delete(done);
        resolve();
      }
    });

  /** One try under the fault rules. */
  const attempt = async (event: PushedEvent): Promise<Outcome> => {
    const { delayMs, fault } = faults.forPush(event.appid);
    if (delayMs > 0) await sleep(delayMs, undefined, { signal: stop.signal });
    if (fault?.kind === 'drop') return { status: 'dropped', end: 'dropped' };
    if (fault?.kind === 'timeout_before') return { status: 'timeout' };
    if (fault?.kind === 'reorder') await overtaken(event.appid, fault.ms ?? 3000);
    const outcome = await send(event);
    if (fault?.kind === 'double') await send(event);
    for (const go of [...(passed.get(event.appid) ?? [])]) go();
    return fault?.kind === 'timeout_after' ? { status: 'timeout' } : outcome;
  };

  const deliver = async (id: string) => {
    const { signal } = stop;
    for (;;) {
      const event = all.get(id);
      if (event?.state !== 'pending') return;
      const { status, end } = await attempt(event);
      if (signal.aborted) return;
      const attempts = [...event.attempts, { at: now(), status }];
      const state = end ?? (attempts.length < tries ? 'pending' : 'failed');
      all.put(id, { ...event, attempts, state });
      if (state !== 'delivered') log(`push ${event.event} to ${event.appid}: try ${attempts.length}, ${status}`);
      if (state === 'pending' && status !== 'timeout') await sleep(patience.pauseMs, undefined, { signal });
    }
  };

  const sendPending = () => {
    if (stop.signal.aborted) return;
    for (const { id } of all.find('pending', 'yes')) {
      if (underWay.has(id)) continue;
      const delivery = deliver(id)
        .catch((error: unknown) => {
          if (!stop.signal.aborted) log(`push ${id}: ${String(error)}`);
        })
        .finally(() => underWay.delete(id));
      underWay.set(id, delivery);
    }
  };

  return {
    queue: (appid, openid, event, order_id, fields) => {
      const account = demo.accounts.find((known) => known.appid === appid);
      if (!account) return;
      const id = newIds.eventId();
      all.put(id, {
        id,
        appid,
        openid,
        event,
        order_id,
        attempts: [],
        state: 'pending',
        fields: {
          ToUserName: account.originalId,
          FromUserName: openid,
          CreateTime: now(),
          MsgType: 'event',
          Event: event,
          ...fields,
        },
      });
      setImmediate(sendPending);
    },
    events: () =>
      all.all().map(({ appid, event, order_id, attempts, state, fields }) => ({
        appid,
        event,
        order_id,
        body: writeMessage(accounts.settings(appid)?.pushFormat ?? 'xml', fields),
        attempts,
        state,
      })),
    resume: () => {
      if (stop.signal.aborted) stop = new AbortController();
      sendPending();
    },
    drain: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
    halt: async () => {
      stop.abort();
      await Promise.all(underWay.values());
    },
  };
};
