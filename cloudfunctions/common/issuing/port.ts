import type { InvoiceKind, InvoiceLine, Title } from '../../../contract/buyer';
import type { OrderLine } from '../../../contract/open';
import type { Fen, OrderId, UnixSeconds } from '../../../contract/primitives';
import type { RedReason, RedState } from '../../../contract/states';
import type { RedLine, Split } from '../domain/red-amounts';
import type { Problem } from '../domain/state';

/** What is to be issued. `serial` is the idempotency key: the same serial never makes a second invoice. */
export interface IssueContent {
  serial: string;
  seller: { name: string; taxNo: string };
  form: 'digital' | 'classic';
  kind: InvoiceKind;
  title: Title;
  lines: readonly OrderLine[];
  remark?: string;
  /** Only for a platform that sees to the card itself, once the buyer has authorised it. */
  delivery?: Delivery;
}

/** Into whose card pack an invoice goes: whoever authorised this order with this appid. */
export interface Delivery {
  orderId: OrderId;
  appid: string;
  /** The payee's short name, as the card shows it. */
  title: string;
}

/** How far a platform has come with the card of an invoice. */
export type CardResult =
  | { state: 'under_way' }
  /** Without a code when the platform itself has lost it; `cancel` once the whole invoice was reversed. */
  | { state: 'inserted'; cardId: string; code?: string; cancel?: CancelResult }
  | { state: 'refused'; problem: Problem };

/** How far it has come with making the card of a reversed invoice void. */
export type CancelResult = { state: 'under_way' | 'done' } | { state: 'refused'; problem: Problem };

/** An invoice as the issuer made it. */
export interface Issued {
  state: 'issued';
  number: string;
  code?: string;
  checkCode?: string;
  issuedAt: UnixSeconds;
  gross: Fen;
  net: Fen;
  tax: Fen;
  lines: InvoiceLine[];
  files: IssuedFile[];
  /** There when the platform sees to the card and was asked to. */
  card?: CardResult;
}

export interface IssuedFile {
  format: 'pdf' | 'ofd' | 'xml';
  url: string;
}

export type IssueResult =
  | { state: 'accepted' }
  /** No failure: somebody of the seller has to log in or show their face; it goes on by itself. */
  | { state: 'waiting_for_person'; message: string }
  | Issued
  | { state: 'failed'; problem: Problem };

/** What is to be reversed. `serial` is the idempotency key of the red; without lines it is the whole invoice. */
export interface RedContent {
  serial: string;
  invoiceSerial: string;
  reason: RedReason;
  lines?: readonly { index: number; gross: Fen }[];
}

/** What the tax bureau allows with an invoice as it stands. */
export interface RedRule {
  /** The other side has to confirm the form (红字信息确认单). */
  confirm: boolean;
  /** For which reasons a part may be reversed. */
  partReasons: readonly RedReason[];
}

/** A red as the issuer has it. Amounts are positive. */
export interface IssuersRed extends Split {
  serial: string;
  invoiceSerial: string;
  startedBy: 'seller' | 'buyer';
  reason: RedReason;
  whole: boolean;
  state: RedState;
  requestedAt: UnixSeconds;
  lines: RedLine[];
  formNo?: string;
  deadline?: UnixSeconds;
  /** Somebody of the seller has to log in or show their face first: no failure. */
  waiting?: string;
  /** Why it failed. */
  problem?: Problem;
  /** The document, once it is issued. */
  document?: { number: string; code?: string; checkCode?: string; issuedAt: UnixSeconds; files: IssuedFile[] };
}

/** A call that somebody makes to us in a platform's name. */
export interface CallbackCall {
  /** By their names in lower case: those that signatures lie in. */
  headers: Readonly<Record<string, string>>;
  /** The body as it came. */
  body: string;
}

/** What a platform has told us: something has become of this invoice. How it stands, `query` answers. */
export interface Callback {
  /** The same for every try to tell the same. */
  id: string;
  serial: string;
  at: UnixSeconds;
  /** The card lies in the card pack. */
  inserted: boolean;
  /** It is a red of the invoice that has moved. */
  redSerial?: string;
}

/** How the seller stands at the tax bureau (电子税务局), as the issuer knows it. */
export interface IssuerHealth {
  login: { ok: boolean; until?: UnixSeconds };
  /** 人脸认证. */
  faceCheck: { ok: boolean; until?: UnixSeconds };
  /** 剩余额度 in fen, without tax: far more than one invoice may carry. */
  quotaLeft?: number;
  /** How many invoices and reds wait for a person. */
  waiting: number;
  /** While one of the first two is not ok: what the issuing clerk has to scan. */
  scanUrl?: string;
}

/** A platform that puts its invoices into card packs with an account of its own, and tells what becomes of them. */
export interface CardService {
  /** Asks for the card of an invoice that is there; asking again is harmless, and after a refusal another try. */
  deliver(serial: string, delivery: Delivery): Promise<IssueResult>;
  /** Opens a call of the platform; undefined unless the platform has signed it just now. */
  openCallback(call: CallbackCall): Callback | undefined;
}

/** A platform that issues invoices for one seller. Calls that get no answer throw, and may be made again. */
export interface Issuer {
  /** Asks for an invoice; the same serial again answers how it stands. */
  issue(content: IssueContent): Promise<IssueResult>;
  /** How it stands; undefined when the issuer has never heard of the serial. */
  query(serial: string): Promise<IssueResult | undefined>;
  /** Tries a failed one again under the same serial. */
  retry(serial: string): Promise<IssueResult>;
  /** What may be reversed of an invoice now, and whether the buyer has to confirm it. */
  redRule(invoiceSerial: string): Promise<RedRule>;
  /** Asks for a red; the same serial again answers how it stands. */
  reverse(content: RedContent): Promise<IssuersRed>;
  /** How it stands; undefined when the issuer has never heard of it. */
  queryRed(serial: string): Promise<IssuersRed | undefined>;
  /** All reds of an invoice, whoever started them. */
  redsOf(invoiceSerial: string): Promise<IssuersRed[]>;
  /** Forms that buyers have started and the seller has not answered. */
  redsToAnswer(): Promise<IssuersRed[]>;
  answerRed(serial: string, answer: 'confirm' | 'refuse'): Promise<IssuersRed>;
  withdrawRed(serial: string): Promise<IssuersRed>;
  /** Tries a failed one again under the same serial. */
  retryRed(serial: string): Promise<IssuersRed>;
  /** How the seller stands; asking changes nothing. */
  health(): Promise<IssuerHealth>;
  /** Where the platform sees to the card itself (a third party's); without it we insert. */
  readonly cards?: CardService;
  download(file: IssuedFile): Promise<Uint8Array>;
}
