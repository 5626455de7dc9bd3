import type { MerchantInvoice } from '../../../contract/merchant';
import type { RedAction } from '../../../contract/states';
import { isSure } from '../../lib/ask';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';

/** What the buttons say. The most likely first. */
export const redActionTexts: Record<RedAction, string> = {
  confirm: '同意',
  refuse: '不同意',
  retry: '重新红冲',
  withdraw: '撤回红冲',
};
export const redActionOrder: RedAction[] = ['confirm', 'retry', 'refuse', 'withdraw'];

// WeChat's buttons take four characters.
const QUESTIONS: Record<RedAction, { title: string; content: string; confirmText: string }> = {
  confirm: {
    title: '同意购买方的红冲？',
    content: '同意后开具红字发票，不能撤销。请确认货款已按约定处理。',
    confirmText: '同意红冲',
  },
  refuse: {
    title: '不同意购买方的红冲？',
    content: '这张红字信息确认单会作废，原发票仍然有效。对方可以再次申请。',
    confirmText: '确认拒绝',
  },
  retry: { title: '重新红冲这张发票？', content: '沿用原来的申请再开一次，不会红冲两次。', confirmText: '重新红冲' },
  withdraw: { title: '撤回这次红冲？', content: '原发票仍然有效，以后可以重新发起。', confirmText: '撤回红冲' },
};

const calls: Record<RedAction, (redId: string) => Promise<MerchantInvoice>> = {
  confirm: intentionOf((redId: string, requestId) => merchant('reds.answer', { redId, answer: 'confirm' }, requestId)),
  refuse: intentionOf((redId: string, requestId) => merchant('reds.answer', { redId, answer: 'refuse' }, requestId)),
  retry: intentionOf((redId: string, requestId) => merchant('reds.retry', { redId }, requestId)),
  withdraw: intentionOf((redId: string, requestId) => merchant('reds.withdraw', { redId }, requestId)),
};

/** Asks, and does it; undefined when the person thought better of it. Throws an AppError. */
export const performOnRed = async (action: RedAction, redId: string): Promise<MerchantInvoice | undefined> =>
  (await isSure(QUESTIONS[action])) ? calls[action](redId) : undefined;
