import type { WebhookReplay, WebhookRows } from '../../contract/open-answers';
import { eventOf } from '../common/domain/webhook-events';
import { fail } from '../common/runtime/errors';
import { ports } from '../common/runtime/ports';
import type { MerchantRecord, OutboxRecord } from '../common/store/records';
import { replayWebhook } from '../common/usecases/replay-webhook';
import type { HttpRequest } from './http';
import { once } from './idempotent';

const states = { due: 'waiting', done: 'taken', parked: 'given_up' } as const;

const shown = ({ _id, number, state, tries, createdAt, problem }: OutboxRecord): WebhookRows['rows'] => {
  const type = eventOf(number);
  if (!type) return [];
  const why = problem && state !== 'done' ? { problem: problem.message } : {};
  return [{ id: _id, type, state: states[state], tries, ...why, createdAt }];
};

/** `GET /open/v1/applications/{orderId}/webhooks` */
export const listWebhooks = async (
  _request: HttpRequest,
  merchant: MerchantRecord,
  orderId: string,
): Promise<WebhookRows> => {
  const application = await ports.applications.findByOrderId(orderId);
  if (application?.merchantId !== merchant._id)
    throw fail('not_found', { message: '没有找到这个申请', hint: '开发者：这个商户没有这个 orderId 的申请' });
  return { rows: (await ports.outbox.webhooksOf(application._id)).flatMap(shown) };
};

/** `POST /open/v1/webhooks/{id}/replay` */
export const replay = (request: HttpRequest, merchant: MerchantRecord, id: string): Promise<WebhookReplay> =>
  once(request, merchant, async () => {
    await replayWebhook(ports, merchant, id);
    return { id };
  });
