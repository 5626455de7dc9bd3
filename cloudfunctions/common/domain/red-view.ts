import type { Fen, UnixSeconds } from '../../../contract/primitives';
import type { InvoiceState, MemberRole, RedAction, RedReason, RedState, Tone } from '../../../contract/states';
import { formatFen } from '../../../miniprogram/rules/money';
import { canActOnRed, isOpenRed, nextRedPause, redWaitOf, type RedLife, type RedWait } from './red';

/** What the reds of an invoice have come to: kept with its application, for whoever lists it. */
export interface Reversal {
  state: InvoiceState;
  /** Issued reds. */
  count: number;
  /** What they took back, positive. */
  amount: Fen;
  tax: Fen;
  /** What they left of the invoice. */
  left: Fen;
  /** The red that is under way, if there is one. */
  open?: {
    n: number;
    state: RedState;
    startedBy: 'seller' | 'buyer';
    answered: boolean;
    deadline?: UnixSeconds;
    waits?: RedWait;
  };
  at: UnixSeconds;
}

/** Where a red stands in the merchant's list of reds. */
export const redTabOf = (red: RedLife): 'to_confirm' | 'open' | 'issued' | 'ended' => {
  if (red.state === 'issued') return 'issued';
  if (!isOpenRed(red)) return 'ended';
  return canActOnRed(red, 'confirm') ? 'to_confirm' : 'open';
};

type Words = readonly [text: string, tone: Tone];

const words: Readonly<Record<RedState, Words>> = {
  requested: ['已提交红冲', 'working'],
  unneeded: ['无需确认，正在开具红字发票', 'working'],
  awaiting_buyer: ['待购买方确认', 'waiting'],
  awaiting_seller: ['待我确认', 'attention'],
  confirmed: ['已确认，正在开具红字发票', 'working'],
  accepted: ['正在开具红字发票', 'working'],
  issued: ['红字发票已开具', 'done'],
  refused: ['对方没有同意', 'ended'],
  lapsed: ['超过 72 小时未确认，已失效', 'ended'],
  withdrawn: ['已撤回', 'ended'],
  failed: ['红冲没有成功', 'failed'],
};

const asking = { confirm: '正在提交确认', refuse: '正在提交拒绝', withdraw: '正在撤回' } as const;

/** The state of a red in a few words, as its merchant reads it. */
export const redWords = (red: RedLife): { stateText: string; tone: Tone } => {
  if (red.asked) return { stateText: asking[red.asked], tone: 'working' };
  const wait = redWaitOf(red);
  if (wait) return { stateText: wait === 'person' ? '待开票员认证' : '红冲中，已超时', tone: 'attention' };
  if (red.state === 'failed' && nextRedPause(red) !== undefined)
    return { stateText: '红冲没有成功，将自动重试', tone: 'attention' };
  if (red.state === 'refused' && red.startedBy === 'buyer') return { stateText: '已拒绝', tone: 'ended' };
  const [stateText, tone] = words[red.state];
  return { stateText, tone };
};

/** Who may do what with a red; the same who may begin one. */
const redRoles: readonly MemberRole[] = ['owner', 'finance'];

export const roleMayRed = (role: MemberRole): boolean => redRoles.includes(role);

/** What a member may do with a red now. */
export const redActionsOf = (red: RedLife, role: MemberRole): RedAction[] =>
  (['confirm', 'refuse', 'withdraw', 'retry'] as const).filter(
    (action) => roleMayRed(role) && canActOnRed(red, action),
  );

/** What each reason is for, as it stands beside the choice. */
export const reasonHints: Readonly<Record<RedReason, string>> = {
  error: '抬头、税号、商品或金额开错了',
  return: '买家退了货',
  service_ended: '服务没有做完就结束了',
  allowance: '卖出后又降了价',
};

const yuan = (fen: Fen): string => `¥${formatFen(fen)}`;

/** What the buyer reads of a reversal, in place of how the card stands; undefined while there is nothing to say. */
export const reversalWords = ({ state, left }: Pick<Reversal, 'state' | 'left'>) => {
  if (state === 'reversed') return { stateText: '已红冲', tone: 'ended' as const };
  return state === 'partly_reversed'
    ? { stateText: `已部分红冲，剩余 ${yuan(left)}`, tone: 'attention' as const }
    : undefined;
};

/** Of a red that is under way, what happens next and who has to act. */
export const openRedWords = ({
  state,
  startedBy,
  answered,
  waits,
}: NonNullable<Reversal['open']>): {
  text: string;
  next: string;
  actor: 'buyer' | 'merchant' | 'platform';
  tone: Tone;
} => {
  if (waits === 'person') {
    return {
      text: '商家开票系统待认证',
      next: '商家认证后继续红冲；红字发票开好前，发票仍然有效',
      actor: 'merchant',
      tone: 'working',
    };
  }
  if (waits === 'overdue') {
    return {
      text: '红冲比平时久',
      next: '商家正在向开票平台查询；红字发票开好前，发票仍然有效',
      actor: 'merchant',
      tone: 'working',
    };
  }
  if (state === 'awaiting_buyer') {
    return {
      text: '商家申请红冲这张发票，等待购买方确认',
      next: '请购买方在电子税务局 72 小时内确认；不确认则失效，发票仍然有效',
      actor: 'buyer',
      tone: 'attention',
    };
  }
  if (state === 'awaiting_seller' && !answered) {
    return {
      text: '购买方申请红冲这张发票，等待商家确认',
      next: '商家在 72 小时内确认；不确认则失效，发票仍然有效',
      actor: 'merchant',
      tone: 'attention',
    };
  }
  if (state === 'failed') {
    return { text: '红冲暂时没有成功', next: '系统会自动重试，发票仍然有效', actor: 'platform', tone: 'attention' };
  }
  return {
    text: startedBy === 'buyer' ? '正在按购买方的申请红冲这张发票' : '商家正在红冲这张发票',
    next: '红字发票开好前，发票仍然有效',
    actor: 'platform',
    tone: 'working',
  };
};

/** Whether the red moves by itself, so that looking again is worth it. */
export const isRedMoving = ({ state, answered }: NonNullable<Reversal['open']>): boolean =>
  state !== 'awaiting_buyer' && (state !== 'awaiting_seller' || answered);
