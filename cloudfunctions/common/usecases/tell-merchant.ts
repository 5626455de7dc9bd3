import { createHmac } from 'node:crypto';
import type { WebhookMessage } from '../../../contract/open-answers';
import type { WebhookEvent } from '../../../contract/states';
import { eventOf, nthOf, WEBHOOK_PAUSES } from '../domain/webhook-events';
import type { Problem } from '../domain/state';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord, OutboxRecord } from '../store/records';
import { again, done, type Outcome, type Step } from './outbox-step';

type RedTold = NonNullable<WebhookMessage['data']['red']>;

/** The red that a message is about: the first that was issued, the second, … */
const redTold = async (
  ports: Ports,
  { number: told }: OutboxRecord,
  invoiceId: string,
): Promise<RedTold | undefined> => {
  const issued = (await ports.reds.redsOfInvoice(invoiceId)).filter(({ state }) => state === 'issued');
  const { number, code, reason, amount, net, tax, issuedAt } = issued[nthOf(told) - 1] ?? {};
  if (number === undefined || !reason || !amount || net === undefined || tax === undefined || !issuedAt)
    return undefined;
  return { number, ...(code && { code }), reason, amount, net, tax, issuedAt };
};

const messageOf = (
  row: OutboxRecord,
  type: WebhookEvent,
  application: ApplicationRecord,
  red: RedTold | undefined,
): WebhookMessage => {
  const { _id, orderId, orderNos, amount, authorization, issuing, card, invoiceId, reversal, updatedAt } = application;
  const problem = issuing.problem ?? card.problem;
  return {
    id: row._id,
    type,
    createdAt: row.createdAt,
    data: {
      applicationId: _id,
      orderId,
      orderNos,
      amount,
      authorization: authorization.state,
      issuing: issuing.state,
      card: card.state,
      ...(authorization.reason && { reason: authorization.reason }),
      ...(problem && { problem: { code: problem.code, message: problem.message, hint: problem.hint } }),
      ...(invoiceId && { invoiceId }),
      ...(reversal && { invoiceState: reversal.state, left: reversal.left }),
      ...(red && { red }),
      updatedAt,
    },
  };
};

/** `t=…,v1=…`, with one `v1` for each secret: while they are exchanged either one verifies. */
export const webhookSignature = (secrets: readonly string[], at: number, body: string): string =>
  [`t=${at}`, ...secrets.map((key) => `v1=${createHmac('sha256', key).update(`${at}.${body}`).digest('hex')}`)].join();

const notTaken = (message: string): Problem => ({
  code: 'webhook_not_taken',
  message,
  hint: '商户：请检查接收通知的服务器，恢复后可以重放',
  retryable: true,
});

/** Tells the merchant's server what has become of an application. Only an answer of 2xx is one. */
export const tellMerchant = async ({ ports, row, application }: Step): Promise<Outcome> => {
  const type = eventOf(row.number);
  const webhook = (await ports.merchants.findMerchant(application.merchantId))?.webhook;
  if (!type || !webhook) return done;
  const { invoiceId } = application;
  const red = type === 'red.issued' && invoiceId ? await redTold(ports, row, invoiceId) : undefined;
  const body = JSON.stringify(messageOf(row, type, application, red));
  let problem: Problem;
  try {
    const status = await ports.sendWebhook(webhook.url, body, {
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': row._id,
      'webhook-signature': webhookSignature(webhook.secrets, ports.now(), body),
    });
    if (status >= 200 && status < 300) return done;
    problem = notTaken(`商户的服务器应答 ${status}`);
  } catch {
    problem = notTaken('连不上商户的服务器');
  }
  const pause = WEBHOOK_PAUSES[row.tries - 1];
  return pause === undefined ? { is: 'parked', problem } : again(pause, problem);
};
