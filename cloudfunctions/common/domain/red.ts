import type { TimelineEntry } from '../../../contract/buyer';
import type { UnixSeconds } from '../../../contract/primitives';
import type { RedAction, RedReason, RedState, Tone } from '../../../contract/states';
import type { Problem } from './state';
import { ISSUE_PAUSES, ISSUER_PATIENCE_SECONDS, TELLINGS, type Waker } from './state-wakers';

/** A red as its state machine sees it. */
export interface RedLife {
  /** Which of its invoice, from 1 on. */
  readonly n: number;
  /** Whoever did not start it has to confirm it, where the tax bureau asks for that at all. */
  readonly startedBy: 'seller' | 'buyer';
  readonly state: RedState;
  readonly at: UnixSeconds;
  readonly attempt: number;
  readonly problem?: Problem;
  /** What a member has said and the issuer has not heard yet. */
  readonly asked?: 'confirm' | 'refuse' | 'withdraw';
}

interface Row {
  readonly from: readonly RedState[];
  readonly to: RedState;
  readonly guard?: (red: RedLife) => boolean;
  /** Goes back, and is the next numbered attempt. */
  readonly again?: true;
  /** Our own finding, never a step that the issuer has gone unseen. */
  readonly found?: true;
  /** What the timeline of the invoice says; what happens by itself in between is left out. */
  readonly told?: readonly [text: string, tone: Tone, by: TimelineEntry['by']];
}

const bySeller = ({ startedBy }: RedLife) => startedBy === 'seller';
const byBuyer = ({ startedBy }: RedLife) => startedBy === 'buyer';

/** Every move of a red that exists. What is not here does not happen. */
export const redMoves = {
  waive: { from: ['requested'], to: 'unneeded', guard: bySeller },
  awaitBuyer: {
    from: ['requested'],
    to: 'awaiting_buyer',
    guard: bySeller,
    told: ['红冲等待购买方在 72 小时内确认', 'waiting', 'platform'],
  },
  awaitSeller: { from: ['requested'], to: 'awaiting_seller', guard: byBuyer },
  buyerConfirms: {
    from: ['awaiting_buyer'],
    to: 'confirmed',
    told: ['购买方已确认红冲', 'working', 'buyer'],
  },
  sellerConfirms: {
    from: ['awaiting_seller'],
    to: 'confirmed',
    told: ['商家已确认红冲', 'working', 'merchant'],
  },
  buyerRefuses: {
    from: ['awaiting_buyer'],
    to: 'refused',
    told: ['购买方没有同意红冲，发票仍然有效', 'ended', 'buyer'],
  },
  sellerRefuses: {
    from: ['awaiting_seller'],
    to: 'refused',
    told: ['商家没有同意红冲，发票仍然有效', 'ended', 'merchant'],
  },
  lapse: {
    from: ['awaiting_buyer', 'awaiting_seller'],
    to: 'lapsed',
    told: ['72 小时内没有确认，红冲已失效，发票仍然有效', 'ended', 'system'],
  },
  withdraw: {
    from: ['awaiting_buyer'],
    to: 'withdrawn',
    told: ['商家撤回了红冲，发票仍然有效', 'ended', 'merchant'],
  },
  giveUp: {
    from: ['failed'],
    to: 'withdrawn',
    told: ['商家不再红冲，发票仍然有效', 'ended', 'merchant'],
  },
  accept: { from: ['unneeded', 'confirmed'], to: 'accepted' },
  issue: { from: ['accepted'], to: 'issued', told: ['红字发票已开具', 'ended', 'platform'] },
  /** An issuer may refuse the red as soon as it is asked for it. */
  fail: { from: ['requested', 'accepted'], to: 'failed', told: ['红冲没有成功', 'attention', 'platform'] },
  /** What the issuer made cannot be a red of this invoice: only a person can say what it is. */
  contradict: {
    from: ['requested', 'unneeded', 'awaiting_buyer', 'awaiting_seller', 'confirmed', 'accepted'],
    to: 'failed',
    found: true,
    told: ['红字发票与蓝字发票对不上，需要人工核对', 'failed', 'system'],
  },
  retry: {
    from: ['failed'],
    to: 'accepted',
    guard: ({ problem }) => problem?.retryable === true,
    again: true,
    told: ['重新红冲', 'working', 'system'],
  },
} as const satisfies Record<string, Row>;

export type RedMove = keyof typeof redMoves;

const names = Object.keys(redMoves) as RedMove[];
const rowOf = (move: RedMove): Row => redMoves[move];

export const canMoveRed = (red: RedLife, move: RedMove): boolean => {
  const { from, guard } = rowOf(move);
  return from.includes(red.state) && (guard?.(red) ?? true);
};

/** The red after one move. A move that the table does not have is a mistake of the caller. */
export const stepRed = <R extends RedLife>(red: R, move: RedMove, at: UnixSeconds): R => {
  if (!canMoveRed(red, move)) throw new Error(`no move ${move} of a red from ${red.state}`);
  const { to, again } = rowOf(move);
  const { problem: _problem, asked: _asked, ...kept } = red;
  return { ...(kept as R), state: to, at, attempt: red.attempt + (again ? 1 : 0) };
};

/** What the timeline of the invoice says of a red. */
export type RedEntry = Pick<TimelineEntry, 'code' | 'text' | 'tone' | 'by'>;

/** The lines that these moves write into the timeline. */
export const entriesOf = (moves: readonly RedMove[]): RedEntry[] =>
  moves.flatMap((move) => {
    const { told, to } = rowOf(move);
    return told ? [{ code: `red_${to}`, text: told[0], tone: told[1], by: told[2] }] : [];
  });

/**
 * The shortest way through the table to a state that the issuer was seen in: what happened between two looks has
 * happened. Undefined when no way leads there.
 */
export const wayTo = (red: RedLife, state: RedState): RedMove[] | undefined => {
  const ways: { red: RedLife; way: RedMove[] }[] = [{ red, way: [] }];
  const seen = new Set<RedState>([red.state]);
  for (let next = ways.shift(); next; next = ways.shift()) {
    if (next.red.state === state) return next.way;
    for (const move of names) {
      if (rowOf(move).found || !canMoveRed(next.red, move) || seen.has(rowOf(move).to)) continue;
      seen.add(rowOf(move).to);
      ways.push({ red: stepRed(next.red, move, red.at), way: [...next.way, move] });
    }
  }
  return undefined;
};

/** When a failed one is tried again by itself, in seconds. */
export const nextRedPause = ({ state, attempt, problem }: RedLife): number | undefined =>
  state === 'failed' && problem?.retryable ? ISSUE_PAUSES[attempt - 1] : undefined;

/** Whether it may still come to something: then there is no other beside it. */
export const isOpenRed = (red: RedLife): boolean =>
  !['issued', 'refused', 'lapsed', 'withdrawn', 'failed'].includes(red.state) || nextRedPause(red) !== undefined;

const ATTEMPTS = 1000;

/** The outward step that follows an attempt, numbered among all of its invoice. */
const wakerOf = ({ n }: RedLife, attempt: number, afterSeconds: number): Waker => ({
  kind: 'red',
  number: n * ATTEMPTS + attempt,
  afterSeconds,
});

/** Which red of the invoice, and which attempt, a step is for. */
export const redOfStep = (number: number): { n: number; attempt: number } => ({
  n: Math.floor(number / ATTEMPTS),
  attempt: number % ATTEMPTS,
});

/** Who wakes a red in its present state. */
export const redWakersOf = (red: RedLife): Waker[] => {
  const pause = nextRedPause(red);
  if (pause !== undefined) return [wakerOf(red, red.attempt + 1, pause)];
  return isOpenRed(red) ? [wakerOf(red, red.attempt, 0)] : [];
};

/** Why a red does not go on: somebody of the merchant has to log in, or the issuer has said nothing for too long. */
export type RedWait = 'person' | 'overdue';

export const redWaitOf = ({ problem }: Pick<RedLife, 'problem'>): RedWait | undefined => {
  if (problem?.code === 'waiting_for_person') return 'person';
  return problem?.code === 'red_overdue' ? 'overdue' : undefined;
};

/** The merchant's people are told of it, each red for itself. */
export const redTellingsOf = (red: RedLife): Waker[] => {
  const wait = redWaitOf(red);
  return wait ? [{ kind: 'tell_members', number: red.n * ATTEMPTS + TELLINGS[wait], afterSeconds: 0 }] : [];
};

/** Whether an issuer has had its time with a red that is in its hands. */
export const isRedLate = (
  { state, at, deadline }: Pick<RedLife, 'state' | 'at'> & { deadline?: UnixSeconds },
  now: number,
): boolean => {
  const waits = state === 'awaiting_buyer' || state === 'awaiting_seller';
  const isAtWork = ['requested', 'unneeded', 'confirmed', 'accepted'].includes(state);
  const since = waits ? deadline : isAtWork ? at : undefined;
  return since !== undefined && now - since > ISSUER_PATIENCE_SECONDS;
};

/**
 * Seconds until the next look at the issuer: soon after a change, ever more rarely while a person has to answer, and
 * once when the time for it is over.
 */
export const redLookPause = (
  { state, at, deadline }: Pick<RedLife, 'state' | 'at'> & { deadline?: UnixSeconds },
  now: number,
): number => {
  const waits = state === 'awaiting_buyer' || state === 'awaiting_seller';
  const [least, most] = waits ? [30, 1800] : [2, 300];
  const pause = Math.min(most, Math.max(least, Math.round((now - at) / 2)));
  const left = (deadline ?? 0) - now;
  return waits && left > 0 ? Math.min(pause, left + 2) : pause;
};

const possible: Readonly<Record<RedAction, (red: RedLife) => boolean>> = {
  confirm: (red) => canMoveRed(red, 'sellerConfirms') && red.asked === undefined,
  refuse: (red) => canMoveRed(red, 'sellerRefuses') && red.asked === undefined,
  withdraw: (red) =>
    (canMoveRed(red, 'withdraw') && red.asked === undefined) || (canMoveRed(red, 'giveUp') && isOpenRed(red)),
  retry: (red) => canMoveRed(red, 'retry'),
};

/** Whether the table has this for a member now. */
export const canActOnRed = (red: RedLife, action: RedAction): boolean => possible[action](red);

export const reasonTexts: Readonly<Record<RedReason, string>> = {
  error: '开票有误',
  return: '销货退回',
  service_ended: '服务中止',
  allowance: '销售折让',
};
