import type { ReimburseState, Tone } from '../../../contract/states';

/** What a reimburser may ask of WeChat; CANCEL is the platform's alone. */
export type Wanted = Exclude<ReimburseState, 'CANCEL'>;

/** What is asked, as a person says it. */
export const wantedWords: Readonly<Record<Wanted, string>> = { LOCK: '锁定', INIT: '解锁', CLOSURE: '核销' };

/** INIT ⇄ LOCK → CLOSURE: the steps from each state to each other. Nothing leads out of CLOSURE and CANCEL. */
const paths: Readonly<Record<ReimburseState, Readonly<Partial<Record<Wanted, readonly Wanted[]>>>>> = {
  INIT: { INIT: [], LOCK: ['LOCK'], CLOSURE: ['LOCK', 'CLOSURE'] },
  // Asked again even when it is locked: only the answer tells by whom.
  LOCK: { INIT: ['INIT'], LOCK: ['LOCK'], CLOSURE: ['CLOSURE'] },
  CLOSURE: { CLOSURE: [] },
  CANCEL: {},
};

/** What to ask of WeChat so that an invoice comes to a state; undefined when it never can. */
export const pathTo = (from: ReimburseState, to: Wanted): readonly Wanted[] | undefined => paths[from][to];

/** Nothing changes these any more. */
export const isFinal = (state: ReimburseState): boolean => state === 'CLOSURE' || state === 'CANCEL';

export const statusWords: Readonly<Record<ReimburseState, { text: string; tone: Tone }>> = {
  INIT: { text: '未锁定', tone: 'waiting' },
  LOCK: { text: '已锁定', tone: 'working' },
  CLOSURE: { text: '已核销', tone: 'done' },
  CANCEL: { text: '已冲红', tone: 'failed' },
};

/** A failure as it comes through from the `wechat` function. */
interface Refusal {
  retryable: boolean;
  wechat?: { errcode: number };
}

/** What WeChat says of one invoice of a batch, not of the batch or the account. */
const ABOUT_ONE: readonly number[] = [
  40056, 40073, 40085, 40099, 72017, 72023, 72024, 72025, 72031, 72036, 72037, 72038, 72039, 72059, 72060, 72061,
];
const TOO_MANY = 72052;

/** Whether asking for fewer at once finds out which invoice it was. */
export const blamesOne = ({ wechat }: Refusal): boolean =>
  wechat !== undefined && (ABOUT_ONE.includes(wechat.errcode) || wechat.errcode === TOO_MANY);

const said: Readonly<Record<number, ReimburseState>> = { 72023: 'LOCK', 72060: 'CANCEL', 72061: 'CLOSURE' };

/** The state that a refusal gives away. */
export const stateSaid = ({ wechat }: Refusal): ReimburseState | undefined => wechat && said[wechat.errcode];
