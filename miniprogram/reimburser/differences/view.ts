import type { Difference } from '../../../contract/reimburser';
import type { Tone } from '../../../contract/states';
import { groupedNumber } from '../../lib/invoice-row';
import { momentText } from '../../lib/dates';

export type How = Difference['how'][number];

/** What the buttons say: what holds from now on. */
export const howTexts: Record<How, string> = { accept: '以微信为准', again: '再问一次微信', noted: '记为已处理' };

/** A difference as the list draws it. */
export interface Row {
  id: string;
  claimId: string;
  itemId: string;
  text: string;
  amount: number;
  about: string;
  sides: { name: string; value: string }[];
  tone: Tone;
  badge: string;
  ways: { how: How; text: string }[];
  settled: string;
}

export const rowOf = (difference: Difference): Row => {
  const { number, claimNumber, atText, ours, theirs, toRecover, settled } = difference;
  return {
    id: difference.differenceId,
    claimId: difference.claimId,
    itemId: difference.itemId,
    text: difference.text,
    amount: difference.amount,
    about: [claimNumber, ...(number === undefined ? [] : [groupedNumber(number)]), atText].join(' · '),
    sides: [
      { name: '我们记的', value: ours },
      { name: '现在的', value: theirs },
    ],
    tone: settled ? 'done' : toRecover ? 'failed' : 'attention',
    badge: settled ? '已处理' : toRecover ? '待追回' : '不一致',
    ways: difference.how.map((how) => ({ how, text: howTexts[how] })),
    settled: settled
      ? [
          `${settled.name} · ${momentText(settled.at)} · ${howTexts[settled.how]}`,
          ...(settled.note ? [settled.note] : []),
        ].join(' · ')
      : '',
  };
};
