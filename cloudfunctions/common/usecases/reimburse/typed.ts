import type { UnixSeconds } from '../../../../contract/primitives';
import type {
  ClaimInvoiceDetail,
  ClaimInvoiceFile,
  ReimburserInvoiceOutput,
  ScannedFigures,
  SentFile,
  TypedFigures,
} from '../../../../contract/reimburser-invoices';
import { formatFen } from '../../../../miniprogram/rules/money';
import { chinaDate, startOfDay } from '../../domain/china-day';
import { minuteText } from '../../domain/china-time';
import { readInvoiceQr } from '../../domain/invoice-qr';
import { isAllowed, isPossible, may } from '../../domain/reimburse-claim';
import type { Ports } from '../../runtime/ports';
import type { ClaimItemRecord, KeptFile } from '../../store/claims';
import { billingProblem, readBillingPair } from '../../wechat/invoice-number';
import { itemRow } from './claim-view';
import { claimFor, factsOf, isStillLocked, itemFor, requireAction, type ClaimAccess } from './claim-access';
import { insertItems, type NewItem } from './claim-items';
import { numberKeyOf } from './examine';
import { kindOfFile, readSentFile } from './sent-file';
import { examineAgain } from './look-again';
import type { Caller } from './people';
import { refuse } from './problems';
import { serviceSaidNo } from './verify';

/** The tax bureau's public page. */
const PUBLIC_PAGE = 'https://inv-veri.chinatax.gov.cn/';

export const scanQr = (qr: string): ReimburserInvoiceOutput['invoices.scan'] => {
  const figures = readInvoiceQr(qr);
  if (!figures) throw refuse('qr_unknown');
  return { figures };
};

const plainDigits = (text: string): string => text.normalize('NFKC').replace(/[\s\p{C}-]/gu, '');

/** A number as it was typed, read like one of WeChat's: by shape. */
const numberOf = ({ number, code }: TypedFigures) => {
  const read = readBillingPair(
    { billing_no: plainDigits(number), billing_code: plainDigits(code ?? '') },
    'number_first',
  );
  if (!read || billingProblem(read)) throw refuse('number_invalid');
  return read;
};

const NOON = 12 * 3600;

/** Noon of a day that the calendar has and that has come. */
const issuedOn = (date: string, now: UnixSeconds): UnixSeconds => {
  if (chinaDate(startOfDay(date)) !== date || date > chinaDate(now)) throw refuse('date_invalid');
  return (startOfDay(date) + NOON) as UnixSeconds;
};
type Face = ClaimItemRecord['face'];

const typedItem = (figures: TypedFigures, source: NewItem['source'], at: UnixSeconds, text: string): NewItem => {
  const { form, number, code } = numberOf(figures);
  const { checkCode, date, amount, net, tax, title, buyerTaxNo, payee, sellerTaxNo, summary } = figures;
  return {
    source,
    numberKey: numberKeyOf({ number, code }),
    face: {
      form,
      number,
      ...(code && { code }),
      ...(checkCode && { checkCode: plainDigits(checkCode) }),
      title: title ?? '',
      amount,
      ...(net !== undefined && { net }),
      ...(tax !== undefined && { tax }),
      issuedAt: issuedOn(date, at),
      lines: [],
      ...(buyerTaxNo && { buyerTaxNo }),
      ...(payee && { payee }),
      ...(sellerTaxNo && { sellerTaxNo }),
      ...(summary && { summary }),
    },
    verification: { state: 'none' },
    files: [],
    log: [{ at, text }],
  };
};

/** Whether what the code says was left as it is; what it does not say is typed anyway. */
const isAsScanned = (figures: TypedFigures, scanned: ScannedFigures): boolean =>
  (['code', 'checkCode', 'date', 'amount', 'net'] as const).every(
    (name) => scanned[name] === undefined || plainDigits(String(figures[name])) === plainDigits(String(scanned[name])),
  );

/** An invoice that is not in the card pack, by its printed code or its figures. It cannot be locked at WeChat. */
export const addByNumber = async (
  ports: Ports,
  caller: Caller,
  { claimId, figures, qr }: { claimId: string; figures: TypedFigures; qr?: string | undefined },
): Promise<ReimburserInvoiceOutput['invoices.addByNumber']> => {
  const access = await claimFor(ports, caller, claimId);
  requireAction(access, 'edit');
  const scanned = qr === undefined ? undefined : readInvoiceQr(qr);
  if (qr !== undefined && (!scanned || scanned.number !== numberOf(figures).number)) throw refuse('qr_unknown');
  const source = scanned && isAsScanned(figures, scanned) ? 'qr' : 'typed';
  const text = source === 'qr' ? '扫码加入' : scanned ? '扫码后改过，按手工加入' : '手工加入';
  return addOne(ports, access, typedItem(figures, source, ports.now(), text));
};

/** A number that is in the claim already is the same invoice when its figures are the same; a new file is kept with it. */
const addOne = async (ports: Ports, access: ClaimAccess, item: NewItem) => {
  const {
    ids: [itemId = ''],
    known,
  } = await insertItems(ports, access.company, access.claim._id, [item]);
  const there = known > 0 ? await ports.claims.getItem(itemId) : null;
  if (!there) return { itemId, known: false };
  if (!isSame(there.face, item.face))
    throw refuse('figures_differ', { message: `报销单里已有发票 ${there.face.number ?? ''}，但金额或日期不同` });
  for (const file of item.files) await keepWith(ports, access, itemId, file);
  return { itemId, known: true };
};

const isSame = (known: Face, typed: Face): boolean => {
  const day = ({ issuedAt }: Face) => (issuedAt === undefined ? undefined : chinaDate(issuedAt));
  const pairs = [
    [known.amount, typed.amount],
    [known.net, typed.net],
    [known.tax, typed.tax],
    [day(known), day(typed)],
  ];
  return pairs.every(([ours, theirs]) => ours === undefined || theirs === undefined || ours === theirs);
};

/** Keeps a file as it is; the same file again is the same. */
export const keepFile = async (
  ports: Pick<Ports, 'files' | 'ids'>,
  claimId: string,
  { name, kind, bytes }: { name: string; kind: KeptFile['kind']; bytes: Uint8Array },
): Promise<KeptFile> => {
  const hash = ports.ids.hashOf(bytes);
  const extension = /\.[a-z]{2,4}$/i.exec(name)?.[0].toLowerCase() ?? '';
  const fileId = await ports.files.saveFile(`claims/${claimId}/${hash.slice(0, 32)}${extension}`, bytes);
  return { kind, name, bytes: bytes.length, hash, fileId };
};

/** One more file of an invoice; the same again is the same. */
const keepWith = async (ports: Ports, { company, claim, member }: ClaimAccess, itemId: string, kept: KeptFile) => {
  const changed = await ports.claims.changeItem(itemId, (current) =>
    current.files.some(({ hash }) => hash === kept.hash)
      ? undefined
      : {
          files: [...current.files, kept],
          log: [...current.log, { at: ports.now(), text: `补充文件：${kept.name}`, name: member.name }],
        },
  );
  if (changed) await examineAgain(ports, company, claim._id, [changed]);
};

export const addByFile = async (
  ports: Ports,
  caller: Caller,
  { claimId, figures, file }: { claimId: string; figures: TypedFigures; file: SentFile },
): Promise<ReimburserInvoiceOutput['invoices.addByFile']> => {
  const access = await claimFor(ports, caller, claimId);
  requireAction(access, 'edit');
  const item = typedItem(figures, 'file', ports.now(), `由文件加入：${file.name}`);
  const kept = await keepFile(ports, claimId, readSentFile(file));
  return addOne(ports, access, { ...item, files: [kept] });
};

const mayRemove = ({ viewer, claim, item }: ClaimAccess & { item: ClaimItemRecord }): boolean =>
  isAllowed(viewer, 'edit') && isPossible(factsOf(claim), 'edit') && !isStillLocked(claim, item);

const mayAttach = ({ viewer, claim }: ClaimAccess): boolean =>
  viewer.mine ? claim.state !== 'paid' : may(viewer.role, 'claims');

/** One more file for an invoice: the XML original of a 数电 invoice, a trip list. */
export const attachFile = async (
  ports: Ports,
  caller: Caller,
  { claimId, itemId, file }: { claimId: string; itemId: string; file: SentFile },
): Promise<ClaimInvoiceDetail> => {
  const access = await itemFor(ports, caller, { claimId, itemId });
  if (!mayAttach(access)) throw refuse('claim_closed');
  const kept = await keepFile(ports, claimId, readSentFile(file, kindOfFile(file.name)));
  await keepWith(ports, access, itemId, kept);
  return getItem(ports, caller, { claimId, itemId });
};

const filesOf = async (ports: Ports, { files }: ClaimItemRecord): Promise<ClaimInvoiceFile[]> => {
  const links = await ports.files.linksTo(files.map(({ fileId }) => fileId));
  const expiresAt = (ports.now() + ports.files.LINK_SECONDS) as UnixSeconds;
  return files.map(({ fileId: _id, ...file }, i) => ({ ...file, url: links[i] ?? '', expiresAt }));
};

/** What a claim says of one invoice, all of it. */
export const getItem = async (
  ports: Ports,
  caller: Caller,
  asked: { claimId: string; itemId: string },
): Promise<ClaimInvoiceDetail> => {
  const access = await itemFor(ports, caller, asked);
  const { item, claim, viewer } = access;
  const { face, card, checks, log } = item;
  return {
    ...itemRow(item),
    claimId: claim._id,
    invoice: { ...face, ...(card && { cardId: card.cardId }) },
    checks,
    files: await filesOf(ports, item),
    byHand: {
      ...(face.code && { code: face.code }),
      number: face.number ?? '',
      date: face.issuedAt === undefined ? '' : chinaDate(face.issuedAt),
      amount: formatFen(face.amount),
      url: PUBLIC_PAGE,
    },
    log: log.map((entry) => ({ ...entry, atText: minuteText(entry.at) })),
    actions: [
      ...(mayRemove(access) ? (['remove'] as const) : []),
      ...(mayAttach(access) ? (['attach'] as const) : []),
      'verify',
      ...(may(viewer.role, 'claims') && !serviceSaidNo(item) ? (['verifyByHand'] as const) : []),
    ],
  };
};
