import { createHash } from 'node:crypto';
import { nowSeconds } from '../common/runtime/clock';
import { AppError, fail, type Failure } from '../common/runtime/errors';
import { failureOf } from '../common/runtime/router';
import { claimKey, keepAnswer, releaseKey } from '../common/store/idempotency';
import type { MerchantRecord } from '../common/store/records';
import { statusOf } from './failures';
import type { HttpRequest } from './http';

type Outcome<T> = { ok: true; data: T } | { ok: false; failure: Failure };

const digest = (...parts: (string | Buffer)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
};

const keyOf = (request: HttpRequest): string | undefined => {
  const key = request.header('idempotency-key');
  if (key === undefined) return undefined;
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw fail('bad_request', { hint: '开发者：Idempotency-Key 应为 1 到 255 个 ASCII 字符', field: 'Idempotency-Key' });
};

const foreign = () =>
  fail('idempotency_conflict', {
    message: '这个请求与之前的内容不一致',
    hint: '开发者：这个 Idempotency-Key 已用于另一个请求，请换一个',
  });

const inProgress = () =>
  new AppError({
    code: 'idempotency_in_progress',
    message: '同一个请求正在处理，请稍后再试',
    hint: '开发者：带同一个 Idempotency-Key 的请求还没有处理完',
    retryable: true,
  });

const outcomeOf = async <T>(work: () => Promise<T>): Promise<Outcome<T>> => {
  try {
    return { ok: true, data: await work() };
  } catch (error) {
    return { ok: false, failure: failureOf(error) };
  }
};

const replayed = new WeakSet<HttpRequest>();

/** Whether a request was answered with the outcome of an earlier one. */
export const isReplayed = (request: HttpRequest): boolean => replayed.has(request);

/** Somebody was busy or out of reach, and the caller is told to try again: with the same key. */
const isPassing = (outcome: Outcome<unknown>): boolean => !outcome.ok && statusOf(outcome.failure) === 503;

/**
 * Does a write once for each Idempotency-Key of a merchant: the same request again gets the first outcome for a day,
 * whatever it was, a failure of ours included; another request with the key is refused. Only a passing failure is not
 * kept.
 */
export const once = async <T>(request: HttpRequest, merchant: MerchantRecord, work: () => Promise<T>): Promise<T> => {
  const key = keyOf(request);
  if (key === undefined) return work();
  const id = digest(merchant._id, key);
  const claim = await claimKey(id, digest(request.method, request.path, request.body), nowSeconds());
  if (claim.is === 'foreign') throw foreign();
  if (claim.is === 'busy') throw inProgress();
  const outcome = claim.is === 'answered' ? (JSON.parse(claim.answer) as Outcome<T>) : await outcomeOf(work);
  if (claim.is === 'ours') {
    if (isPassing(outcome)) await releaseKey(id, claim.version);
    else await keepAnswer(id, claim.version, JSON.stringify(outcome));
  } else replayed.add(request);
  if (outcome.ok) return outcome.data;
  throw new AppError(outcome.failure);
};
