import type { OrderId } from '../../../contract/primitives';
import { reimburseStates, type ReimburseState } from '../../../contract/states';
import type { EventRecord } from '../store/records';

/** What a pushed event says, in this project's words. */
export type PushFacts =
  /** `openid`: who confirmed, under the account that was told. */
  | { kind: 'authorization'; orderId: OrderId; succeeded: boolean; openid: string }
  /** `openid`: whose card it is, under the account that was told. */
  | { kind: 'card_status'; cardId: string; code: string; status: ReimburseState; openid: string }
  | { kind: 'other' };

const PREFIX = 'INVOICE_REIMBURSE_';

/** Reads a stored event. */
export const factsOf = ({ event, fields }: Pick<EventRecord, 'event' | 'fields'>): PushFacts => {
  if (event === 'user_authorize_invoice') {
    const { SuccOrderId: succeeded, FailOrderId: failed, FromUserName: openid = '' } = fields;
    const orderId = (succeeded || failed) as OrderId | undefined;
    return orderId ? { kind: 'authorization', orderId, succeeded: Boolean(succeeded), openid } : { kind: 'other' };
  }
  if (event === 'update_invoice_status') {
    const { CardId: cardId, Code: code, Status: raw = '', FromUserName: openid = '' } = fields;
    const status = reimburseStates.find((state) => raw === PREFIX + state);
    if (cardId && code && status) return { kind: 'card_status', cardId, code, status, openid };
  }
  return { kind: 'other' };
};
