import type { ClaimAction, ClaimState, CompanyRole, FollowState } from '../../../contract/reimburser-states';
import type { ClaimView } from '../../../contract/reimburser-claims';
import type { Tone } from '../../../contract/states';
import type { Wanted } from './reimbursement';

/** What moves a claim; `reverse` is the system's, when an invoice turns out to be reversed. */
export type ClaimMove = 'submit' | 'withdraw' | 'approve' | 'return' | 'markPaid' | 'reverse';

/** draft → submitted → approved → paid, and back to the applicant from where nothing is final. */
const moves: Readonly<Record<ClaimMove, { from: readonly ClaimState[]; to: ClaimState }>> = {
  submit: { from: ['draft', 'returned'], to: 'submitted' },
  withdraw: { from: ['submitted'], to: 'draft' },
  approve: { from: ['submitted'], to: 'approved' },
  return: { from: ['submitted', 'approved'], to: 'returned' },
  markPaid: { from: ['approved'], to: 'paid' },
  reverse: { from: ['submitted', 'approved'], to: 'returned' },
};

/** The state that a move leads to; undefined when it is not allowed from here. */
export const claimAfter = (state: ClaimState, move: ClaimMove): ClaimState | undefined =>
  moves[move].from.includes(state) ? moves[move].to : undefined;

/** In which state WeChat is to hold the invoices of a claim. */
export const wantedOf: Readonly<Record<ClaimState, Wanted>> = {
  draft: 'INIT',
  returned: 'INIT',
  submitted: 'LOCK',
  approved: 'LOCK',
  paid: 'CLOSURE',
};

/** The outward step that brings them there. */
export const stepOf: Readonly<Record<Wanted, 'claim_lock' | 'claim_unlock' | 'claim_close'>> = {
  LOCK: 'claim_lock',
  INIT: 'claim_unlock',
  CLOSURE: 'claim_close',
};

/** Whether a claim's invoices may still change. */
export const isOpen = (state: ClaimState): boolean => state === 'draft' || state === 'returned';

/** What a role may do in the company beside own claims. */
export type CompanyRight = 'claims' | 'approve' | 'lock' | 'company';

const rights: Readonly<Record<CompanyRole, readonly CompanyRight[]>> = {
  owner: ['claims', 'approve', 'company'],
  finance: ['claims', 'lock'],
  approver: ['claims', 'approve'],
  employee: [],
};

export const rightsOf = (role: CompanyRole): CompanyRight[] => [...rights[role]];
export const may = (role: CompanyRole, right: CompanyRight): boolean => rights[role].includes(right);

export const roleNames: Readonly<Record<CompanyRole, string>> = {
  owner: '管理员',
  finance: '财务',
  approver: '审批人',
  employee: '员工',
};

/** A claim as the table of actions sees it. */
export interface ClaimFacts {
  state: ClaimState;
  follow: FollowState;
  count: number;
}

/** Who looks at it. */
export interface ClaimViewer {
  role: CompanyRole;
  mine: boolean;
  selfApproval: boolean;
}

/** Whether WeChat is still at work for the step before: the next one waits for it. */
const settled = ({ follow }: ClaimFacts) => follow !== 'working';
const followed = ({ follow }: ClaimFacts) => follow === 'done' || follow === 'none';

const possible: Readonly<Record<ClaimAction, (claim: ClaimFacts) => boolean>> = {
  edit: (claim) => isOpen(claim.state) && settled(claim),
  submit: (claim) => claimAfter(claim.state, 'submit') !== undefined && settled(claim) && claim.count > 0,
  // A draft that WeChat has not unlocked yet is the only one that knows of its locks.
  remove: (claim) => isOpen(claim.state) && followed(claim),
  withdraw: (claim) => claimAfter(claim.state, 'withdraw') !== undefined && settled(claim),
  approve: (claim) => claimAfter(claim.state, 'approve') !== undefined && followed(claim),
  return: (claim) => claimAfter(claim.state, 'return') !== undefined && settled(claim),
  lockAgain: ({ follow }) => follow === 'stopped',
  markPaid: (claim) => claimAfter(claim.state, 'markPaid') !== undefined && followed(claim),
  verify: ({ count }) => count > 0,
  export: ({ count }) => count > 0,
};

const allowed: Readonly<Record<ClaimAction, (viewer: ClaimViewer) => boolean>> = {
  edit: ({ mine }) => mine,
  submit: ({ mine }) => mine,
  remove: ({ mine }) => mine,
  withdraw: ({ mine }) => mine,
  approve: ({ role, mine, selfApproval }) => may(role, 'approve') && (!mine || selfApproval),
  return: ({ role }) => may(role, 'approve') || may(role, 'lock'),
  lockAgain: ({ role, mine }) => mine || may(role, 'lock'),
  markPaid: ({ role }) => may(role, 'lock'),
  verify: ({ role, mine }) => mine || may(role, 'claims'),
  export: ({ role, mine }) => mine || may(role, 'claims'),
};

export const isPossible = (claim: ClaimFacts, action: ClaimAction): boolean => possible[action](claim);
export const isAllowed = (viewer: ClaimViewer, action: ClaimAction): boolean => allowed[action](viewer);

/** What somebody may do with a claim now. */
export const claimActionsOf = (claim: ClaimFacts, viewer: ClaimViewer): ClaimAction[] =>
  (Object.keys(possible) as ClaimAction[]).filter((action) => isAllowed(viewer, action) && isPossible(claim, action));

export const claimWords: Readonly<Record<ClaimState, { text: string; tone: Tone }>> = {
  draft: { text: '草稿', tone: 'waiting' },
  submitted: { text: '待审批', tone: 'working' },
  approved: { text: '已审批', tone: 'working' },
  paid: { text: '已付款', tone: 'done' },
  returned: { text: '已退回', tone: 'attention' },
};

type Headline = ClaimView['headline'];

const atWork: Readonly<Record<Wanted, string>> = {
  LOCK: '正在微信锁定发票',
  INIT: '正在微信解锁发票',
  CLOSURE: '正在微信核销发票',
};

/** Only what is from the card pack is locked at WeChat. */
const lockedText = (cards: number, count: number): string => {
  if (cards === 0) return '发票不在卡包，微信没有锁定；企业内不能重复报销';
  return cards < count ? `已在微信锁定 ${cards} 张；${count - cards} 张不在卡包，没有锁定` : '发票已为这张报销单锁定';
};

/** What helps where WeChat has stopped, and who can do it. */
const helps = (state: ClaimState): Pick<Headline, 'next' | 'actor'> => {
  if (state === 'paid') return { next: '请财务查看原因后重试', actor: 'finance' };
  if (isOpen(state)) return { next: '请查看原因后重试；解锁以后才能移出或删除', actor: 'applicant' };
  return { next: '请查看原因，重试或退回后移出', actor: 'approver' };
};

/** The state as a person would say it, what comes next and who has to act. */
export const claimHeadline = (
  { state, follow, count }: ClaimFacts,
  { troubled, toRecover, cards }: { troubled: number; toRecover: number; cards: number },
): Headline => {
  const { tone } = claimWords[state];
  if (toRecover > 0 && state === 'paid')
    return {
      text: `已付款，${toRecover} 张发票待追回`,
      next: '发票付款后被冲红，请向申请人追回',
      actor: 'finance',
      tone: 'failed',
    };
  if (follow === 'working')
    return {
      text: cards > 0 ? atWork[wantedOf[state]] : '正在登记发票',
      next: '可以离开这一页，稍后再看',
      actor: 'wechat',
      tone: 'working',
    };
  if (follow === 'stopped') return { text: `${troubled} 张发票微信没有办成`, ...helps(state), tone: 'attention' };
  switch (state) {
    case 'draft':
      return { text: '还没有提交', next: '添加发票后提交审批', actor: 'applicant', tone };
    case 'returned':
      return { text: '已退回', next: '改好后可以再次提交', actor: 'applicant', tone };
    case 'submitted':
      return { text: '等待审批', next: lockedText(cards, count), actor: 'approver', tone };
    case 'approved':
      return {
        text: '审批通过，等待付款',
        next: cards > 0 ? '付款后卡包里的发票会在微信核销' : '付款后发票记为已报销',
        actor: 'finance',
        tone,
      };
    case 'paid':
      return {
        text: '已付款',
        next: cards > 0 ? '卡包里的发票已核销，流程结束' : '发票已记为已报销，流程结束',
        actor: 'nobody',
        tone,
      };
  }
};
