import type { Clock } from '../../clock';
import { createAlarm } from '../alarm';
import { newIds } from '../ids';
import type { PaidPayment } from '../model/payments';
import type { Store } from '../store';
import { compactTime } from '../time';
import { readXml, writeXml, type XmlFields } from '../wire/xml';
import { paySignature } from './signature';

/** Seconds from one try to the next: a day and four minutes in all. */
const pauses = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600];
const answerWithinMs = 5000;

/** Tells a merchant's server that an order has been paid. */
export interface Notice {
  id: string;
  url: string;
  mchid: string;
  out_trade_no: string;
  body: string;
  attempts: { at: number; status: number | 'timeout' | 'unreachable' }[];
  state: 'pending' | 'delivered' | 'failed';
  dueAt: number;
}

export interface Notices {
  /** Stores the notice within the present transaction; it is sent once that has been committed. */
  queue(payment: PaidPayment, payKey: string): void;
  of(mchid: string, out_trade_no: string): Notice[];
  /** Sends what is due: called when the receivers are listening, and after `halt`. */
  resume(): void;
  /** Waits until no try is under way; those that have their hour later are not waited for. */
  drain(): Promise<void>;
  halt(): Promise<void>;
}

const contentOf = (payment: PaidPayment, payKey: string): string => {
  const fields: XmlFields = {
    appid: payment.appid,
    ...(payment.attach ? { attach: payment.attach } : {}),
    bank_type: 'OTHERS',
    cash_fee: String(payment.total_fee),
    fee_type: 'CNY',
    is_subscribe: 'N',
    mch_id: payment.mchid,
    nonce_str: newIds.payNonce(),
    openid: payment.openid,
    out_trade_no: payment.out_trade_no,
    result_code: 'SUCCESS',
    return_code: 'SUCCESS',
    ...(payment.sign_type === 'MD5' ? {} : { sign_type: payment.sign_type }),
    time_end: compactTime(payment.paid.at),
    total_fee: payment.total_fee,
    trade_type: 'JSAPI',
    transaction_id: payment.paid.transaction_id,
  };
  return writeXml({ ...fields, sign: paySignature(Object.entries(fields), payKey, payment.sign_type) });
};

interface Surroundings {
  store: Store;
  clock: Clock;
  now: () => number;
  log: (line: string) => void;
}

export const createNotices = ({ store, clock, now, log }: Surroundings): Notices => {
  const all = store.collection<Notice, 'pending' | 'order'>('pay-notice', {
    pending: ({ state }) => (state === 'pending' ? 'yes' : undefined),
    order: ({ mchid, out_trade_no }) => `${mchid} ${out_trade_no}`,
  });
  const underWay = new Map<string, Promise<void>>();
  let stop = new AbortController();

  const send = async ({
    url,
    body,
  }: Notice): Promise<{ status: Notice['attempts'][number]['status']; taken: boolean }> => {
    const late = AbortSignal.timeout(answerWithinMs);
    try {
      const answer = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'text/xml' },
        redirect: 'manual',
        signal: AbortSignal.any([late, stop.signal]),
      });
      const said = readXml((await answer.text()).slice(0, 10_000));
      return { status: answer.status, taken: answer.ok && said?.get('return_code') === 'SUCCESS' };
    } catch {
      return { status: late.aborted ? 'timeout' : 'unreachable', taken: false };
    }
  };

  const attempt = async (notice: Notice) => {
    const { signal } = stop;
    const { status, taken } = await send(notice);
    if (signal.aborted) return;
    const attempts = [...notice.attempts, { at: now(), status }];
    const pause = pauses[notice.attempts.length];
    const state = taken ? 'delivered' : pause === undefined ? 'failed' : 'pending';
    all.put(notice.id, { ...notice, attempts, state, dueAt: now() + (pause ?? 0) });
    if (!taken) log(`payment of ${notice.out_trade_no} told to ${notice.url}: try ${attempts.length}, ${status}`);
  };

  const alarm = createAlarm(clock, async () => {
    for (const notice of all.find('pending', 'yes')) {
      if (stop.signal.aborted || underWay.has(notice.id) || notice.dueAt > now()) continue;
      underWay.set(
        notice.id,
        attempt(notice).finally(() => underWay.delete(notice.id)),
      );
    }
    await Promise.all(underWay.values());
    if (stop.signal.aborted) return undefined;
    const waiting = all.find('pending', 'yes').map(({ dueAt }) => dueAt);
    return waiting.length > 0 ? Math.min(...waiting) : undefined;
  });

  return {
    queue: (payment, payKey) => {
      const id = newIds.eventId();
      const { notify_url: url, mchid, out_trade_no } = payment;
      const body = contentOf(payment, payKey);
      all.put(id, { id, url, mchid, out_trade_no, body, attempts: [], state: 'pending', dueAt: now() });
      setImmediate(() => void alarm.look());
    },
    of: (mchid, out_trade_no) => all.find('order', `${mchid} ${out_trade_no}`),
    resume: () => {
      if (stop.signal.aborted) stop = new AbortController();
      alarm.resume();
    },
    drain: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.all(underWay.values());
    },
    halt: async () => {
      alarm.stop();
      stop.abort();
      await Promise.all(underWay.values());
    },
  };
};
