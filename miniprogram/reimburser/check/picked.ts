import type { MovedRow, ReadRow, ReimburserInvoiceOutput } from '../../../contract/reimburser';
import type { ChosenCard } from '../../../contract/wechat-shapes';
import { formatFen } from '../../rules/money';
import { intentionOf } from '../../services/intention';
import { reimburser } from '../../services/reimburser';
import { isSure } from '../../lib/ask';
import { cardKey, readLine } from '../lib/invoice-line';
import type { Line, Outcome } from '../lib/invoice-line';

/** As many as the cloud side takes at once. */
export const AT_ONCE = 200;

type Step = 'lock' | 'unlock' | 'close';
interface Cards {
  companyId: string;
  items: ChosenCard[];
}

const calls = {
  lock: intentionOf((cards: Cards, requestId) => reimburser('invoices.lock', cards, requestId)),
  unlock: intentionOf((cards: Cards, requestId) => reimburser('invoices.unlock', cards, requestId)),
  close: intentionOf((cards: Cards & { confirm: string }, requestId) => reimburser('invoices.close', cards, requestId)),
};

/** Asks with the sum, as the cloud side has it: what is closed can never be opened again. */
const closeAsked = async (cards: Cards): Promise<ReimburserInvoiceOutput['invoices.close'] | undefined> => {
  const { text, token } = (await reimburser('invoices.closing', cards)).question;
  if (!(await isSure({ title: '核销这些发票？', content: text, confirmText: '核销' }))) return undefined;
  return calls.close({ ...cards, confirm: token });
};

const DONE: Record<Step, string> = { lock: '锁定', unlock: '解锁', close: '核销' };

/** What can be done with the invoices that are ticked, and with how many. */
export interface Offer {
  step: Step;
  text: string;
}

/** What the last step came to, by card. */
export type Outcomes = Map<string, Outcome>;

/** Invoices of the card pack that finance looks at without a claim: nothing of them is kept. */
export class Picked {
  companyId = '';
  private rows: ReadRow[] = [];
  private left = new Set<string>();
  private outcomes: Outcomes = new Map();

  get cards(): ChosenCard[] {
    return this.rows.map(({ cardId, encryptCode }) => ({ cardId, encryptCode }));
  }

  get lines(): Line[] {
    return this.rows.map((row) => readLine(row, !this.left.has(cardKey(row)), this.outcomes.get(cardKey(row))));
  }

  /** Reads and checks; what was said of the step before is forgotten unless it is given again. */
  async read(items: ChosenCard[], outcomes: Outcomes = new Map()) {
    const { rows, complete, totals } = await reimburser('invoices.read', { companyId: this.companyId, items });
    this.rows = rows;
    this.outcomes = outcomes;
    const unread = rows.filter(({ invoice }) => !invoice).length;
    return {
      count: totals.count,
      amount: totals.amount as number,
      under: `${totals.count} 张 · 税额 ¥${formatFen(totals.tax)} · ${totals.lockable} 张可以锁定`,
      unread: complete ? 0 : unread,
    };
  }

  find(key: string): ReadRow | undefined {
    return this.rows.find((row) => cardKey(row) === key);
  }

  toggle(key: string): void {
    if (!this.left.delete(key)) this.left.add(key);
  }

  get offers(): Offer[] {
    return (['lock', 'close', 'unlock'] as const).flatMap((step) => {
      const { length } = this.fit(step);
      return length === 0 ? [] : [{ step, text: `${DONE[step]} ${length} 张` }];
    });
  }

  /** Answers in words with what was done; undefined when the person thought better of it. */
  async perform(step: Step): Promise<{ text: string; outcomes: Outcomes } | undefined> {
    const items = this.fit(step);
    const cards = { companyId: this.companyId, items };
    if (step !== 'close' && !(await isSure(this.questionOf(step, items.length)))) return undefined;
    const answer = step === 'close' ? await closeAsked(cards) : await calls[step](cards);
    return answer && 'rows' in answer ? outcomeOf(step, answer.rows) : undefined;
  }

  private questionOf(step: 'lock' | 'unlock', count: number) {
    const content =
      step === 'lock' ? '锁定后，别处不能再用这些发票报销；可以解锁。' : '解锁后，这些发票可以在别处报销。';
    return { title: `${DONE[step]} ${count} 张发票？`, content, confirmText: DONE[step] };
  }

  private fit(step: Step): ChosenCard[] {
    return this.rows
      .filter((row) => !this.left.has(cardKey(row)))
      .filter(({ invoice, lockable }) =>
        step === 'lock' ? lockable && invoice?.status === 'INIT' : invoice?.status === 'LOCK',
      )
      .map(({ cardId, encryptCode }) => ({ cardId, encryptCode }));
  }
}

const outcomeOf = (step: Step, rows: MovedRow[]) => {
  const outcomes: Outcomes = new Map();
  for (const row of rows) {
    if (row.done) outcomes.set(cardKey(row), { done: `刚刚${DONE[step]}` });
    else if (row.problem) outcomes.set(cardKey(row), { failed: row.problem });
  }
  const done = rows.filter((row) => row.done).length;
  const left = rows.length - done;
  const text = `${DONE[step]}了 ${done} 张`;
  return { text: left === 0 ? text : `${text}，${left} 张没有${DONE[step]}，原因写在下面`, outcomes };
};
