import type { MerchantOutput } from '../../../contract/merchant';
import type { Tone } from '../../../contract/states';
import { dayText } from '../../lib/dates';
import { toneIcon } from '../../lib/tones';

/** A code as the page shows it: as large as the screen allows, with what it is for. */
export interface CodeModel {
  image: string;
  url: string;
  title: string;
  amount: number;
  under: string;
  /** How it stands, once it is no longer waiting to be scanned. */
  state: { text: string; tone: Tone; icon: string } | null;
  /** An order of the till that nobody has used. */
  canWithdraw: boolean;
  waits: boolean;
}

export const orderModel = ({ order, code }: MerchantOutput['receipts.code']): CodeModel => {
  const waits = order.state === 'invoiceable';
  return {
    ...code,
    title: '用微信扫一扫，开发票',
    amount: order.amount,
    under: `${order.summary} · ${order.orderNo}`,
    state: waits ? null : { text: order.reason ?? order.stateText, tone: order.tone, icon: toneIcon(order.tone) },
    canWithdraw: waits && order.orderNo.startsWith('TILL'),
    waits,
  };
};

export const claimModel = ({ code, amount, titleName, until }: MerchantOutput['claims.link']): CodeModel => ({
  ...code,
  title: '用微信扫一扫，领取发票',
  amount,
  under: `${titleName} · ${dayText(until)} 前有效`,
  state: null,
  canWithdraw: false,
  waits: true,
});
