import type { RedRow } from '../../../contract/merchant';
import type { Tone } from '../../../contract/states';
import { dayText, momentText } from '../../lib/dates';

/** A red as its list draws it: five facts at most. */
export interface Row {
  id: string;
  applicationId: string;
  title: string;
  amount: number;
  tone: Tone;
  state: string;
  reason: string;
  when: string;
}

/** What is most worth knowing of its time: until when to answer, or when it was issued or begun. */
const whenOf = ({ state, deadline, issuedAt, requestedAt }: RedRow): string => {
  if (issuedAt !== undefined) return `${dayText(issuedAt)} 开具`;
  if (deadline !== undefined && (state === 'awaiting_seller' || state === 'awaiting_buyer'))
    return `${momentText(deadline)} 前确认`;
  return `${momentText(requestedAt)} 申请`;
};

export const rowOf = (red: RedRow): Row => ({
  id: red.redId,
  applicationId: red.applicationId,
  title: red.invoice.titleName,
  amount: 0 - red.amount,
  tone: red.tone,
  state: red.stateText,
  reason: `${red.startedBy === 'buyer' ? '购买方申请' : '商户申请'} · ${red.whole ? '全部' : '部分'} · ${red.reasonText}`,
  when: whenOf(red),
});
