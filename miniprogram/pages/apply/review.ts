import type { OrderSummary } from '../../../contract/buyer';
import { kindText, titleDetails, titleName } from '../../lib/facts';
import type { Fact } from '../../lib/facts';
import { titleOf } from '../../lib/title-form';
import type { Draft } from './draft';

/** What will be submitted, line by line, for a last look. */
export const reviewOf = (draft: Draft, orders: OrderSummary[]): Fact[] => {
  const title = titleOf(draft.form);
  return [
    { name: '抬头', value: titleName(title) },
    ...titleDetails(title),
    { name: '发票种类', value: kindText(draft.kind) },
    { name: '开票内容', value: orders.map(({ summary }) => summary).join('；') },
    { name: '销售方', value: orders[0]?.merchant.name ?? '' },
    {
      name: orders.length > 1 ? `${orders.length} 个订单` : '订单号',
      value: orders.map(({ orderNo }) => orderNo).join('、'),
    },
  ];
};
