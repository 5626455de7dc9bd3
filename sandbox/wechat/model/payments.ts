import type { DemoMerchant, DemoPerson } from '../../demo';
import { newIds } from '../ids';
import { yuan } from '../money';
import type { SignType } from '../pay/signature';
import type { Notices } from '../pay/notices';
import type { Store } from '../store';
import type { Accounts } from './accounts';
import type { Authorizations } from './authorizations';
import type { AuthLink } from './links';
import type { Messages } from './messages';

/** An order at WeChat Pay. */
export interface Payment {
  mchid: string;
  out_trade_no: string;
  appid: string;
  /** The payer's openid under `appid`, and under the mini program. */
  openid: string;
  person: string;
  body: string;
  total_fee: number;
  notify_url: string;
  attach: string;
  sign_type: SignType;
  /** Asked for with receipt=Y. */
  receipt: boolean;
  prepay_id: string;
  /** What must be the same when the order is placed again. */
  terms: string;
  paid?: { transaction_id: string; at: number; entry?: AuthLink };
}

export type PaidPayment = Payment & { paid: NonNullable<Payment['paid']> };

export interface Payments {
  find(mchid: string, out_trade_no: string): Payment | undefined;
  byOrder(out_trade_no: string): Payment[];
  byTransaction(transaction_id: string): PaidPayment | undefined;
  all(): Payment[];
  place(payment: Omit<Payment, 'paid'>): void;
  /** The person pays: the merchant is told, the person gets the voucher, with the 开票 entry where WeChat shows it. */
  pay(payment: Payment, merchant: DemoMerchant, person: DemoPerson): PaidPayment;
}

const keyOf = (mchid: string, out_trade_no: string) => `${mchid} ${out_trade_no}`;

interface Surroundings {
  accounts: Accounts;
  authorizations: Authorizations;
  messages: Messages;
  notices: Notices;
}

export const createPayments = (
  store: Store,
  now: () => number,
  { accounts, authorizations, messages, notices }: Surroundings,
): Payments => {
  const all = store.collection<Payment, 'order' | 'transaction'>('payment', {
    order: ({ out_trade_no }) => out_trade_no,
    transaction: ({ paid }) => paid?.transaction_id,
  });

  /** Where one of the conditions fails, WeChat shows no entry and says nothing. */
  const entryFor = (payment: Payment, merchant: DemoMerchant, at: number): AuthLink | undefined => {
    const { pay: appid } = merchant.appids;
    const linked = accounts.profile(appid).paymch_info;
    const mayInvoice = accounts.find(appid)?.rights.includes('merchant') ?? false;
    if (!payment.receipt || linked?.mchid !== payment.mchid || !mayInvoice) return undefined;
    return {
      appid,
      s_pappid: linked.s_pappid,
      order_id: payment.out_trade_no,
      money: payment.total_fee,
      timestamp: at,
      source: 'pay',
      type: 1,
      redirect_url: '',
    };
  };

  return {
    find: (mchid, out_trade_no) => all.get(keyOf(mchid, out_trade_no)),
    byOrder: (out_trade_no) => all.find('order', out_trade_no),
    byTransaction: (transaction_id) =>
      all.find('transaction', transaction_id).find((payment): payment is PaidPayment => payment.paid !== undefined),
    all: () => all.all(),
    place: (payment) => all.put(keyOf(payment.mchid, payment.out_trade_no), payment),

    pay: (payment, merchant, person) => {
      const at = now();
      const transaction_id = newIds.transactionId(at);
      const entry = entryFor(payment, merchant, at);
      const paid: PaidPayment = { ...payment, paid: { transaction_id, at, ...(entry ? { entry } : {}) } };
      all.put(keyOf(payment.mchid, payment.out_trade_no), paid);
      if (entry) authorizations.offer(entry, person);
      messages.add({
        person: person.openid,
        from: merchant.appids.pay,
        kind: 'paid',
        title: '微信支付凭证',
        facts: [
          ['付款金额', yuan(payment.total_fee)],
          ['收款方', merchant.name],
          ['商品', payment.body],
          ['商户单号', payment.out_trade_no],
        ],
        url: '',
        transaction_id,
      });
      notices.queue(paid, merchant.payKey);
      return paid;
    },
  };
};
