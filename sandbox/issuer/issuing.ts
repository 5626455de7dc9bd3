import type { Clock } from '../clock';
import { tell, type News } from './callback';
import { cardAnswer, planCancel, planInsert } from './card-life';
import { Refusal } from './errors';
import { failureAnswer, failures } from './failures';
import { numberOf } from './numbers';
import { requestTotal, type Delivery, type IssueRequest } from './request';
import { isReversed } from './reversal';
import type { Card, CallbackFault, PlannedTotal, Store, StoredInvoice } from './store';
import type { TaxBureau } from './tax-bureau';

export interface IssuingOptions {
  store: Store;
  clock: Clock;
  bureau: TaxBureau;
}

/** What a call found or made, and whether it was the one that made it. */
export interface Done<T> {
  fresh: boolean;
  result: T;
}

/** What has become of a card, as callbacks call it; nothing while it is under way. */
const cardNews = (card: Card): News | undefined => {
  const type = card.cancel ? cancelNews[card.cancel.status] : insertNews[card.status];
  return type ? { type, card: cardAnswer(card) } : undefined;
};
const insertNews = { inserting: undefined, inserted: 'card_inserted', refused: 'card_refused' };
const cancelNews = { under_way: undefined, done: 'card_cancelled', refused: 'card_cancel_refused' };

/** The life of an invoice, and of its card. */
export const createIssuing = ({ store, clock, bureau }: IssuingOptions) => {
  const { settled } = bureau;
  const found = (merchantId: string, serial: string): StoredInvoice => {
    const invoice = store.invoice(merchantId, serial);
    if (!invoice) throw new Refusal(404, 'not_found', '没有这个流水号');
    return invoice;
  };

  const acceptance = () => ({ dueAt: clock.now() + bureau.delayMs(), outcome: { status: 'accepted' } as const });

  /** The clerk has typed another total: it stands on the first line, and nothing else on the invoice. */
  const changed = (invoice: StoredInvoice): StoredInvoice => {
    const planned = store.value('plannedTotals', []);
    const next = planned.find(({ merchantId = invoice.merchantId }) => merchantId === invoice.merchantId);
    const [first] = invoice.request.lines;
    if (!next || !first) return invoice;
    store.putValue(
      'plannedTotals',
      planned.filter((plan) => plan !== next),
    );
    const { quantity: _quantity, ...line } = first;
    const lines = [{ ...line, grossFen: next.grossFen, discountFen: 0 }];
    return { ...invoice, asked: invoice.request, request: { ...invoice.request, lines } };
  };

  const decide = (invoice: StoredInvoice, sequence: number, at: number) => {
    const { merchantId, request, attempt } = invoice;
    const { netFen } = requestTotal(request);
    const code = bureau.issue({ of: 'blue', merchantId, serial: request.serial, attempt, netFen });
    if (code) {
      store.putInvoice({ ...invoice, outcome: { status: 'failed', code } });
      tell(store, invoice, { type: 'failed', failure: failureAnswer(code) }, clock.now());
      return;
    }
    const number = numberOf(request, 'blue', sequence, at);
    const issued: StoredInvoice = {
      ...changed(invoice),
      outcome: { status: 'issued', issuedAt: Math.floor(at / 1000), ...number },
    };
    const { delivery } = request;
    store.putInvoice(delivery ? planInsert(store, issued, delivery, clock.now()) : issued);
    tell(store, invoice, { type: 'issued', number: number.number }, clock.now());
  };

  bureau.open({
    heads: (merchantId) => {
      const first = store.firstPending(merchantId);
      if (!first) return [];
      const { invoice, sequence } = first;
      return [{ at: invoice.dueAt, needsPerson: true, decide: (at) => decide(invoice, sequence, at) }];
    },
    needingPerson: (merchantId) => store.pendingCount(merchantId),
  });

  return {
    /** Takes an order to issue; the same serial and content is the same order. */
    issue: (merchantId: string, request: IssueRequest) =>
      settled((): Done<StoredInvoice> => {
        const known = store.invoice(merchantId, request.serial);
        if (known) {
          if (JSON.stringify(known.asked ?? known.request) !== JSON.stringify(request))
            throw new Refusal(409, 'serial_conflict', '该流水号已用于其他内容', { field: 'serial' });
          return { fresh: false, result: known };
        }
        const acceptedAt = Math.floor(clock.now() / 1000);
        const invoice = { merchantId, request, attempt: 1, acceptedAt, ...acceptance() };
        store.addInvoice(invoice);
        return { fresh: true, result: invoice };
      }),

    read: (merchantId: string, serial: string) => settled(() => found(merchantId, serial)),

    /** Tries a failed invoice again; one that has not failed is left as it is. */
    retry: (merchantId: string, serial: string) =>
      settled((): Done<StoredInvoice> => {
        const invoice = found(merchantId, serial);
        if (invoice.outcome.status !== 'failed') return { fresh: false, result: invoice };
        const { message, retryable } = failures[invoice.outcome.code];
        if (!retryable) throw new Refusal(409, 'not_retryable', message);
        const again = { ...invoice, attempt: invoice.attempt + 1, ...acceptance() };
        store.putInvoice(again);
        return { fresh: true, result: again };
      }),

    /** Puts an issued invoice into a card pack; one whose card is there or on its way is left as it is. */
    deliver: (merchantId: string, serial: string, delivery: Delivery) =>
      settled((): Done<StoredInvoice> => {
        const invoice = found(merchantId, serial);
        if (invoice.outcome.status !== 'issued') throw new Refusal(409, 'not_issued', '发票尚未开具');
        if (invoice.card && invoice.card.status !== 'refused') return { fresh: false, result: invoice };
        if (isReversed(store, invoice)) throw new Refusal(409, 'reversed', '发票已全部红冲');
        const accepted = planInsert(store, invoice, delivery, clock.now());
        store.putInvoice(accepted);
        return { fresh: true, result: accepted };
      }),

    isReversed: (invoice: StoredInvoice) => isReversed(store, invoice),

    /** Keeps how far a card has come. */
    putCard: (merchantId: string, serial: string, card: Card) =>
      settled(() => {
        const invoice = { ...found(merchantId, serial), card };
        const late = card.status === 'inserted' && isReversed(store, invoice);
        store.putInvoice(late ? planCancel(store, invoice, card, clock.now()) : invoice);
        const news = cardNews(card);
        if (news) tell(store, invoice, news, clock.now());
      }),

    changeNext: (plan: PlannedTotal) => store.putValue('plannedTotals', [...store.value('plannedTotals', []), plan]),

    setOutage: (isOut: boolean) => store.putValue('isOut', isOut),

    setCardDelay: (delayMs: number) => store.putValue('cardDelayMs', delayMs),

    setCallbackFault: (fault: CallbackFault) => store.putValue('callbackFault', fault),
  };
};

export type Issuing = ReturnType<typeof createIssuing>;
