import { eventOf } from '../domain/webhook-events';
import { fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { MerchantRecord } from '../store/records';
import { refuse } from './failures';

/** Sends a message to the merchant's server once more, from its first try on, whether it was taken or not. */
export const replayWebhook = async (ports: Ports, merchant: MerchantRecord, id: string): Promise<void> => {
  const row = /^[\w:-]{1,128}$/.test(id) ? await ports.outbox.getRow(id) : null;
  const application = row?.kind === 'webhook' && (await ports.applications.getApplication(row.subjectId));
  if (!row || !eventOf(row.number) || !application || application.merchantId !== merchant._id)
    throw fail('not_found', { message: '没有找到这个通知', hint: '开发者：通知保留 30 天' });
  if (!merchant.webhook) throw refuse('scenario_not_set_up', { hint: '运维：商户资料里没有 webhook' });
  if (!(await ports.outbox.startAgain(id, ports.now()))) throw fail('busy');
};
