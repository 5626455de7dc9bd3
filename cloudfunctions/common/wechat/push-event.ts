import { createHash } from 'node:crypto';
import type { UnixSeconds } from '../../../contract/primitives';
import type { EventRecord } from '../store/records';
import type { PushFields } from './push-message';

/** Events that this project acts on; all others are kept and left alone. */
const known = new Set([
  'user_authorize_invoice',
  'update_invoice_status',
  'submit_invoice_title',
  'cloud_invoice_invoiceresult_event',
]);

/**
 * What makes two deliveries the same event. WeChat's own rule, sender and second, would lose the second of two orders
 * that one user authorises at once.
 */
const identityOf = (fields: PushFields): readonly string[] => {
  const { Event: event = '', SuccOrderId: succeeded, FailOrderId: failed, CreateTime: at = '' } = fields;
  if (event === 'user_authorize_invoice' && succeeded) return ['succeeded', succeeded];
  // A page may fail more than once for one order.
  if (event === 'user_authorize_invoice' && failed) return ['failed', failed, at];
  if (event === 'update_invoice_status')
    return [fields['CardId'] ?? '', fields['Code'] ?? '', fields['Status'] ?? '', at];
  return Object.entries(fields).sort().flat();
};

const secondsOf = (text: string | undefined, now: UnixSeconds): UnixSeconds =>
  /^\d{1,10}$/.test(text ?? '') ? (Number(text) as UnixSeconds) : now;

/** A pushed message as the document that keeps it; nothing when it is no event. */
export const eventOf = (appid: string, fields: PushFields, now: UnixSeconds): EventRecord | undefined => {
  const event = fields['Event'];
  if (fields['MsgType'] !== 'event' || !event) return undefined;
  const orderId = fields['SuccOrderId'] || fields['FailOrderId'];
  return {
    _id: createHash('sha256')
      .update(JSON.stringify([appid, event, ...identityOf(fields)]))
      .digest('hex')
      .slice(0, 40),
    appid,
    event,
    ...(orderId && { orderId }),
    createTime: secondsOf(fields['CreateTime'], now),
    fields: { ...fields },
    ...(known.has(event) ? { state: 'received' } : { state: 'parked', reason: 'unknown_event' }),
    receivedAt: now,
  };
};
