import type { BatchAction, MerchantInput } from '../../../contract/merchant';
import { Handover } from '../../lib/handover';

type On = MerchantInput['batches.create']['on'];

/** What the list shows, on its way to the page that exports it; `text` as a person says it. */
export interface Shown {
  filter: Omit<Extract<On, { is: 'found' }>, 'is'>;
  text: string;
}

/** Work that was chosen on the list, on its way to the page that asks once more and begins it. */
export interface Draft {
  what: BatchAction;
  on: On;
  /** 所选 3 张, 筛选出的全部 128 张. */
  text: string;
}

export const shownLists = new Handover<Shown>();
export const drafts = new Handover<Draft>();

const page = (name: string, merchantId: string, more = ''): string =>
  `/merchant/${name}/index?merchant=${encodeURIComponent(merchantId)}${more}`;

export const exportUrl = (merchantId: string): string => page('export', merchantId);
export const statisticsUrl = (merchantId: string): string => page('statistics', merchantId);
export const batchUrl = (merchantId: string, batchId?: string): string =>
  page('batch', merchantId, batchId === undefined ? '' : `&id=${encodeURIComponent(batchId)}`);

/** What the buttons of a batch say; the most likely first. */
export const batchTexts: Record<BatchAction, string> = {
  retry: '重新开票',
  insert: '再放入卡包',
  approve: '审核通过',
  reject: '拒绝开票',
};
export const batchOrder: BatchAction[] = ['retry', 'insert', 'approve', 'reject'];
