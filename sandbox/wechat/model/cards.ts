import type { DemoPerson } from '../../demo';
import { newIds } from '../ids';
import { yuan } from '../money';
import type { Pushes } from '../push/pushes';
import type { Store } from '../store';
import { WeChatError } from '../wire/errors';
import type { Messages } from './messages';
import type { People } from './people';

export const reimburseStatuses = [
  'INVOICE_REIMBURSE_INIT',
  'INVOICE_REIMBURSE_LOCK',
  'INVOICE_REIMBURSE_CLOSURE',
  'INVOICE_REIMBURSE_CANCEL',
] as const;
export type ReimburseStatus = (typeof reimburseStatuses)[number];

/** Nothing changes a closed or a cancelled card any more. */
export const isFinal = (status: ReimburseStatus): boolean =>
  status === 'INVOICE_REIMBURSE_CLOSURE' || status === 'INVOICE_REIMBURSE_CANCEL';

/** A card template: the payee's face in the card pack. */
export interface Template {
  card_id: string;
  appid: string;
  createdAt: number;
  base_info: {
    logo_url: string;
    title: string;
    custom_url_name?: string | undefined;
    custom_url?: string | undefined;
    custom_url_sub_title?: string | undefined;
    promotion_url_name?: string | undefined;
    promotion_url?: string | undefined;
    promotion_url_sub_title?: string | undefined;
  };
  payee: string;
  type: string;
  detail: string;
}

/** What `insert` says of an invoice. */
export interface InvoiceData {
  fee: number;
  title: string;
  billing_time: number;
  billing_no: string;
  billing_code: string;
  info?: { name: string; num?: number | undefined; unit?: string | undefined; price: number }[] | undefined;
  fee_without_tax: number;
  tax: number;
  s_pdf_media_id: string;
  s_trip_pdf_media_id?: string | undefined;
  check_code?: string | undefined;
  buyer_number?: string | undefined;
  buyer_address_and_phone?: string | undefined;
  buyer_bank_account?: string | undefined;
  seller_number?: string | undefined;
  seller_address_and_phone?: string | undefined;
  seller_bank_account?: string | undefined;
  remarks?: string | undefined;
  cashier?: string | undefined;
  maker?: string | undefined;
}

/** An invoice in somebody's card pack. */
export interface Card {
  code: string;
  card_id: string;
  encrypt_code: string;
  /** The account that inserted it. */
  app_id: string;
  /** The account that the order was authorized for, and the one that is told about it. */
  appid: string;
  eventAppid: string;
  order_id: string;
  /** The owner's openid under the mini program. */
  person: string;
  insertedAt: number;
  pdfHash: string;
  reimburse_status: ReimburseStatus;
  /** The account that locked it. */
  lockedBy?: string;
  data: InvoiceData;
}

/** The same invoice, whichever of its two number fields holds which part. */
const invoiceKey = ({ billing_no, billing_code }: InvoiceData) => [billing_no, billing_code].sort().join(' ');

export interface Cards {
  createTemplate(template: Omit<Template, 'card_id' | 'createdAt'>): string;
  template(card_id: string): Template | undefined;
  insert(card: Omit<Card, 'code' | 'encrypt_code' | 'insertedAt' | 'reimburse_status'>): Card;
  byCode(code: string): Card | undefined;
  byEncryptCode(encrypt_code: string): Card | undefined;
  isInserted(data: InvoiceData): boolean;
  isPdfUsed(hash: string): boolean;
  of(person: string): Card[];
  all(): Card[];
  /** Sets a state and tells platform and merchant, if it is a new one. */
  setStatus(card: Card, status: ReimburseStatus, by: string): void;
}

export const createCards = (
  store: Store,
  now: () => number,
  { people, pushes, messages }: { people: People; pushes: Pushes; messages: Messages },
): Cards => {
  const templates = store.collection<Template>('template');
  const cards = store.collection<Card, 'person' | 'encrypt_code' | 'invoice' | 'pdf'>('card', {
    person: (card) => card.person,
    encrypt_code: (card) => card.encrypt_code,
    invoice: (card) => invoiceKey(card.data),
    pdf: (card) => card.pdfHash,
  });

  const tell = (card: Card, owner: DemoPerson) => {
    for (const appid of new Set([card.app_id, card.eventAppid])) {
      pushes.queue(appid, people.openidUnder(owner, appid), 'update_invoice_status', card.order_id, {
        Status: card.reimburse_status,
        CardId: card.card_id,
        Code: card.code,
      });
    }
  };

  const notify = (card: Card) => {
    const closed = card.reimburse_status === 'INVOICE_REIMBURSE_CLOSURE';
    if (!closed && card.reimburse_status !== 'INVOICE_REIMBURSE_CANCEL') return;
    messages.add({
      person: card.person,
      from: closed ? (card.lockedBy ?? card.app_id) : card.app_id,
      kind: closed ? 'reimbursed' : 'cancelled',
      title: closed ? '发票已报销' : '发票已作废',
      facts: [
        ['发票抬头', card.data.title],
        ['价税合计', yuan(card.data.fee)],
      ],
      url: '',
    });
  };

  return {
    createTemplate: (template) => {
      const card_id = newIds.cardId();
      templates.put(card_id, { ...template, card_id, createdAt: now() });
      return card_id;
    },
    template: (card_id) => templates.get(card_id),
    insert: (given) => {
      const card: Card = {
        ...given,
        code: newIds.code(),
        encrypt_code: newIds.encryptCode(),
        insertedAt: now(),
        reimburse_status: 'INVOICE_REIMBURSE_INIT',
      };
      cards.put(card.code, card);
      return card;
    },
    byCode: (code) => cards.get(code),
    byEncryptCode: (encrypt_code) => cards.find('encrypt_code', encrypt_code)[0],
    isInserted: (data) => cards.find('invoice', invoiceKey(data)).length > 0,
    isPdfUsed: (hash) => cards.find('pdf', hash).length > 0,
    of: (person) => cards.find('person', person),
    all: () => cards.all(),
    setStatus: (card, status, by) => {
      if (card.reimburse_status === status) return;
      const { lockedBy, ...rest } = card;
      const locker =
        status === 'INVOICE_REIMBURSE_LOCK'
          ? by
          : status === 'INVOICE_REIMBURSE_CLOSURE'
            ? (lockedBy ?? by)
            : undefined;
      const changed: Card = {
        ...rest,
        reimburse_status: status,
        ...(locker === undefined ? {} : { lockedBy: locker }),
      };
      cards.put(card.code, changed);
      const owner = people.find(card.person);
      if (!owner) throw new WeChatError(72037);
      tell(changed, owner);
      notify(changed);
    },
  };
};
