import type { InvoiceKind, OrderSummary, SavedTitle, Title } from '../../../contract/buyer';
import { isComplete, newTitleForm, problemsOf, titleOf, whyNoSpecial } from '../../lib/title-form';
import type { TitleForm, TitleProblems } from '../../lib/title-form';

/** Everything the person has decided so far. */
export interface Draft {
  form: TitleForm;
  kind: InvoiceKind;
  /** Whether the title goes into the title book. */
  remember: boolean;
}

export const newDraft = (): Draft => ({ form: newTitleForm(), kind: 'normal', remember: true });

/** What was typed for these orders and not submitted yet: kept in memory for somebody who went back by mistake. */
export const drafts = new Map<string, Draft>();

/** Kinds that all of the orders allow. */
export const kindsOf = (orders: OrderSummary[]): InvoiceKind[] =>
  (['normal', 'special'] as const).filter((kind) => orders.every(({ kinds }) => kinds.includes(kind)));

export const totalOf = (orders: OrderSummary[]): number => orders.reduce((total, { amount }) => total + amount, 0);

/** The draft with a new form; a special invoice falls back to a normal one when the form no longer allows it. */
export const withForm = (draft: Draft, form: TitleForm, allowed: InvoiceKind[]): Draft => ({
  ...draft,
  form,
  kind: whyNoSpecial(form, allowed) === undefined ? draft.kind : 'normal',
});

/** Whether the draft can be reviewed, and if not, what to put right. */
export const readiness = (draft: Draft): { ready: boolean; problems: TitleProblems } => {
  const problems = problemsOf(draft.form);
  return { ready: isComplete(problems), problems };
};

const sameTitle = (a: Title, b: Title): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

/** The title to put into the title book after submitting; undefined when it is there already or not wanted. */
export const titleToRemember = (draft: Draft, book: SavedTitle[]): Title | undefined => {
  const title = titleOf(draft.form);
  return draft.remember && !book.some((saved) => sameTitle(saved.title, title)) ? title : undefined;
};

/** Whether anything was typed that a suggestion must not overwrite. */
export const isUntouched = ({ form }: Draft): boolean =>
  form.personal.name === '' && form.company.name === '' && form.company.taxNo === '';
