import type { UnixSeconds } from '../../../../contract/primitives';
import type { ClaimState } from '../../../../contract/reimburser-states';

const DAY = 86_400;
const HOUR = 3600;
/** At two in the morning in China, which is six in the evening before by UTC. */
const NIGHT = 18 * HOUR;
/** Spread over three hours, so that WeChat is not asked for everything at once. */
const SPREAD = 3 * HOUR;
/** What is paid changes seldom: an invoice is reversed weeks later, or never. */
const PAID_DAYS = 7;

/** When a claim's invoices are compared with WeChat next: in the night, or in a week once it is paid. */
export const nextLook = (now: UnixSeconds, state: ClaimState): UnixSeconds => {
  const tonight = Math.floor((now - NIGHT) / DAY) * DAY + NIGHT + DAY;
  const later = state === 'paid' ? (PAID_DAYS - 1) * DAY : 0;
  return (tonight + later + Math.floor(Math.random() * SPREAD)) as UnixSeconds;
};
