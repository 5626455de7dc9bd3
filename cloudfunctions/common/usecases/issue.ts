import type { UnixSeconds } from '../../../contract/primitives';
import { leavesInvoice } from '../domain/merchant-view';
import { objectionToOrders, refusedFor } from '../domain/refunds';
import { canMove, step, type Problem } from '../domain/state';
import { ISSUER_PATIENCE_SECONDS, nextIssuePause, waitsForPerson } from '../domain/state-wakers';
import type { Issued, Issuer, IssueResult } from '../issuing/port';
import { AppError } from '../runtime/errors';
import type { ApplicationRecord, MerchantRecord } from '../store/records';
import { makeWay } from './make-way';
import { deliveryOf } from './platform-card';
import { problem, problemWithOrders } from './failures';
import { moveApplication } from './move-application';
import { again, done, problemOf, questionPause, type Outcome, type Step } from './outbox-step';
import { objectionToIssued, recordIssued } from './record-issued';

/** An issue that failed for good: the buyer is told why and may apply again, and WeChat is told that nothing comes. */
const failed = (current: ApplicationRecord, found: Problem, now: UnixSeconds): ApplicationRecord | undefined => {
  if (current.issuing.state !== 'accepted') return undefined;
  const next = step(current, 'failToIssue', now, { problem: found });
  const goesOn = nextIssuePause(next) !== undefined || leavesInvoice.includes(found.code);
  if (goesOn || !canMove(next, 'refuse')) return next;
  const objection = { text: found.message, ...(found.code === 'order_refunded' && { nothingLeft: true as const }) };
  return refusedFor(next, objection, now, 'platform');
};

const fail = async (the: Step, found: Problem): Promise<Outcome> => {
  await moveApplication(the.ports, the.application._id, (current, now) => failed(current, found, now));
  return done;
};

/** The orders may have been refunded since the application. */
const checkOrders = async ({ ports, application }: Pick<Step, 'ports' | 'application'>): Promise<void> => {
  const orders = await ports.orders.findOrders(application.orderKeys);
  const objection = objectionToOrders(application, [...orders.values()]);
  if (objection) throw new AppError(problemWithOrders(objection));
};

/** Asks the issuer, under the same serial whatever happened before. */
const ask = async (
  { ports, row, application, keep }: Step,
  merchant: MerchantRecord,
  issuer: Issuer,
): Promise<IssueResult> => {
  const { orderId: serial, seller, form, kind, title, lines, orderNos, issuing } = application;
  if (!title) throw new Error(`application ${application._id} has no title`);
  const asked = Boolean(row.progress['asked']) || row.tries > 1;
  if (asked || issuing.attempt > 1) {
    const known = await issuer.query(serial);
    // The failure of an earlier attempt is what this one is for.
    if (known && (asked || known.state !== 'failed')) return known;
  }
  await checkOrders({ ports, application });
  const delivery = deliveryOf(application, merchant);
  const remark = `订单 ${orderNos.join('、')}`.slice(0, 200);
  const result =
    issuing.attempt > 1
      ? await issuer.retry(serial)
      : await issuer.issue({ serial, seller, form, kind, title, lines, remark, ...(delivery && { delivery }) });
  await keep({ ...row.progress, asked: 1 });
  return result;
};

const waitForPerson = ({ ports, application }: Step, message: string) =>
  moveApplication(ports, application._id, (current) => {
    if (current.issuing.state !== 'accepted' || waitsForPerson(current)) return undefined;
    const waiting = { code: 'waiting_for_person', message: '商家开票系统待认证', hint: message, retryable: true };
    return { ...current, issuing: { ...current.issuing, problem: waiting } };
  });

/** Somebody has logged in: it is at work again, from now on. */
const goOn = ({ ports, application }: Step) =>
  moveApplication(ports, application._id, (current, at) => {
    if (!waitsForPerson(current)) return undefined;
    const { problem: _over, ...issuing } = current.issuing;
    return { ...current, issuing: { ...issuing, at } };
  });

const isLate = ({ issuing }: ApplicationRecord, now: UnixSeconds): boolean =>
  issuing.state === 'accepted' && !issuing.problem && now - issuing.at > ISSUER_PATIENCE_SECONDS;

/** Neither an invoice nor a no for too long: that has a name from now on, and the issuer is asked as before. */
const nameDelay = async ({ ports, application }: Step): Promise<void> => {
  if (!isLate(application, ports.now())) return;
  await moveApplication(ports, application._id, (current, now) =>
    isLate(current, now)
      ? { ...current, issuing: { ...current.issuing, problem: problem('issuer_overdue') } }
      : undefined,
  );
};

const follow = async (the: Step, issuer: Issuer, result: IssueResult): Promise<Outcome> => {
  switch (result.state) {
    case 'accepted':
      if (waitsForPerson(the.application)) await goOn(the);
      else await nameDelay(the);
      return again(questionPause(the.row.tries));
    case 'waiting_for_person':
      await waitForPerson(the, result.message);
      return again(questionPause(the.row.tries));
    case 'failed':
      return fail(the, result.problem);
    case 'issued':
      return keepInvoice(the, issuer, result);
  }
};

const keepInvoice = async (the: Step, issuer: Issuer, issued: Issued): Promise<Outcome> => {
  const objection = objectionToIssued(the.application, issued) ?? (await recordIssued(the, issuer, issued));
  return objection ? fail(the, objection) : done;
};

/** Gets the invoice made: asks, asks again until it is there or has failed, and keeps what was made. */
export const issue = async (the: Step): Promise<Outcome> => {
  const { ports, row } = the;
  let { application } = the;
  if (application.issuing.state === 'failed' && row.number === application.issuing.attempt + 1) {
    const moved = await moveApplication(ports, application._id, (current, now) =>
      canMove(current, 'issueAgain') && row.number === current.issuing.attempt + 1
        ? step(current, 'issueAgain', now)
        : undefined,
    );
    application = moved ?? application;
  }
  if (application.issuing.state !== 'accepted' || row.number !== application.issuing.attempt) return done;
  const now: Step = { ...the, application };
  const way = await makeWay(now);
  if (way.is === 'waiting') return again(questionPause(row.tries));
  if (way.is === 'blocked') return fail(now, way.problem);
  const merchant = await ports.merchants.findMerchant(application.merchantId);
  if (!merchant) throw new Error(`merchant ${application.merchantId} is gone`);
  const issuer = ports.issuerOf(merchant);
  let result: IssueResult;
  try {
    result = await ask(now, merchant, issuer);
  } catch (error) {
    const found = problemOf(error);
    if (!found.retryable) return fail(now, found);
    await nameDelay(now);
    throw error;
  }
  return follow(now, issuer, result);
};
