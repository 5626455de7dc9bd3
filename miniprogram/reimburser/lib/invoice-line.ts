import type { Check, ClaimInvoiceRow, InvoiceProblem, ReadRow } from '../../../contract/reimburser';
import type { Tone } from '../../../contract/states';
import { groupedNumber } from '../../lib/invoice-row';
import { toneIcon } from '../../lib/tones';

/** A word with its colour and icon. */
export interface Said {
  text: string;
  tone: Tone;
  icon: string;
}

/** An invoice as a table draws it. */
export interface Line {
  id: string;
  name: string;
  amount: number;
  number: string;
  status: string;
  tone: Tone;
  /** What is wrong, the worst first; null when all is in order. */
  wrong: Said | null;
  /** 查验 in a claim; where it came from. */
  about: string;
  verified: Said | null;
  /** Only where invoices are chosen. */
  chosen?: boolean;
}

const LEVELS: Record<Check['level'], Tone> = { stop: 'failed', warn: 'attention', note: 'ended', ok: 'done' };

export const said = (text: string, tone: Tone): Said => ({ text, tone, icon: toneIcon(tone) });

/** One thing that was looked at, and whether it forbids to go on. */
export const checkSaid = ({ level, text }: Check, forbidden: string): Said =>
  said(level === 'stop' ? `${forbidden}：${text}` : text, LEVELS[level]);

const wrongOf = (problem: InvoiceProblem | undefined, checks: Check[], forbidden: string): Said | null => {
  if (problem) return said(`${problem.message}。${problem.hint}`, 'failed');
  const [worst, ...others] = checks.filter(({ level }) => level !== 'ok');
  if (!worst) return null;
  const first = checkSaid(worst, forbidden);
  return others.length === 0 ? first : { ...first, text: `${first.text}；另有 ${others.length} 项` };
};

const numberText = (number: string | undefined): string =>
  number === undefined ? '没有发票号码' : groupedNumber(number);

/** In a word: on its page there is room for more. */
const statusText = ({ status, statusText: text, toRecover }: ClaimInvoiceRow): string =>
  status === undefined && !toRecover ? '不在卡包' : text;

/** 查验, and on which day. */
const verifiedSaid = ({ text, tone, atText }: ClaimInvoiceRow['verification']): Said =>
  said(atText === undefined ? text : `${text} ${atText.slice(5, 10)}`, tone);

/** An invoice of a claim. */
export const claimLine = (row: ClaimInvoiceRow): Line => ({
  id: row.itemId,
  name: row.payee ?? row.summary ?? '没有填销售方',
  amount: row.amount,
  number: numberText(row.number),
  status: statusText(row),
  tone: row.problem || row.toRecover ? 'failed' : row.tone,
  wrong: wrongOf(row.problem, row.checks, '不能提交'),
  about: row.sourceText,
  verified: verifiedSaid(row.verification),
});

/** What identifies a card of the quick check. */
export const cardKey = ({ cardId, encryptCode }: Pick<ReadRow, 'cardId' | 'encryptCode'>): string =>
  `${cardId} ${encryptCode}`;

const severity: Check['level'][] = ['stop', 'warn', 'note', 'ok'];

/** What the last step came to for one invoice of the quick check. */
export type Outcome = { done: string } | { failed: InvoiceProblem };

/** An invoice of the quick check. What was just done to it is no objection to it. */
export const readLine = (row: ReadRow, chosen: boolean, outcome: Outcome | undefined): Line => {
  const checks = [...row.checks].sort((a, b) => severity.indexOf(a.level) - severity.indexOf(b.level));
  const { invoice } = row;
  const done = outcome && 'done' in outcome && !row.problem ? said(outcome.done, 'done') : undefined;
  const failed = outcome && 'failed' in outcome ? outcome.failed : undefined;
  return {
    id: cardKey(row),
    name: invoice ? (invoice.payee ?? invoice.summary ?? '没有写销售方') : '这张发票没有读到',
    amount: invoice?.amount ?? 0,
    number: invoice ? numberText(invoice.number) : '',
    status: row.statusText ?? '未读到',
    tone: row.tone,
    wrong: done ?? wrongOf(row.problem ?? failed, checks, '不能锁定'),
    about: row.issuedText?.slice(0, 10) ?? '',
    verified: null,
    chosen,
  };
};
