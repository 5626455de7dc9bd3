import type { ListState, MemberRole, MerchantAction, Tone } from '../../../contract/states';
import { canMove, type Life } from './state';
import { nextIssuePause } from './state-wakers';

/** An application as the merchant's list sees it. */
export type Listed = Life & {
  /** A claim that was begun anew: its invoice belongs to another application now. */
  readonly supersededBy?: string;
};

/** Where an application stands in the merchant's list; the only place that says so. */
export const listStateOf = ({ authorization, issuing, card, supersededBy }: Listed): ListState => {
  if (supersededBy !== undefined) return 'ended';
  if (issuing.state === 'issued') {
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
      if (issuing.state === 'in_review') return 'in_review';
      return issuing.state === 'failed' ? 'failed' : 'issuing';
  }
};

/** The names of the tabs. */
export const listStateNames: Readonly<Record<ListState, string>> = {
  waiting: '待确认',
  in_review: '待审核',
  issuing: '开票中',
  issued: '已开票',
  card_failed: '未入卡包',
  failed: '开票失败',
  rejected: '已拒绝',
  ended: '已失效',
  discarded: '已作废',
};

const issuedWords = ({ type, authorization, card }: Listed): { stateText: string; tone: Tone } => {
  if (card.state === 'inserted') return { stateText: '已开票，已入卡包', tone: 'done' };
  if (card.state === 'insert_accepted') return { stateText: '已开票，正在放入卡包', tone: 'working' };
  const unclaimed = type === 2 && authorization.state !== 'authorized';
  return { stateText: unclaimed ? '已开票，待领取' : '已开票', tone: 'done' };
};

const endedWords = ({ authorization, supersededBy }: Listed): string => {
  if (supersededBy !== undefined) return '已改由另一次领取';
  if (authorization.state === 'withdrawn') return '买家已撤回';
  return authorization.state === 'expired' ? '超时未确认' : '未完成授权';
};

/** The state in a few words, and how to draw it. */
export const rowWords = (life: Listed): { stateText: string; tone: Tone } => {
  const state = listStateOf(life);
  switch (state) {
    case 'waiting':
      return { stateText: '待买家确认', tone: 'waiting' };
    case 'in_review':
      return { stateText: '待审核', tone: 'attention' };
    case 'issuing':
      return life.issuing.problem
        ? { stateText: '待开票员认证', tone: 'attention' }
        : { stateText: '开票中', tone: 'working' };
    case 'issued':
      return issuedWords(life);
    case 'card_failed':
      return { stateText: '已开票，未入卡包', tone: 'attention' };
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

/** Who may do what. Whoever is a member may read. */
const allowedTo: Readonly<Record<MerchantAction, readonly MemberRole[]>> = {
  reject: ['owner', 'finance'],
  retry: ['owner', 'finance', 'clerk'],
  insert: ['owner', 'finance', 'clerk'],
};

export const roleMay = (role: MemberRole, action: MerchantAction): boolean => allowedTo[action].includes(role);

const possible: Readonly<Record<MerchantAction, (life: Listed) => boolean>> = {
  // WeChat can be told of a refusal only after the buyer has confirmed.
  reject: (life) =>
    canMove(life, 'refuse') &&
    life.authorization.state === 'authorized' &&
    !leavesInvoice.includes(life.issuing.problem?.code ?? ''),
  retry: (life) => canMove(life, 'issueAgain'),
  insert: (life) => life.supersededBy === undefined && canMove(life, 'insertAgain'),
};

/** Whether the table of moves has this action from where the application is now. */
export const isPossible = (life: Listed, action: MerchantAction): boolean => possible[action](life);

/** What a member may do with an application now. */
export const merchantActionsOf = (life: Listed, role: MemberRole): MerchantAction[] =>
  (Object.keys(possible) as MerchantAction[]).filter((action) => roleMay(role, action) && isPossible(life, action));
