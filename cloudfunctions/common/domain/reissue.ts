import type { UnixSeconds } from '../../../contract/primitives';
import type { InvoiceState, RedState, ReimburseState } from '../../../contract/states';
import { chinaDay } from './china-day';
import type { RedWait } from './red';
import type { Life } from './state';

/** 换开: what an application knows of the invoice that it takes the place of. */
export interface Replacement {
  applicationId: string;
  invoiceId: string;
  number: string;
  /** How often these orders' invoice has been replaced, this time included. */
  times: number;
  /** How the red of the old invoice stands, once there is one. */
  red?: RedState;
  /** Why that red does not go on. */
  waits?: RedWait;
  /** The old invoice is reversed, and the orders are this application's. */
  clear?: true;
}

/** Confirmed, and the old invoice is still being reversed: no second one may be issued beside it. */
export const waitsForReversal = ({ replaces, issuing }: Pick<Life, 'replaces' | 'issuing'>): boolean =>
  replaces !== undefined && !replaces.clear && issuing.state === 'accepted';

/** Whether it may still come to an invoice: then there is no other attempt beside it. */
export const isOpenReplacement = ({ replaces, authorization, issuing }: Life): boolean =>
  replaces !== undefined &&
  issuing.state !== 'issued' &&
  ['none', 'waiting', 'authorized'].includes(authorization.state);

/** Whether the table of states has an invoice that another could take the place of. */
export const mayBeReplaced = ({
  issuing,
  card,
  reversal,
  supersededBy,
}: Pick<Life, 'issuing' | 'card' | 'reversal'> & { supersededBy?: string }): boolean =>
  issuing.state === 'issued' &&
  card.state !== 'discarded' &&
  supersededBy === undefined &&
  !reversal?.open &&
  (reversal?.state ?? 'normal') === 'normal';

export type ReissueObjection =
  'reissue_locked' | 'reissue_closed' | 'reissue_reversed' | 'reissue_too_often' | 'reissue_too_late';

interface Facts {
  /** How often it has been replaced before. */
  times: number;
  issuedAt: UnixSeconds;
  state: InvoiceState;
  reimburse?: ReimburseState | undefined;
}

/** What stands at WeChat or at the tax bureau against reversing the whole invoice for another title. */
export const objectionToReversal = ({
  state,
  reimburse,
}: Pick<Facts, 'state' | 'reimburse'>): ReissueObjection | undefined => {
  if (reimburse === 'LOCK') return 'reissue_locked';
  if (reimburse === 'CLOSURE') return 'reissue_closed';
  return state === 'normal' ? undefined : 'reissue_reversed';
};

/** Why an invoice may not be exchanged now; the days are those of the calendar in China. */
export const objectionToReissue = (
  facts: Facts,
  { times, days }: { times: number; days: number },
  now: UnixSeconds,
): ReissueObjection | undefined => {
  const objection = objectionToReversal(facts);
  if (objection) return objection;
  if (facts.times >= times) return 'reissue_too_often';
  return chinaDay(now) - chinaDay(facts.issuedAt) > days ? 'reissue_too_late' : undefined;
};
