import type { InvoiceKind, Title } from '../../contract/buyer';
import type { CardState, ReimburseState } from '../../contract/states';

/** One line of a list of facts. */
export interface Fact {
  name: string;
  value: string;
}

/** Name and value, unless there is no value. */
export const fact = (name: string, value: string | undefined): Fact[] =>
  value === undefined || value === '' ? [] : [{ name, value }];

export const kindText = (kind: InvoiceKind): string =>
  kind === 'special' ? '电子发票（专用发票）' : '电子发票（普通发票）';

/** How far an invoice is reimbursed, as its buyer, its merchant and the company all read it. */
const REIMBURSE: Record<ReimburseState, string> = {
  INIT: '未报销（未锁定）',
  LOCK: '报销中（已锁定）',
  CLOSURE: '已报销（已核销）',
  CANCEL: '不能报销（已冲红）',
};

/** WeChat tells of changes only: a card of which it has told nothing yet is as it was put in. */
export const reimburseFact = ({ card, reimburse }: { card: CardState; reimburse?: ReimburseState }): Fact[] => {
  const state = reimburse ?? (card === 'inserted' ? 'INIT' : undefined);
  return fact('报销', state === undefined ? undefined : REIMBURSE[state]);
};

export const titleName = (title: Title): string => (title.kind === 'personal' ? `${title.name}（个人）` : title.name);

/** What of a title folds away until it is needed. */
export const titleDetails = (title: Title): Fact[] => {
  if (title.kind === 'personal') return [...fact('电话', title.phone), ...fact('邮箱', title.email)];
  return [
    { name: '税号', value: title.taxNo ?? '无税号' },
    ...fact('单位地址', title.address),
    ...fact('单位电话', title.phone),
    ...fact('开户银行', title.bank),
    ...fact('银行账号', title.bankAccount),
    ...fact('邮箱', title.email),
  ];
};
