import type { WechatOutput } from '../../../contract/wechat';
import { cardContentOf, cardType } from '../domain/card';
import { inserters } from '../domain/scenarios';
import { step, type Problem } from '../domain/state';
import { AppError } from '../runtime/errors';
import type { InvoiceRecord, MerchantRecord } from '../store/records';
import { attachedTo } from './attachments';
import { problem } from './failures';
import { moveApplication } from './move-application';
import { again, done, problemOf, type Outcome, type Step } from './outbox-step';
import { followPlatformCard } from './platform-card';

/** WeChat forgets a file that lies on no card after three days. */
const FILE_LIVES = 2.5 * 86_400;

/** Pauses before the next try: enough for a new template to settle and for a day's quota to come back. */
const PAUSES = [5, 15, 60, 300, 1800, 7200, 21_600, 43_200] as const;
/** A busy WeChat recovers sooner. One that stays busy for one invoice means: it will not have it. */
const BUSY_TRIES = 4;
const BUSY = -1;

const pauseAfter = (tries: number, found: Problem): number | undefined => {
  if (!found.retryable || (found.wechat?.errcode === BUSY && tries > BUSY_TRIES)) return undefined;
  return PAUSES[tries - 1];
};

/** The template of this payee, made once; undefined while another worker makes it. */
const cardIdOf = async ({ ports, application }: Step, merchant: MerchantRecord): Promise<string | undefined> => {
  const { platformAppid: appid, seller, kind, form } = application;
  const template = {
    appid,
    payee: seller.name,
    title: merchant.shortName,
    type: cardType(kind, form),
    logoUrl: merchant.logoUrl,
  };
  const id = ports.ids.fingerprint(JSON.stringify(template));
  const found = await ports.cardTemplates.templateOrTurn(id, ports.now());
  if (!found || 'cardId' in found) return found?.cardId;
  try {
    const { cardId } = await ports.call('wechat', 'card.template', template);
    return (await ports.cardTemplates.rememberTemplate(id, found.version, cardId)) ? cardId : undefined;
  } catch (error) {
    await ports.cardTemplates.giveTurnBack(id, found.version);
    throw error;
  }
};

/** The files at WeChat, uploaded again when they are too old to count on: the invoice, and what goes along with it. */
const mediaOf = async ({ ports, row, application }: Step, invoice: InvoiceRecord) => {
  const { mediaId, tripMediaId, mediaAt } = row.progress;
  if (mediaId !== undefined && ports.now() - Number(mediaAt) < FILE_LIVES)
    return {
      mediaId: String(mediaId),
      ...(tripMediaId && { tripMediaId: String(tripMediaId) }),
      mediaAt: Number(mediaAt),
    };
  const pdf = invoice.files.find(({ format }) => format === 'pdf');
  if (!pdf) throw new AppError(problem('pdf_invalid'));
  const upload = async (fileId: string) =>
    (await ports.call('wechat', 'pdf.upload', { appid: application.platformAppid, fileId })).mediaId;
  // A card has room for one.
  const [trip] = await attachedTo(ports, invoice);
  return {
    mediaId: await upload(pdf.fileId),
    ...(trip && { tripMediaId: await upload(trip.fileId) }),
    mediaAt: ports.now(),
  };
};

type Inserted = WechatOutput['card.insert'] & { alreadyInserted: false };

/** Writes down that the card is there; without an answer its code stays unknown for now. */
const inserted = ({ ports, application }: Step, cardId: string, tries: number, answer?: Inserted) =>
  moveApplication(ports, application._id, (current, now) => {
    if (current.card.state !== 'insert_accepted') return undefined;
    const { code, openid } = answer ?? {};
    // Whoever has closed their account meanwhile is not written down again.
    const gone = current.source === 'wxa' && !current.buyerOpenid;
    const known = { ...(code && { code }), ...(openid && !gone && { openid }) };
    return step({ ...current, cardRef: `${cardId}:${code ?? ''}` }, 'inserted', now, { cardId, tries, ...known });
  });

const failed = ({ ports, application }: Step, found: Problem, tries: number) =>
  moveApplication(ports, application._id, (current, now) =>
    current.card.state === 'insert_accepted'
      ? step(current, 'failToInsert', now, { problem: found, tries })
      : undefined,
  );

/** One try. Answers false when the template is not there yet. */
const tryInsert = async (the: Step, merchant: MerchantRecord, invoice: InvoiceRecord): Promise<boolean> => {
  const { ports, row, application, keep } = the;
  const cardId = await cardIdOf(the, merchant);
  if (!cardId) return false;
  const media = await mediaOf(the, invoice);
  const before = Number(row.progress['inserts'] ?? application.card.tries ?? 0);
  // Marked before the call: if its answer is lost, "already inserted" at the next try is our own card.
  await keep({ ...media, inserts: before + 1 });
  const { platformAppid: appid, insertAppid = application.key.appid } = application;
  const key = { ...application.key, appid: insertAppid };
  const content = cardContentOf(invoice);
  const { mediaAt: _at, ...files } = media;
  const answer = await ports.call('wechat', 'card.insert', { appid, key, cardId, ...files, content });
  if (!answer.alreadyInserted) await inserted(the, cardId, before + 1, answer);
  else if (before > 0) await inserted(the, cardId, before + 1);
  else throw new AppError(problem('card_order_used'));
  return true;
};

/**
 * Puts the invoice into the card pack. It is a second delivery and may fail for good: the invoice and the
 * application stay as they are.
 */
export const insert = async (the: Step): Promise<Outcome> => {
  const { ports, row, application } = the;
  if (application.card.state !== 'insert_accepted' || row.number !== application.card.attempt) return done;
  if (!inserters[application.mode]) return followPlatformCard(the);
  if (application.reversal?.state === 'reversed') {
    await failed(the, problem('invoice_reversed'), Number(row.progress['inserts'] ?? 0));
    return done;
  }
  const [merchant, invoice] = await Promise.all([
    ports.merchants.findMerchant(application.merchantId),
    application.invoiceId ? ports.invoices.getInvoice(application.invoiceId) : null,
  ]);
  if (!merchant || !invoice) throw new Error(`application ${application._id} has lost its merchant or invoice`);
  try {
    return (await tryInsert(the, merchant, invoice)) ? done : again(2);
  } catch (error) {
    const found = problemOf(error);
    const pause = pauseAfter(row.tries, found);
    if (pause !== undefined) return again(pause, found);
    await failed(the, found, Number(row.progress['inserts'] ?? 0));
    return done;
  }
};
