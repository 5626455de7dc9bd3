import type { Fen, OrderId, UnixSeconds } from '../../../contract/primitives';
import { collection, type Stored } from './database';

/** A unified order with the entry to an invoice; `_id` is its out_trade_no, which WeChat's event names later. */
export interface PaymentRecord extends Stored {
  _id: OrderId;
  merchantId: string;
  orderNo: string;
  appid: string;
  mchid: string;
  amount: Fen;
  createdAt: UnixSeconds;
}

const payments = () => collection<PaymentRecord>('payments');

export const addPayment = (payment: PaymentRecord): Promise<boolean> => payments().add(payment);

export const findPayment = (outTradeNo: string): Promise<PaymentRecord | null> => payments().get(outTradeNo);
