import type { InvoiceDetail } from '../../../contract/buyer';
import { dayText, momentText } from '../../lib/dates';
import { fact, kindText, reimburseFact, titleDetails, titleName } from '../../lib/facts';
import type { Fact } from '../../lib/facts';
import { fileRows } from '../../lib/file-rows';
import { groupedNumber } from '../../lib/invoice-row';
import { toneIcon } from '../../lib/tones';
import { formatFen } from '../../rules/money';

/** The card lies in the card pack, but the answer that named it got lost. */
const isCardUnknown = ({ card, cardRef, state }: InvoiceDetail): boolean =>
  card === 'inserted' && cardRef?.code === undefined && state !== 'reversed';

/** The state as a person would say it; on a list there is only room for a word. */
const headlineText = ({ stateText, state, card }: InvoiceDetail): string => {
  if (state !== 'normal') return stateText;
  if (card === 'inserted') return '开好了，已放入卡包';
  return card === 'failed' ? '发票已开好，未能放入卡包，可下载或发邮箱' : stateText;
};

/** What happens next, and who has to act. */
const nextOf = (invoice: InvoiceDetail): string => {
  if (invoice.state === 'reversed') return '这张发票已红冲，不能再用来报销';
  switch (invoice.reimburse) {
    case 'LOCK':
      return '报销单位已锁定这张发票，正在审核';
    case 'CLOSURE':
      return '这张发票已报销';
    default:
  }
  if (isCardUnknown(invoice)) return '微信说已放入卡包，但没有告诉我们卡号。请打开卡包选中这张发票，确认一次即可';
  switch (invoice.card) {
    case 'inserted':
      return '在微信“我 > 卡包 > 发票”里也能找到它';
    case 'failed':
      return '发票同样有效：可以预览、转发，也可以发到邮箱';
    case 'insert_accepted':
      return '正在放入卡包，稍后会自动完成';
    default:
      return '可以下载、转发给报销的同事';
  }
};

const factsOf = (invoice: InvoiceDetail): Fact[] => [
  ...fact('发票代码', invoice.code),
  { name: '开票日期', value: dayText(invoice.issuedAt) },
  { name: '发票种类', value: kindText(invoice.kind) },
  ...fact('校验码', invoice.checkCode),
  ...reimburseFact(invoice),
];

/** What became of the last mail; absent where this project sends none. */
export const mailLine = ({ mailing }: InvoiceDetail): { text: string; alarm: boolean } | undefined => {
  if (!mailing) return undefined;
  const { last } = mailing;
  if (!last) return { text: 'PDF 等全部文件一起发', alarm: false };
  const when = momentText(last.at);
  switch (last.state) {
    case 'sent':
      return { text: `${when} 已发到 ${last.to}`, alarm: false };
    case 'waiting':
      return { text: `正在发到 ${last.to}，没发成会自动再发`, alarm: false };
    case 'failed':
      return { text: `没有发到 ${last.to}：${last.problem?.message ?? '原因未知'}`, alarm: true };
  }
};

/** What was taken back, and what is left; the numbers of the documents that say so. */
const reversalOf = ({ reversal, state }: InvoiceDetail) => {
  if (!reversal) return null;
  return {
    left: state === 'partly_reversed' ? `剩余 ¥${formatFen(reversal.left)} 仍然有效` : '',
    open: reversal.open ?? null,
    reds: reversal.reds.map(({ number, amount, issuedAt, reason }) => ({
      number: groupedNumber(number),
      amount: 0 - amount,
      under: `${dayText(issuedAt)} · ${reason}`,
    })),
  };
};

/** An invoice as its page draws it. */
export const invoiceModel = (invoice: InvoiceDetail) => ({
  headline: { text: headlineText(invoice), next: nextOf(invoice), tone: invoice.tone, icon: toneIcon(invoice.tone) },
  reversed: invoice.state === 'reversed',
  reversal: reversalOf(invoice),
  amount: invoice.amount as number,
  net: formatFen(invoice.net),
  tax: formatFen(invoice.tax),
  number: groupedNumber(invoice.number),
  facts: factsOf(invoice),
  lines: invoice.lines.map(({ name, quantity, unit, net, tax, rate }, i) => ({
    key: String(i),
    name,
    quantity: quantity === undefined ? '' : `${quantity}${unit ?? ''}`,
    gross: net + tax,
    rate,
    tax: formatFen(tax),
  })),
  title: titleName(invoice.title),
  titleDetails: titleDetails(invoice.title),
  seller: [
    { name: '名称', value: invoice.seller.name },
    { name: '税号', value: invoice.seller.taxNo },
  ],
  reissue: invoice.reissue.can,
  noReissue: invoice.reissue.reason ?? '',
  replacedBy: invoice.replacedBy ?? '',
  orders: invoice.orderNos.join('、'),
  files: fileRows(invoice.number, invoice.files, invoice.attachments),
  mail: mailLine(invoice) ?? null,
  hasPdf: invoice.files.some(({ format }) => format === 'pdf'),
  cardUnknown: isCardUnknown(invoice),
  inCardPack: invoice.card === 'inserted' && invoice.cardRef?.code !== undefined,
});

export type InvoiceModel = ReturnType<typeof invoiceModel>;
