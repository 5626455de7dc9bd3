import type { RedView } from '../../../contract/merchant';
import { dayText, momentText } from '../../lib/dates';
import { fact } from '../../lib/facts';
import { fileRows } from '../../lib/file-rows';
import { groupedNumber } from '../../lib/invoice-row';
import { formatFen } from '../../rules/money';
import { redActionOrder, redActionTexts } from '../lib/red-actions';

const retryText = ({ retryAt }: RedView): string => (retryAt === undefined ? '' : `${momentText(retryAt)} 会自动再试`);

/** Who began it, and how much of the invoice it takes. */
const titleOf = ({ startedBy, whole, reasonText }: RedView): string =>
  `${startedBy === 'buyer' ? '购买方申请' : '商户申请'} · ${whole ? '全部' : '部分'} · ${reasonText}`;

/** A red as its card draws it. */
export const redModel = (red: RedView) => ({
  redId: red.redId,
  tone: red.tone,
  state: red.stateText,
  title: titleOf(red),
  // Taken back: below zero.
  amount: 0 - red.amount,
  split: `金额 -¥${formatFen(red.net)} · 税额 -¥${formatFen(red.tax)}`,
  facts: [
    ...fact('红字号码', red.number === undefined ? undefined : groupedNumber(red.number)),
    ...fact('开具日期', red.issuedAt === undefined ? undefined : dayText(red.issuedAt)),
    ...fact('确认单号', red.formNo === undefined ? undefined : groupedNumber(red.formNo)),
    ...fact('申请时间', momentText(red.requestedAt)),
    ...fact(
      '最晚确认',
      red.deadline !== undefined && red.state.startsWith('awaiting') ? momentText(red.deadline) : undefined,
    ),
  ],
  lines: red.lines.map(({ index, name, amount, rate }) => ({ key: String(index), name, amount: 0 - amount, rate })),
  problem: red.problem ? { ...red.problem, retry: retryText(red) } : null,
  files: fileRows(`红字${red.number ?? ''}`, red.files, []),
  actions: redActionOrder
    .filter((action) => red.actions.includes(action))
    .map((action) => ({ action, text: redActionTexts[action] })),
});

export type RedModel = ReturnType<typeof redModel>;
