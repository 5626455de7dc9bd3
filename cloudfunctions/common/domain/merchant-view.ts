import type { BatchAction } from '../../../contract/merchant-reports';
import type { ListState, MemberRole, MerchantAction, Tone } from '../../../contract/states';
import { dayInWords } from './china-day';
import { roleMayRed } from './red-view';
import { refundGapOf, type Invoiced } from './refunds';
import { mayBeReplaced, waitsForReversal } from './reissue';
import { canMove, type Life } from './state';
import { cancelsCard, isOverdue, nextIssuePause, waitsForItsTime, waitsForPerson } from './state-wakers';

/** An application as the merchant's list sees it. */
export type Listed = Life &
  Pick<Invoiced, 'amount' | 'worth'> & {
    /** A claim that was begun anew: its invoice belongs to another application now. */
    readonly supersededBy?: string;
    /** Under the mini program; empty for whoever came another way. */
    readonly buyerOpenid?: string;
  };

/** Where an application stands in the merchant's list; the only place that says so. */
export const listStateOf = (life: Listed): ListState => {
  const { authorization, issuing, card, reversal, supersededBy } = life;
  if (supersededBy !== undefined) return 'ended';
  if (issuing.state === 'issued') {
    const { open, state = 'normal' } = reversal ?? {};
    if (open?.state === 'awaiting_seller' && !open.answered) return 'to_confirm';
    if (refundGapOf(life) > 0) return 'to_reverse';
    if (state !== 'normal') return state;
    if (card.state === 'discarded') return 'discarded';
    return card.state === 'failed' ? 'card_failed' : 'issued';
  }
  switch (authorization.state) {
    case 'waiting':
      return 'waiting';
    case 'rejected':
      return 'rejected';
    case 'withdrawn':
    case 'expired':
    case 'failed':
      return 'ended';
    default:
      if (waitsForItsTime(life)) return 'early';
      if (issuing.state === 'in_review') return 'in_review';
      return issuing.state === 'failed' ? 'failed' : 'issuing';
  }
};

/** The names of the tabs. */
export const listStateNames: Readonly<Record<ListState, string>> = {
  waiting: '待确认',
  early: '待订单完成',
  in_review: '待审核',
  to_confirm: '待我确认',
  to_reverse: '退款待红冲',
  issuing: '开票中',
  issued: '已开票',
  card_failed: '未入卡包',
  failed: '开票失败',
  rejected: '已拒绝',
  ended: '已失效',
  partly_reversed: '已部分红冲',
  reversed: '已红冲',
  discarded: '已作废',
};

const issuedWords = ({ type, authorization, card, reversal }: Listed): { stateText: string; tone: Tone } => {
  if (reversal?.open) {
    const waits = reversal.open.state === 'awaiting_buyer';
    if (reversal.open.waits === 'person') return { stateText: '红冲待开票员认证', tone: 'attention' };
    if (reversal.open.waits === 'overdue') return { stateText: '红冲中，已超时', tone: 'attention' };
    return waits
      ? { stateText: '红冲中，待买家确认', tone: 'waiting' }
      : { stateText: '红冲中', tone: reversal.open.state === 'failed' ? 'attention' : 'working' };
  }
  if (card.state === 'inserted') return { stateText: '已开票，已入卡包', tone: 'done' };
  if (card.state === 'insert_accepted') return { stateText: '已开票，正在放入卡包', tone: 'working' };
  const unclaimed = type === 2 && authorization.state !== 'authorized';
  return unclaimed ? { stateText: '已开票，待领取', tone: 'waiting' } : { stateText: '已开票', tone: 'done' };
};

const issuingWords = (life: Listed): { stateText: string; tone: Tone } => {
  const waits = waitsForReversal(life) ? life.replaces?.waits : undefined;
  if (waitsForPerson(life) || waits === 'person') return { stateText: '待开票员认证', tone: 'attention' };
  if (waits === 'overdue') return { stateText: '换开，红冲已超时', tone: 'attention' };
  if (waitsForReversal(life)) return { stateText: '换开，正在红冲原发票', tone: 'working' };
  return isOverdue(life)
    ? { stateText: '开票中，已超时', tone: 'attention' }
    : { stateText: '开票中', tone: 'working' };
};

const endedWords = ({ authorization, supersededBy }: Listed): string => {
  if (supersededBy !== undefined) return '已改由另一次领取';
  if (authorization.state === 'withdrawn') return '买家已撤回';
  return authorization.state === 'expired' ? '超时未确认' : '未完成授权';
};

const earlyWords = ({ issuing: { notBefore } }: Listed): string =>
  notBefore === undefined ? '待订单完成' : `${dayInWords(notBefore)}起开票`;

/** The state in a few words, and how to draw it. */
export const rowWords = (life: Listed): { stateText: string; tone: Tone } => {
  const state = listStateOf(life);
  switch (state) {
    case 'waiting':
      return { stateText: '待买家确认', tone: 'waiting' };
    case 'early':
      return { stateText: earlyWords(life), tone: 'waiting' };
    case 'in_review':
      return { stateText: '待审核', tone: 'attention' };
    case 'issuing':
      return issuingWords(life);
    case 'to_confirm':
      return { stateText: '买家申请红冲，待我确认', tone: 'attention' };
    case 'to_reverse':
      return life.reversal?.open ? issuedWords(life) : { stateText: '已退款，待红冲', tone: 'attention' };
    case 'issued':
      return issuedWords(life);
    case 'card_failed':
      return life.reversal?.open ? issuedWords(life) : { stateText: '已开票，未入卡包', tone: 'attention' };
    case 'partly_reversed':
      return life.reversal?.open ? issuedWords(life) : { stateText: listStateNames[state], tone: 'attention' };
    case 'reversed':
      return cancelsCard(life) || life.card.cancel
        ? { stateText: '已红冲，卡券未作废', tone: 'attention' }
        : { stateText: listStateNames[state], tone: 'ended' };
    case 'failed':
      return nextIssuePause(life) === undefined
        ? { stateText: '开票失败', tone: 'failed' }
        : { stateText: '开票失败，将自动重试', tone: 'attention' };
    case 'ended':
      return { stateText: endedWords(life), tone: 'ended' };
    default:
      return { stateText: listStateNames[state], tone: 'ended' };
  }
};

/** These leave an invoice behind at the issuer: letting the order go would lead to a second one. */
export const leavesInvoice: readonly string[] = ['amount_mismatch', 'invoice_number_taken'];

const hasLeftInvoice = ({ issuing }: Life): boolean => leavesInvoice.includes(issuing.problem?.code ?? '');

// WeChat can be told of a refusal only after the buyer has confirmed; it knows nothing of what was issued first.
const mayBeRefused = (life: Life): boolean => canMove(life, 'refuse') && life.authorization.state !== 'waiting';

/** Who may do what. Whoever is a member may read. */
const allowedTo: Readonly<Record<Exclude<MerchantAction, 'reverse'>, readonly MemberRole[]>> = {
  approve: ['owner', 'finance'],
  reject: ['owner', 'finance'],
  retry: ['owner', 'finance', 'clerk'],
  release: ['owner', 'finance'],
  insert: ['owner', 'finance', 'clerk'],
  reissue: ['owner', 'finance'],
};

export const roleMay = (role: MemberRole, action: MerchantAction): boolean =>
  action === 'reverse' ? roleMayRed(role) : allowedTo[action].includes(role);

const possible: Readonly<Record<MerchantAction, (life: Listed) => boolean>> = {
  approve: (life) => life.issuing.state === 'in_review' && canMove(life, 'accept'),
  reject: (life) => mayBeRefused(life) && !hasLeftInvoice(life),
  retry: (life) => canMove(life, 'issueAgain'),
  // Only a person can know that the invoice which came out wrong is out of the world.
  release: (life) => mayBeRefused(life) && hasLeftInvoice(life),
  insert: (life) => life.supersededBy === undefined && canMove(life, 'insertAgain'),
  // The buyer has to confirm the new one in the mini program. A refund is settled first.
  reissue: (life) =>
    Boolean(life.buyerOpenid) &&
    life.authorization.state === 'authorized' &&
    mayBeReplaced(life) &&
    refundGapOf(life) === 0,
  reverse: ({ issuing, supersededBy, reversal }) =>
    issuing.state === 'issued' && supersededBy === undefined && !reversal?.open && reversal?.state !== 'reversed',
};

/** Whether the table of moves has this action from where the application is now. */
export const isPossible = (life: Listed, action: MerchantAction): boolean => possible[action](life);

/** In which tabs an action may find something to do. */
export const tabsWith: Readonly<Record<BatchAction, readonly ListState[]>> = {
  approve: ['in_review'],
  retry: ['failed'],
  insert: ['card_failed', 'to_confirm', 'to_reverse', 'partly_reversed'],
  reject: ['early', 'in_review', 'issuing', 'failed'],
};

/** What a member may do with an application now. */
export const merchantActionsOf = (life: Listed, role: MemberRole): MerchantAction[] =>
  (Object.keys(possible) as MerchantAction[]).filter((action) => roleMay(role, action) && isPossible(life, action));
