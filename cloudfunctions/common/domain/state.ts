import type { TimelineEntry } from '../../../contract/buyer';
import type { ErrorBody } from '../../../contract/envelope';
import type { UnixSeconds } from '../../../contract/primitives';
import type { Earliest } from '../../../contract/policy';
import type { AuthorizationState, CardState, IssuingState, Tone } from '../../../contract/states';
import type { Reversal } from './red-view';
import type { Replacement } from './reissue';

/** Why something stopped, as it is shown to people. */
export type Problem = Omit<ErrorBody, 'requestId'>;

/** What the merchant laid down when it was asked for, as far as it stands between the buyer's word and the invoice. */
export interface Rules {
  /** A person of the merchant looks at it first. */
  review?: true;
  /** It is too early. */
  earliest?: Earliest;
}

/** An application as its state machines see it. */
export interface Life {
  /** 0 title from our form · 1 title on WeChat's page · 2 claim of an invoice that exists. */
  readonly type: 0 | 1 | 2;
  readonly source: string;
  readonly rules?: Rules;
  readonly authorization: {
    state: AuthorizationState;
    at: UnixSeconds;
    deadline?: UnixSeconds;
    reason?: string;
    /** WeChat has an authorization that no invoice may follow, and nobody has told it so. */
    refusalOwed?: boolean;
    /** It was refused because its orders have nothing left to invoice: asking again is of no use. */
    nothingLeft?: boolean;
  };
  readonly issuing: {
    state: IssuingState;
    at: UnixSeconds;
    attempt: number;
    problem?: Problem;
    /** When it may begin, once that is known. */
    notBefore?: UnixSeconds;
  };
  readonly card: { state: CardState; at: UnixSeconds; attempt: number; problem?: Problem; cancel?: CardCancel };
  /** What the invoice's reds have come to. */
  readonly reversal?: Reversal;
  /** 换开: the invoice that has to be reversed before this one is issued. */
  readonly replaces?: Replacement;
  readonly timeline: readonly TimelineEntry[];
}

/** What stands between a reversed invoice and its card, which WeChat still shows as good. */
export interface CardCancel {
  attempt: number;
  problem: Problem;
  /** WeChat has said no; otherwise it is tried again. */
  refused: boolean;
}

export type Machine = 'authorization' | 'issuing' | 'card';
type StateOf<M extends Machine> = Life[M]['state'];

interface Row<M extends Machine> {
  readonly machine: M;
  readonly from: readonly StateOf<M>[];
  readonly to: StateOf<M>;
  /** A move marked ⇄ in the design: it goes back, and is the next numbered attempt. */
  readonly again?: true;
  readonly guard?: (life: Life) => boolean;
  /** What the timeline says of it. */
  readonly code: string;
  readonly text: string;
  readonly tone: Tone;
  readonly by: TimelineEntry['by'];
}

const row = <M extends Machine>(entry: Row<M>) => entry;

/** Types 0 and 1 issue only when authorized; type 2 is issued first and claimed later. */
const mayIssue = ({ type, authorization }: Life) => type === 2 || authorization.state === 'authorized';
const mayHaveCard = ({ authorization, issuing, reversal }: Life) =>
  authorization.state === 'authorized' && issuing.state === 'issued' && reversal?.state !== 'reversed';
/** Once a platform works on it, an invoice may come out: too late to say no. */
const nothingUnderWay = ({ issuing }: Life) => ['none', 'in_review', 'failed'].includes(issuing.state);
/** What nobody has been asked to confirm ends only where it was issued first and failed. */
const mayBeEnded = (life: Life) =>
  nothingUnderWay(life) &&
  (life.authorization.state !== 'none' || (life.type === 2 && life.issuing.state === 'failed'));

/** Every transition that exists. What is not here does not happen. */
export const moves = {
  ask: row({
    machine: 'authorization',
    from: ['none'],
    to: 'waiting',
    guard: (life) => life.source !== 'pay' && (life.type !== 2 || life.issuing.state === 'issued'),
    code: 'applied',
    text: '已提交申请',
    tone: 'done',
    by: 'buyer',
  }),
  askByPaying: row({
    machine: 'authorization',
    from: ['none'],
    to: 'authorized',
    guard: (life) => life.source === 'pay',
    code: 'authorized',
    text: '已在微信支付后申请开票',
    tone: 'done',
    by: 'buyer',
  }),
  authorize: row({
    machine: 'authorization',
    from: ['waiting'],
    to: 'authorized',
    code: 'authorized',
    text: '已在微信确认',
    tone: 'done',
    by: 'buyer',
  }),
  decline: row({
    machine: 'authorization',
    from: ['waiting'],
    to: 'failed',
    code: 'authorization_failed',
    text: '未能在微信完成授权',
    tone: 'ended',
    by: 'wechat',
  }),
  withdraw: row({
    machine: 'authorization',
    from: ['waiting'],
    to: 'withdrawn',
    code: 'withdrawn',
    text: '已撤回申请',
    tone: 'ended',
    by: 'buyer',
  }),
  expire: row({
    machine: 'authorization',
    from: ['waiting'],
    to: 'expired',
    code: 'expired',
    text: '超过时间未在微信确认，申请已失效',
    tone: 'ended',
    by: 'system',
  }),
  refuse: row({
    machine: 'authorization',
    from: ['none', 'waiting', 'authorized'],
    to: 'rejected',
    guard: mayBeEnded,
    code: 'rejected',
    text: '商家未能开票',
    tone: 'failed',
    by: 'merchant',
  }),

  review: row({
    machine: 'issuing',
    from: ['none'],
    to: 'in_review',
    guard: mayIssue,
    code: 'in_review',
    text: '等待商家审核',
    tone: 'waiting',
    by: 'system',
  }),
  accept: row({
    machine: 'issuing',
    from: ['none', 'in_review'],
    to: 'accepted',
    guard: mayIssue,
    code: 'issuing',
    text: '开始开票',
    tone: 'working',
    by: 'system',
  }),
  issue: row({
    machine: 'issuing',
    from: ['accepted'],
    to: 'issued',
    code: 'issued',
    text: '发票已开好',
    tone: 'done',
    by: 'platform',
  }),
  failToIssue: row({
    machine: 'issuing',
    from: ['accepted'],
    to: 'failed',
    code: 'issue_failed',
    text: '开票没有成功',
    tone: 'attention',
    by: 'platform',
  }),
  issueAgain: row({
    machine: 'issuing',
    from: ['failed'],
    to: 'accepted',
    again: true,
    guard: mayIssue,
    code: 'issuing_again',
    text: '重新开票',
    tone: 'working',
    by: 'system',
  }),

  insert: row({
    machine: 'card',
    from: ['none'],
    to: 'insert_accepted',
    guard: mayHaveCard,
    code: 'card_inserting',
    text: '正在放入卡包',
    tone: 'working',
    by: 'system',
  }),
  inserted: row({
    machine: 'card',
    from: ['insert_accepted'],
    to: 'inserted',
    code: 'card_inserted',
    text: '已放入卡包',
    tone: 'done',
    by: 'wechat',
  }),
  failToInsert: row({
    machine: 'card',
    from: ['insert_accepted'],
    to: 'failed',
    code: 'card_failed',
    text: '未能放入卡包',
    tone: 'attention',
    by: 'wechat',
  }),
  insertAgain: row({
    machine: 'card',
    from: ['failed'],
    to: 'insert_accepted',
    again: true,
    guard: mayHaveCard,
    code: 'card_inserting_again',
    text: '重新放入卡包',
    tone: 'working',
    by: 'system',
  }),
  discard: row({
    machine: 'card',
    from: ['inserted'],
    to: 'discarded',
    code: 'card_discarded',
    text: '卡包中的发票已作废',
    tone: 'ended',
    by: 'wechat',
  }),
} as const satisfies Record<string, Row<'authorization'> | Row<'issuing'> | Row<'card'>>;

export type Move = keyof typeof moves;
type MachineOf<K extends Move> = (typeof moves)[K]['machine'];

/** Whether the table has this move from where the application is now. */
export const canMove = (life: Life, move: Move): boolean => {
  const { machine, from, guard } = moves[move] as Row<Machine>;
  return from.includes(life[machine].state) && (guard?.(life) ?? true);
};

export interface Telling {
  /** Replaces the table's sentence in the timeline. */
  text?: string;
  by?: TimelineEntry['by'];
}

/** The application with one more line in its timeline. */
export const noted = <L extends Life>(
  life: L,
  at: UnixSeconds,
  entry: Pick<TimelineEntry, 'code' | 'text' | 'tone' | 'by'>,
): L => ({ ...life, timeline: [...life.timeline, { at, ...entry }] });

/**
 * The application after one move. `facts` are what the machine remembers of it; a problem or reason of the state
 * before is over with it. A move that the table does not have is a mistake of the caller.
 */
export const step = <L extends Life, K extends Move>(
  life: L,
  move: K,
  at: UnixSeconds,
  facts: Partial<Omit<L[MachineOf<K>], 'state' | 'at' | 'attempt'>> = {},
  telling: Telling = {},
): L => {
  if (!canMove(life, move)) throw new Error(`no move ${move} from here`);
  const { machine, from, to, again, code, text, tone, by } = moves[move] as Row<Machine>;
  const {
    problem: _problem,
    reason: _reason,
    ...kept
  } = life[machine] as Life[Machine] & {
    problem?: Problem;
    reason?: string;
  };
  const first = machine !== 'authorization' && from.includes('none');
  const attempt = 'attempt' in kept ? { attempt: first ? 1 : kept.attempt + (again ? 1 : 0) } : {};
  const next = { ...life, [machine]: { ...kept, ...attempt, ...facts, state: to, at } };
  return noted(next, at, { code, text: telling.text ?? text, tone, by: telling.by ?? by });
};
