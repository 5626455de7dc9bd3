import type { InvoiceRow } from '../../../contract/merchant';
import type { MerchantAction, Tone } from '../../../contract/states';
import { momentText } from '../../lib/dates';

/** An invoice as the merchant's list draws it: five facts at most. */
export interface Row {
  id: string;
  title: string;
  amount: number;
  tone: Tone;
  state: string;
  order: string;
  when: string;
  actions: MerchantAction[];
}

const orderText = ([first = '', ...others]: string[]): string =>
  others.length === 0 ? first : `${first} 等 ${others.length + 1} 单`;

export const rowOf = (invoice: InvoiceRow): Row => ({
  id: invoice.applicationId,
  title: invoice.titleName ?? '买家还未选抬头',
  amount: invoice.amount,
  tone: invoice.tone,
  state: invoice.stateText,
  order: orderText(invoice.orderNos),
  when: momentText(invoice.appliedAt),
  actions: invoice.actions,
});
