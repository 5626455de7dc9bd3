import type { TillOrder } from '../../../contract/merchant';
import type { Tone } from '../../../contract/states';
import { momentText } from '../../lib/dates';

/** An order of the till as its list draws it. */
export interface TillRow {
  orderNo: string;
  summary: string;
  amount: number;
  state: string;
  tone: Tone;
  under: string;
  canWithdraw: boolean;
}

export const tillRow = ({ orderNo, summary, amount, at, stateText, tone, by, canWithdraw }: TillOrder): TillRow => ({
  orderNo,
  summary,
  amount,
  state: stateText,
  tone,
  under: `${momentText(at)} · ${by}`,
  canWithdraw,
});
