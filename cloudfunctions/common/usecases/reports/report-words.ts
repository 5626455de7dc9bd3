import type { Tab } from '../../../../contract/merchant-invoices';
import type { BatchAction, ExportBasis } from '../../../../contract/merchant-reports';
import { listStateNames } from '../../domain/merchant-view';

interface Asked {
  tab: Tab;
  query?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const daysText = ({ from, to }: Asked): string => {
  if (from === undefined && to === undefined) return '全部时间';
  if (from === to) return from ?? '';
  return `${from ?? '最早'} 至 ${to ?? '现在'}`;
};

/** A filter as a person would say it. */
export const filterText = (asked: Asked, basis: ExportBasis = 'applied'): string => {
  if (basis === 'issued') return `按开票日期，${daysText(asked)}`;
  const state = asked.tab === 'all' ? '全部申请' : listStateNames[asked.tab];
  return [state, daysText(asked), ...(asked.query === undefined ? [] : [`“${asked.query}”`])].join('，');
};

export const batchNames: Readonly<Record<BatchAction, string>> = {
  approve: '审核通过',
  retry: '重新开票',
  insert: '重新放入卡包',
  reject: '拒绝开票',
};
