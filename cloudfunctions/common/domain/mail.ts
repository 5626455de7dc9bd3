import type { MailView, Title } from '../../../contract/buyer';
import type { Fen, UnixSeconds } from '../../../contract/primitives';
import type { InvoiceState } from '../../../contract/states';
import { formatFen } from '../../../miniprogram/rules/money';
import { chinaDate } from './china-day';

/** Pauses before a mail is sent again; then only a person can help. */
export const MAIL_PAUSES = [60, 300, 1800, 7200, 21_600] as const;

/** How much of files a mail carries; most mail boxes take 20 MB, and a file grows by a third on its way. */
const MOST_BYTES = 10 * 1024 * 1024;

/** What fits into a mail, the first first. */
export const thatFit = <T extends { bytes: number }>(files: readonly T[]): T[] => {
  let left = MOST_BYTES;
  return files.filter(({ bytes }) => {
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
};

/** An address of which just enough shows to be recognised. */
export const maskedAddress = (address: string): string => address.replace(/^(.)[^@]*/u, '$1***');

/** What goes into a header, or between the lines of a mail, is one line of visible characters. */
export const oneLine = (text: string, most = 80): string =>
  Array.from(text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim())
    .slice(0, most)
    .join('');

/** What the mail says of an invoice. */
export interface MailedInvoice {
  number: string;
  form: 'digital' | 'classic';
  state: InvoiceState;
  title: Title;
  seller: { name: string };
  amount: Fen;
  issuedAt: UnixSeconds;
  orderNos: readonly string[];
}

interface Told {
  /** Names of the files that are in the mail. */
  sent: readonly string[];
  /** How many are not, for their size. */
  left: number;
  hasXml: boolean;
  /** The merchant's telephone. */
  phone: string;
}

const reversedNote: Readonly<Record<InvoiceState, string | undefined>> = {
  normal: undefined,
  partly_reversed: '请注意：这张发票已部分红冲。',
  reversed: '请注意：这张发票已红冲，不能再用来报销。',
};

/** Subject and text of the mail that brings an invoice. */
export const mailWords = (invoice: MailedInvoice, { sent, left, hasXml, phone }: Told) => {
  const seller = oneLine(invoice.seller.name, 60);
  const facts = [
    `发票号码：${invoice.number}`,
    `价税合计：${formatFen(invoice.amount)} 元`,
    `开票日期：${chinaDate(invoice.issuedAt)}`,
    `购买方：${oneLine(invoice.title.name, 100)}`,
    `订单号：${oneLine(invoice.orderNos.join('、'), 300)}`,
  ];
  const paragraphs = [
    '您好：',
    `${seller}开具的电子发票在附件里，共 ${sent.length} 个文件。`,
    facts.join('\n'),
    reversedNote[invoice.state],
    left > 0 ? `还有 ${left} 个文件较大，没有附上，请在微信小程序的发票页下载。` : undefined,
    hasXml && invoice.form === 'digital' ? 'PDF 用来查看和打印；报销入账请一并交 XML 文件。' : undefined,
    `这封邮件由系统自动发出，请不要直接回复。对发票有疑问请联系商家（电话 ${oneLine(phone, 40)}）；如果这张发票与您无关，请删除这封邮件。`,
  ];
  return {
    subject: `电子发票 ${invoice.number}（${seller}）`,
    text: `${paragraphs.filter((paragraph) => paragraph !== undefined).join('\n\n')}\n`,
  };
};

/** A mail as it is kept. */
interface Kept {
  to: string;
  state: MailView['state'];
  createdAt: UnixSeconds;
  sentAt?: UnixSeconds;
  problem?: { message: string; hint: string };
}

/** How a mail stands, for whoever asked for it. */
export const mailView = ({ to, state, createdAt, sentAt, problem }: Kept): MailView => ({
  to,
  state,
  at: sentAt ?? createdAt,
  ...(state !== 'sent' && problem && { problem: { message: problem.message, hint: problem.hint } }),
});
