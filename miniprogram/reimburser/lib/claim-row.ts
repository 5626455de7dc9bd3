import type { ClaimRow } from '../../../contract/reimburser';
import type { Tone } from '../../../contract/states';
import { momentText } from '../../lib/dates';

/** A claim as the list draws it: five facts at most. */
export interface Row {
  id: string;
  purpose: string;
  amount: number;
  tone: Tone;
  state: string;
  /** How many invoices, and in one's own list 报销单号, in the company's whose it is: a number is never cut off. */
  about: string;
  when: string;
}

export const rowOf = (claim: ClaimRow, scope: 'mine' | 'company'): Row => ({
  id: claim.claimId,
  purpose: claim.purpose,
  amount: claim.amount,
  tone: claim.tone,
  state: claim.troubled > 0 ? `${claim.stateText}，${claim.troubled} 张要处理` : claim.stateText,
  about: scope === 'company' ? `${claim.applicant} · ${claim.count} 张` : `${claim.count} 张 · ${claim.number}`,
  when: momentText(claim.submittedAt ?? claim.createdAt),
});
