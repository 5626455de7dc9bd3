import type { Fen, UnixSeconds } from '../../../../contract/primitives';
import type { ClaimOutput } from '../../../../contract/reimburser-claims';
import { MOST_INVOICES } from '../../../../contract/reimburser-invoices';
import type { ChosenCard, ReimbursementInvoice } from '../../../../contract/wechat';
import { partsOf } from '../../domain/reimburse-batch';
import { isOpen } from '../../domain/reimburse-claim';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { ClaimItemRecord, ClaimRecord } from '../../store/claims';
import type { CompanyRecord } from '../../store/companies';
import { saveClaim } from './change-claim';
import { claimFor, isStillLocked, requireAction } from './claim-access';
import { viewAgain } from './claim-view';
import { accountOf, examine, numberKeyOf, subjectOf } from './examine';
import type { Caller, Colleague } from './people';
import { problem, refuse } from './problems';
import { keyOf, readCards, type CardRead } from './read-cards';

export type NewItem = Omit<ClaimItemRecord, '_id' | 'claimId' | 'companyId' | 'checks' | 'sortKey' | 'version'>;

/** An invoice is in a claim once, wherever it came from. */
const itemId = (ports: Pick<Ports, 'ids'>, claimId: string, numberKey: string): string =>
  `ci_${ports.ids.fingerprint(`${claimId} ${numberKey}`)}`;

const numberKeys = ({ numberKey }: Pick<ClaimItemRecord, 'numberKey'>): string[] => {
  const number = numberKey.split(':').at(-1) ?? '';
  return [`n:${number}`, `n:${number.slice(-6)}`];
};

/** A claim with one invoice more, or less; `others` may end in the same six digits, by which it is still found. */
const counted = (
  claim: ClaimRecord,
  item: Pick<ClaimItemRecord, 'numberKey' | 'face' | 'card'>,
  sign: 1 | -1,
  others: readonly ClaimItemRecord[] = [],
): ClaimRecord => ({
  ...claim,
  count: claim.count + sign,
  cards: claim.cards + (item.card ? sign : 0),
  amount: (claim.amount + sign * item.face.amount) as Fen,
  tax: (claim.tax + sign * (item.face.tax ?? 0)) as Fen,
  searchKeys:
    sign > 0
      ? [...new Set([...claim.searchKeys, ...numberKeys(item)])]
      : claim.searchKeys.filter(
          (key) => !numberKeys(item).includes(key) || others.some((one) => numberKeys(one).includes(key)),
        ),
});

const PER_TRANSACTION = 20;

/** Puts invoices into a claim, each once; the claim's totals change with them. Answers how many were there already. */
export const insertItems = async (
  ports: Ports,
  company: CompanyRecord,
  claimId: string,
  found: readonly NewItem[],
): Promise<{ ids: string[]; known: number }> => {
  const records = found.map((item, i) => {
    const _id = itemId(ports, claimId, item.numberKey);
    const sortKey = `${String(ports.now())}${String(i).padStart(3, '0')}:${_id}`;
    return { ...item, _id, claimId, companyId: company._id, checks: [], sortKey, version: 1 };
  });
  // They come in by parts: what will not fit as a whole does not begin.
  const all = [...(await ports.claims.itemsOf(claimId)), ...records];
  if (new Set(all.map(({ _id }) => _id)).size > MOST_INVOICES) throw refuse('claim_full');
  const checks = await examine(ports, company, claimId, records.map(subjectOf));
  let known = 0;
  for (const part of partsOf(
    records.map((record, i) => ({ ...record, checks: checks[i] ?? [] })),
    PER_TRANSACTION,
  )) {
    known += await ports.transact(async (tx) => {
      const current = await tx.claims.get(claimId);
      if (!current) throw fail('not_found');
      if (!isOpen(current.state)) throw refuse('claim_closed');
      if (current.follow.state === 'working') throw refuse('claim_busy');
      let next = current;
      let there = 0;
      for (const record of part) {
        if (await tx.claimItems.get(record._id)) there += 1;
        else {
          next = counted(next, record, 1);
          await tx.claimItems.put(record);
        }
      }
      if (next.count > MOST_INVOICES) throw refuse('claim_full');
      if (next !== current) await saveClaim(tx, current, next, ports.now());
      return there;
    });
  }
  return { ids: records.map(({ _id }) => _id), known };
};

/** A card that was read, as an invoice of a claim. */
export const itemOfCard = (
  { pdfUrl, tripPdfUrl, status, cardId, ...face }: ReimbursementInvoice,
  { encryptCode }: ChosenCard,
  { appid, openid, at }: { appid: string; openid: string; at: UnixSeconds },
): NewItem => ({
  source: 'card',
  numberKey: numberKeyOf({ number: face.number ?? '', code: face.code }),
  face,
  card: { appid, cardId, encryptCode, openid: face.openid ?? openid, pdf: Boolean(pdfUrl), trip: Boolean(tripPdfUrl) },
  status,
  statusAt: at,
  verification: { state: 'none' },
  files: [],
  log: [{ at, text: '从卡包加入' }],
});

/** Where cards were picked: the mini program, whose openid proves whose they are, or an H5 page of the company's account. */
export interface PickedAt {
  appid: string;
  /** Whose cards they must be under that account; absent on a page, which does not tell who looks at it. */
  owner?: string;
}

export const inMiniProgram = ({ appid, openid }: Caller): PickedAt => ({ appid, owner: openid });

/**
 * Whose cards a person may bring through an account. A page tells no openid, so the person is bound to that of the
 * first cards picked there, if they are one person's and no colleague's; undefined when that cannot be told.
 */
const ownerOf = async (
  ports: Ports,
  { company, member }: Colleague,
  { appid, owner }: PickedAt,
  reads: readonly CardRead[],
): Promise<string | undefined> => {
  const known = owner ?? member.openids?.[appid];
  if (known !== undefined) return known;
  const [openid, another] = new Set(reads.flatMap((read) => ('invoice' in read ? (read.invoice.openid ?? []) : [])));
  if (openid === undefined || another !== undefined) return undefined;
  const colleagues = await ports.companyPeople.membersOfCompany(company._id);
  if (colleagues.some(({ openids }) => openids?.[appid] === openid)) return undefined;
  return ports.companyPeople.bindOpenid(member, appid, openid);
};

/** Cards of a person's own card pack come into the person's own claim; what cannot is named, and keeps nobody else out. */
export const addCards = async (
  ports: Ports,
  caller: Caller,
  { claimId, items: cards }: { claimId: string; items: readonly ChosenCard[] },
  picked: PickedAt = inMiniProgram(caller),
): Promise<ClaimOutput['claims.addInvoices']> => {
  const access = await claimFor(ports, caller, claimId);
  requireAction(access, 'edit');
  const each = [...new Map(cards.map((card) => [keyOf(card), card])).values()];
  const failed: ClaimOutput['claims.addInvoices']['failed'] = [];
  const found = new Map<string, NewItem>();
  const { appid } = picked;
  const reads = await readCards(ports, accountOf(access.company, appid), each);
  const owner = await ownerOf(ports, access, picked, reads);
  for (const read of reads) {
    const { card } = read;
    if ('failed' in read) failed.push({ ...card, problem: read.failed });
    else if (read.invoice.openid !== undefined && read.invoice.openid !== owner)
      failed.push({ ...card, problem: problem('card_of_other') });
    else if (!read.invoice.number) failed.push({ ...card, problem: problem('number_missing') });
    else {
      const item = itemOfCard(read.invoice, card, { appid, openid: owner ?? '', at: ports.now() });
      found.set(item.numberKey, item);
    }
  }
  const { known } = await insertItems(ports, access.company, claimId, [...found.values()]);
  return { claim: await viewAgain(ports, access), added: found.size - known, known, failed };
};

/** Takes an invoice out of a claim that is still open. Twice is once. */
export const removeItem = async (
  ports: Ports,
  caller: Caller,
  { claimId, itemId: id }: { claimId: string; itemId: string },
): Promise<ClaimOutput['claims.removeInvoice']> => {
  const access = await claimFor(ports, caller, claimId);
  requireAction(access, 'edit');
  const gone = await ports.transact(async (tx) => {
    const [current, item] = [await tx.claims.get(claimId), await tx.claimItems.get(id)];
    if (!current || item?.claimId !== claimId) return undefined;
    if (!isOpen(current.state)) throw refuse('claim_closed');
    if (current.follow.state === 'working') throw refuse('claim_busy');
    if (isStillLocked(current, item)) throw refuse('claim_still_locked');
    const others = (await ports.claims.itemsOf(claimId)).filter(({ _id }) => _id !== id);
    await tx.claimItems.remove(id);
    await saveClaim(tx, current, counted(current, item, -1, others), ports.now());
    return item;
  });
  if (gone) await ports.holds.releaseHold(gone.companyId, gone.numberKey, claimId);
  return viewAgain(ports, access);
};

/** Where the same person picks in a browser of WeChat's; the company's account runs the picker there. */
export const pickLink = async (
  ports: Ports,
  caller: Caller,
  claimId: string,
): Promise<ClaimOutput['claims.pickLink']> => {
  const access = await claimFor(ports, caller, claimId);
  requireAction(access, 'edit');
  return ports.call('open', 'picks.link', { claimId, openid: caller.openid });
};
