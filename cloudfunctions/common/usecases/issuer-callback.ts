import type { JobsOutput } from '../../../contract/jobs';
import { canMove, step } from '../domain/state';
import type { CallbackCall } from '../issuing/port';
import { fail } from '../runtime/errors';
import type { WorkerPorts } from '../runtime/ports';
import type { EventRecord } from '../store/records';
import { holderOf, lookForReds } from './find-reds';
import { moveApplication } from './move-application';

const EVENT = 'issuer_callback';

/** Whether a stored event came from an issuer and not from WeChat. */
export const isIssuerCallback = ({ event }: EventRecord): boolean => event === EVENT;

/** Stores what a merchant's issuer has told us, once; refuses what the issuer has not signed. */
export const takeIssuerCallback = async (
  ports: WorkerPorts,
  merchantId: string,
  call: CallbackCall,
): Promise<JobsOutput['issuers.told']> => {
  const merchant = await ports.merchants.findMerchant(merchantId);
  const told = merchant && ports.issuerOf(merchant).cards?.openCallback(call);
  if (!told) throw fail('forbidden', { message: '没有通过身份验证', hint: '开发者：开票平台的回调没有正确的签名' });
  const event: EventRecord = {
    _id: ports.ids.fingerprint(JSON.stringify([EVENT, merchantId, told.id])),
    appid: 'issuer',
    event: EVENT,
    orderId: told.serial,
    createTime: told.at,
    fields: {
      merchantId,
      id: told.id,
      inserted: String(told.inserted),
      ...(told.redSerial !== undefined && { redSerial: told.redSerial }),
    },
    state: 'received',
    receivedAt: ports.now(),
  };
  return { eventId: event._id, fresh: await ports.events.addEvent(event) };
};

/**
 * Has the step that waits for the issuer ask it now: how things stand, only asking tells, so that a callback that is
 * lost, doubled or late changes nothing but the hour.
 */
export const applyIssuerCallback = async (
  ports: WorkerPorts,
  { orderId, fields }: EventRecord,
): Promise<{ applicationId: string } | { reason: string }> => {
  const found = orderId ? await holderOf(ports, orderId) : undefined;
  if (!found || found.merchantId !== fields['merchantId']) return { reason: 'unknown_order' };
  // A card that nobody waited for any more has come after all.
  const isLate = fields['inserted'] === 'true' && found.mode === 'third_party' && found.card.state === 'failed';
  const application = isLate
    ? await moveApplication(ports, found._id, (current, now) =>
        canMove(current, 'insertAgain') ? step(current, 'insertAgain', now, {}, { by: 'platform' }) : undefined,
      )
    : found;
  if (fields['redSerial'] !== undefined) await lookForReds(ports, found);
  const { _id: applicationId, issuing, card } = application ?? found;
  const hurry = (waiting: string) => ports.outbox.hurryRow(`${applicationId}:${waiting}`, ports.now());
  if (issuing.state === 'accepted') await hurry(`issue:${issuing.attempt}`);
  await hurry(`cancel_card:${card.cancel?.attempt ?? 1}`);
  if (card.state === 'insert_accepted') await hurry(`insert:${card.attempt}`);
  return { applicationId };
};
