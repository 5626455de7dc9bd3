import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import type { DemoMerchant } from '../demo';
import { afterFailure } from './card-patience';
import type { Files } from './files';
import type { Issuing } from './issuing';
import { lineAmounts, requestTotal } from './request';
import type { Card, Store, StoredInvoice } from './store';
import { WeChatRefusal, type WeChatAccount } from './wechat-account';

/** WeChat keeps a file that lies on no card for three days. */
const mediaMs = 2 * 86_400_000;
const alreadyInserted = [72018, 72056];
const logo = 'http://mmbiz.qpic.cn/sandbox/issuer-logo/0';

export interface CardParts {
  store: Store;
  issuing: Issuing;
  files: Files;
  account: WeChatAccount;
  clock: Clock;
  /** Aborted when the platform stops: what was under way then is taken up again at the next start. */
  signal: () => AbortSignal;
}

const templateType = ({ request: { kind, special } }: StoredInvoice) => {
  const name = special ? '专用发票' : '普通发票';
  return kind === 'digital' ? `电子发票（${name}）` : `增值税电子${name}`;
};

const cardLine = (line: StoredInvoice['request']['lines'][number]) => {
  const { netFen } = lineAmounts(line);
  const count = Number(line.quantity ?? 1);
  const whole = Number.isSafeInteger(count) && netFen % count === 0;
  return {
    name: line.name,
    num: whole ? count : 1,
    price: whole ? netFen / count : netFen,
    ...(line.unit && { unit: line.unit }),
  };
};

/** An issued invoice as `card/invoice/insert` wants it. */
const invoiceData = ({ request, outcome }: StoredInvoice, mediaId: string) => {
  if (outcome.status !== 'issued') throw new Error(`${request.serial} is not issued`);
  const { grossFen, netFen, taxFen } = requestTotal(request);
  // A 数电 invoice has a number only. Of a classic one the code comes first, as reading it back shows.
  const { number, code, checkCode = '', issuedAt } = outcome;
  return {
    title: request.buyer.name,
    fee: grossFen,
    fee_without_tax: netFen,
    tax: taxFen,
    billing_time: issuedAt,
    billing_no: code ?? number,
    billing_code: code ? number : '',
    check_code: checkCode,
    s_pdf_media_id: mediaId,
    info: request.lines.map(cardLine),
    seller_number: request.sellerTaxNo,
    ...(request.buyer.taxNo && { buyer_number: request.buyer.taxNo }),
  };
};

/** Puts issued invoices into card packs with the platform's own account. */
export const createCardDelivery = ({ store, issuing, files, account, clock, signal }: CardParts) => {
  const makingTemplate = new Map<string, Promise<string>>();

  const makeTemplate = async (key: string, title: string, payee: string, type: string): Promise<string> => {
    const invoice_info = { base_info: { logo_url: logo, title }, payee, type };
    const { card_id } = await account.call('/card/invoice/platform/createcard', { invoice_info });
    store.putValue('templates', { ...store.value('templates', {}), [key]: String(card_id) });
    return String(card_id);
  };

  /** The template of this payee, made once. */
  const templateOf = (title: string, payee: string, type: string): Promise<string> => {
    const key = [title, payee, type].join('\n');
    const known = store.value('templates', {})[key];
    if (known) return Promise.resolve(known);
    const making =
      makingTemplate.get(key) ?? makeTemplate(key, title, payee, type).finally(() => makingTemplate.delete(key));
    makingTemplate.set(key, making);
    return making;
  };

  const upload = async (invoice: StoredInvoice, merchant: DemoMerchant): Promise<NonNullable<Card['media']>> => {
    const { name, type, bytes } = await files.render('pdf', invoice, merchant);
    const form = new FormData();
    form.set('pdf', new Blob([new Uint8Array(bytes)], { type }), name);
    const { s_media_id } = await account.call('/card/invoice/platform/setpdf', form);
    return { id: String(s_media_id), at: clock.now() };
  };

  /** One try to insert the card, as far as its end is known. */
  const attempt = async (invoice: StoredInvoice, before: Card, merchant: DemoMerchant): Promise<Card> => {
    const { serial } = invoice.request;
    const { orderId, appid, title } = before.delivery;
    const cardId = await templateOf(title, merchant.name, templateType(invoice));
    const media =
      before.media && clock.now() - before.media.at < mediaMs ? before.media : await upload(invoice, merchant);
    const sent: Card = { ...before, media, inserts: before.inserts + 1 };
    // Kept before the call: if its answer is lost, "already inserted" at the next try is our own card.
    issuing.putCard(merchant.id, serial, sent);
    try {
      const answer = await account.call('/card/invoice/insert', {
        order_id: orderId,
        card_id: cardId,
        appid,
        card_ext: {
          nonce_str: randomBytes(12).toString('hex'),
          user_card: { invoice_user_data: invoiceData(invoice, media.id) },
        },
      });
      return { ...sent, status: 'inserted', cardId, code: String(answer['code']) };
    } catch (error) {
      const ours = error instanceof WeChatRefusal && alreadyInserted.includes(error.errcode) && before.inserts > 0;
      if (ours) return { ...sent, status: 'inserted', cardId };
      throw error;
    }
  };

  /** One try. Answers the seconds after which another is due; undefined when the card has come to its end. */
  return async (invoice: StoredInvoice, merchant: DemoMerchant, tries: number): Promise<number | undefined> => {
    const { card, request } = invoice;
    if (card?.status !== 'inserting') return undefined;
    const put = (now: Card) => issuing.putCard(merchant.id, request.serial, now);
    // An insert whose answer was lost may have worked: then the next try finds the card, and it is cancelled.
    if (card.inserts === 0 && issuing.isReversed(invoice)) {
      put({ ...card, status: 'refused', refusal: { message: '发票已全部红冲' } });
      return undefined;
    }
    try {
      put(await attempt(invoice, card, merchant));
      return undefined;
    } catch (error) {
      if (signal().aborted) throw error;
      const next = afterFailure(error, tries);
      if ('pause' in next) return next.pause;
      const { card: now = card } = issuing.read(merchant.id, request.serial);
      put({ ...now, status: 'refused', refusal: next.refusal });
      return undefined;
    }
  };
};
