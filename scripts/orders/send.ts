import { randomUUID } from 'node:crypto';
import type { Envelope, ErrorBody } from '../../contract/envelope';
import type { OrderBatchAnswer } from '../../contract/open';
import type { GoodRow } from './rows';

/** Where the orders go, and in whose name. */
export interface Target {
  url: string;
  key: string;
  merchantId: string;
  /** How long to wait before something is tried again; doubled each time. */
  patienceMs: number;
}

/** What became of a row, or that nobody knows. */
export type Outcome =
  { result: 'added' | 'unchanged' | 'changed' } | { error: Pick<ErrorBody, 'code' | 'message' | 'hint' | 'field'> };

/** The server takes none of it; going on makes no sense. */
export class Refused extends Error {}

const BATCH = 100;
const TRIES = 6;
const TIMEOUT_MS = 60_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const waitBefore = ({ patienceMs }: Target, attempt: number) =>
  pause(patienceMs * 2 ** attempt * (1 + Math.random() / 2));

type BatchEnvelope = Envelope<OrderBatchAnswer>;

const isEnvelope = (value: unknown): value is BatchEnvelope =>
  typeof value === 'object' && value !== null && 'ok' in value;

const unreachable = (why: string): BatchEnvelope => ({
  ok: false,
  error: {
    code: 'unreachable',
    message: `没有送达：${why}`,
    hint: '请确认地址和网络后再导入一次',
    retryable: true,
    requestId: '',
  },
});

const post = async (
  { url, key, merchantId }: Target,
  rows: readonly GoodRow[],
  idempotencyKey: string,
): Promise<BatchEnvelope> => {
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/open/v1/orders`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': idempotencyKey,
      },
      body: JSON.stringify({ merchantId, orders: rows.map(({ row }) => row) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer: unknown = await response.json().catch(() => undefined);
    return isEnvelope(answer) ? answer : unreachable(`${url} 的应答不是订单接口的（HTTP ${response.status}）`);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return unreachable(cause instanceof Error ? cause.message || cause.name : '未知错误');
  }
};

/** The same batch under the same key until it is answered: whatever was lost on the way is not done twice. */
const postUntilAnswered = async (target: Target, rows: readonly GoodRow[]): Promise<BatchEnvelope> => {
  const key = randomUUID();
  for (let attempt = 0; ; attempt += 1) {
    const answer = await post(target, rows, key);
    if (answer.ok || !answer.error.retryable || attempt === TRIES - 1) return answer;
    await waitBefore(target, attempt);
  }
};

/** Puts a batch of rows in; those that the server was too busy for are sent again. */
const sendBatch = async (target: Target, rows: readonly GoodRow[]): Promise<Map<GoodRow, Outcome>> => {
  const outcomes = new Map<GoodRow, Outcome>();
  let left = rows;
  for (let attempt = 0; left.length > 0; attempt += 1) {
    const answer = await postUntilAnswered(target, left);
    if (!answer.ok) {
      if (!answer.error.retryable) throw new Refused(`${answer.error.message}（${answer.error.hint}）`);
      for (const row of left) outcomes.set(row, { error: answer.error });
      return outcomes;
    }
    const again: GoodRow[] = [];
    for (const [i, row] of left.entries()) {
      const said = answer.data.rows[i];
      if (!said)
        outcomes.set(row, { error: { code: 'unanswered', message: '服务没有答复这一行', hint: '请再导入一次' } });
      else if (said.ok) outcomes.set(row, { result: said.result });
      else if (said.error.retryable && attempt < TRIES - 1) again.push(row);
      else outcomes.set(row, { error: said.error });
    }
    left = again;
    if (left.length > 0) await waitBefore(target, attempt);
  }
  return outcomes;
};

const isLost = (outcomes: Map<GoodRow, Outcome>): boolean =>
  [...outcomes.values()].every((outcome) => 'error' in outcome && outcome.error.code === 'unreachable');

/**
 * Puts the rows in, batch by batch, and tells what became of each. After a batch that could not be delivered at all
 * the rest is not tried: it would only wait as long again.
 */
export async function* sendOrders(
  target: Target,
  rows: readonly GoodRow[],
): AsyncGenerator<readonly [GoodRow, Outcome]> {
  for (let first = 0; first < rows.length; first += BATCH) {
    const batch = rows.slice(first, first + BATCH);
    const outcomes = await sendBatch(target, batch);
    yield* outcomes;
    if (!isLost(outcomes)) continue;
    const [lost] = outcomes.values();
    if (lost) for (const row of rows.slice(first + BATCH)) yield [row, lost];
    return;
  }
}
