import type { Delivery } from './request';
import type { Card, Store, StoredInvoice } from './store';

const errand = (kind: 'insert' | 'cancel', { merchantId, request: { serial } }: StoredInvoice, dueAt: number) => ({
  id: `${kind}:${merchantId}:${serial}`,
  kind,
  merchantId,
  serial,
  dueAt,
  tries: 0,
});

/** The card of an invoice that is there: from now on it is on its way. */
export const planInsert = (store: Store, invoice: StoredInvoice, delivery: Delivery, now: number): StoredInvoice => {
  store.addErrand(errand('insert', invoice, now + store.value('cardDelayMs', 0)));
  return { ...invoice, card: { status: 'inserting', delivery, inserts: invoice.card?.inserts ?? 0 } };
};

/** The card of an invoice that is reversed: one that is there is cancelled, one on its way looks again at once. */
export const planCancel = (store: Store, invoice: StoredInvoice, card: Card, now: number): StoredInvoice => {
  if (card.status === 'refused' || card.cancel) return invoice;
  store.addErrand(errand(card.status === 'inserting' ? 'insert' : 'cancel', invoice, now));
  return card.status === 'inserting' ? invoice : { ...invoice, card: { ...card, cancel: { status: 'under_way' } } };
};

/** The card of an invoice as answers and callbacks tell it. */
export const cardAnswer = ({ status, delivery, cardId, code, refusal, cancel }: Card) => ({
  status,
  orderId: delivery.orderId,
  ...(status === 'inserted' && { cardId, ...(code && { code }) }),
  ...refusal,
  ...(cancel && { cancel: { status: cancel.status, ...cancel.refusal } }),
});
