import type { Fen, OrderId, UnixSeconds } from '../../../contract/primitives';
import { collection, is, to, type Stored } from './database';

/** A unified order with the entry to an invoice; `_id` is its out_trade_no, which WeChat's event names later. */
export interface PaymentRecord extends Stored {
  _id: OrderId;
  merchantId: string;
  orderNo: string;
  appid: string;
  mchid: string;
  amount: Fen;
  /** Whether WeChat is still asked if the buyer wants an invoice. */
  state: 'watched' | 'settled';
  /** When it is asked next, and how often it was. */
  lookAt: UnixSeconds;
  looks: number;
  /** Nothing is asked for by this payment any more. */
  expiresAt: UnixSeconds;
  createdAt: UnixSeconds;
}

const payments = () => collection<PaymentRecord>('payments');

export const addPayment = (payment: PaymentRecord): Promise<boolean> => payments().add(payment);

export const findPayment = (outTradeNo: string): Promise<PaymentRecord | null> => payments().get(outTradeNo);

/** Payments whose next look is due, the longest due first. */
export const paymentsToLookAt = (now: UnixSeconds, most: number): Promise<PaymentRecord[]> =>
  payments().find({ state: 'watched', lookAt: is.lte(now) }, { orderBy: [['lookAt', 'asc']], limit: most });

/** Takes the look for this worker alone and says when the next one is due; answers false when another was faster. */
export const takeLook = async ({ _id, looks }: PaymentRecord, next: UnixSeconds): Promise<boolean> =>
  (await payments().updateWhere({ _id, looks, state: 'watched' }, { looks: to.increase(1), lookAt: next })) === 1;

/** Nothing more is to be looked for. */
export const settlePayment = (outTradeNo: string): Promise<boolean> =>
  payments().update(outTradeNo, { state: 'settled' });

/** Clears away payments whose period is over. */
export const removeOldPayments = (now: UnixSeconds): Promise<number> =>
  payments().removeWhere({ expiresAt: is.lte(now) });
