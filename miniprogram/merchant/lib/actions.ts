import type { MerchantInvoice } from '../../../contract/merchant';
import type { MerchantAction } from '../../../contract/states';
import { isSure } from '../../lib/ask';
import { merchant } from '../../services/merchant';
import { intentionOf } from '../../services/intention';

/** What the buttons say. The most likely first. */
export const actionTexts: Record<MerchantAction, string> = {
  approve: '审核通过',
  retry: '重新开票',
  release: '已在税局处理，放开订单',
  insert: '再放入卡包',
  reverse: '红冲',
  reissue: '换开',
  reject: '拒绝开票',
};
export const actionOrder: MerchantAction[] = ['approve', 'retry', 'insert', 'release', 'reissue', 'reverse', 'reject'];

/** What cannot be undone has a page of its own. */
type Grave = 'reject' | 'reverse' | 'reissue';
export const isGrave = (action: MerchantAction): action is Grave =>
  action === 'reject' || action === 'reverse' || action === 'reissue';
type Simple = Exclude<MerchantAction, Grave>;

// WeChat's buttons take four characters.
const QUESTIONS: Record<Simple, { title: string; content: string; confirmText: string }> = {
  approve: { title: '通过这笔申请？', content: '通过后马上开票，不能撤回。', confirmText: '审核通过' },
  retry: { title: '重新开这张发票？', content: '沿用原来的申请再开一次，不会开成两张。', confirmText: '重新开票' },
  release: {
    title: '放开这笔订单？',
    content: '请先在电子税务局红冲开错的发票。放开后买家可以重新申请，不能撤销。',
    confirmText: '放开订单',
  },
  insert: { title: '再放入买家的卡包？', content: '发票不变，只是再放一次。', confirmText: '放入卡包' },
};

const calls: Record<Simple, (applicationId: string) => Promise<MerchantInvoice>> = {
  approve: intentionOf((applicationId: string, requestId) =>
    merchant('applications.approve', { applicationId }, requestId),
  ),
  retry: intentionOf((applicationId: string, requestId) =>
    merchant('applications.retry', { applicationId }, requestId),
  ),
  release: intentionOf((applicationId: string, requestId) =>
    merchant('applications.release', { applicationId }, requestId),
  ),
  insert: intentionOf((applicationId: string, requestId) => merchant('invoices.insert', { applicationId }, requestId)),
};

/** Asks, and does it; undefined when the person thought better of it. Throws an AppError. */
export const perform = async (action: Simple, applicationId: string): Promise<MerchantInvoice | undefined> =>
  (await isSure(QUESTIONS[action])) ? calls[action](applicationId) : undefined;
