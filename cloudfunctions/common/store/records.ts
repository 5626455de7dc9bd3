import type { InvoiceKind, InvoiceLine, Title, TimelineEntry } from '../../../contract/buyer';
import type { ApiScope, OrderLine, OrderStatus, SpecialBusiness } from '../../../contract/open';
import type { Policy } from '../../../contract/policy';
import type { Fen, OrderId, UnixSeconds } from '../../../contract/primitives';
import type {
  AuthorizationState,
  CardState,
  InvoiceState,
  IssuingState,
  ListState,
  MemberRole,
  MemberTask,
  MerchantAction,
  RedAction,
  ReimburseState,
} from '../../../contract/states';
import type { AuthFields, FilledTitle } from '../../../contract/wechat';
import type { Reversal } from '../domain/red-view';
import type { Replacement } from '../domain/reissue';
import type { DisputedCell, Role, Source } from '../domain/scenarios';
import type { CardCancel, Rules } from '../domain/state';
import type { OutwardStep } from '../domain/state-wakers';
import type { Failure } from '../runtime/errors';

/** What the collections hold. `version` counts up with every change, so that conditional updates always change. */

export interface MerchantRecord {
  _id: string;
  name: string;
  shortName: string;
  taxNo: string;
  mode: 'self_built' | 'third_party';
  sPappid: string;
  appids: { authorization: string; event: string; platform: string; pay?: string; official?: string; app?: string };
  /** Where this merchant differs from the table of domain/scenarios.ts, in its disputed cells. */
  disputedAccounts?: Partial<Record<DisputedCell, Role>>;
  mchid?: string;
  /** What WeChat Pay was last told, and when. */
  payLinked?: { mchid: string; sPappid: string; appid: string; at: UnixSeconds };
  contact: { phone: string; timeoutSeconds: number };
  /** What WeChat's page of type 1 asks the buyer; WeChat's own choice when absent. */
  authFields?: AuthFields;
  logoUrl: string;
  issuer: string;
  form: 'digital' | 'classic';
  kinds: InvoiceKind[];
  defaultItem?: Pick<OrderLine, 'name' | 'taxCode' | 'rate'>;
  /** What a clerk chooses from at the till, the default item first. */
  items?: Item[];
  /** Whether who gave an address with the title is sent the invoice as it is made; they are unless it says no. */
  mailsWhenIssued?: boolean;
  invoicingDays: number;
  /** What is looked at before it is invoiced, and from when on; domain/policy.ts has what holds without. */
  policy?: Policy;
  maxAmount?: Fen;
  /** Hosts of the merchant's own pages, to which WeChat may send people back. */
  redirectHosts?: string[];
  /** Where the merchant's server is told of state changes; the newest secret first, all of them sign. */
  webhook?: { url: string; secrets: string[] };
  /** sha256 of each API key, hex: finds the merchant. */
  apiKeyHashes: string[];
  /** What is known of each. */
  apiKeys?: ApiKeyRecord[];
  version: number;
}

export interface ApiKeyRecord {
  id: string;
  label: string;
  /** Everything when absent. */
  scopes?: ApiScope[];
  /** How the key begins: enough to know it by, too little to use. */
  prefix: string;
  /** One of the merchant's `apiKeyHashes`. */
  hash: string;
  createdAt: UnixSeconds;
  /** Another has replaced it, and it is good until then. */
  goodUntil?: UnixSeconds;
}

/** What a clerk may sell at the till. */
export type Item = Pick<OrderLine, 'name' | 'taxCode' | 'rate'>;

/** `_id` is `<merchantId>:<orderNo>`. */
export interface OrderRecord {
  _id: string;
  merchantId: string;
  orderNo: string;
  status: OrderStatus;
  paid: Fen;
  refunded: Fen;
  excluded: Fen;
  paidAt?: UnixSeconds;
  /** Of a completed order: as the merchant's server says, or when it was first heard of. */
  completedAt?: UnixSeconds;
  summary: string;
  lines: OrderLine[];
  business?: SpecialBusiness;
  /** Whose order it is, once proven; the openid under the mini program. */
  buyerOpenid?: string;
  /** Who said so. A claim gives way to a later one until there is a first application. */
  boundBy?: 'merchant' | 'claim';
  /** Given by the merchant, to check a claim against. */
  phoneLast4?: string;
  /** The application that holds the order, or issued its invoice. */
  applicationId?: string;
  /** Made by a member at the till. */
  till?: true;
  tillBy?: { openid: string; name: string };
  /** 行程单, 水单. */
  attachments?: StoredAttachment[];
  /** Whether that application is still open, has issued, or has let the order go. */
  hold: 'free' | 'held' | 'invoiced';
  /**
   * The invoiceable amount that a red took back because the sale was undone: until a refund lowers it, there is nothing
   * to invoice.
   */
  undone?: Fen;
  /** How many applications there were: the next one's number is one more. */
  attempts: number;
  /** `<paidAt or createdAt, 10 digits>:<_id>`: a stable order for lists. */
  sortKey: string;
  createdAt: UnixSeconds;
  updatedAt: UnixSeconds;
  version: number;
}

export interface ApplicationRecord {
  _id: string;
  merchantId: string;
  /** Under the mini program; empty for whoever came by a link, in an app or after paying, and after 注销. */
  buyerOpenid: string;
  /** Who confirmed, under the account that was told: never comparable with `buyerOpenid`. */
  receiver?: { appid: string; openid: string };
  /** What the merchant laid down when it was begun; absent when nothing stood in the way. */
  rules?: Rules;
  /** Proves to a result page that it is the applicant's browser. */
  viewer?: string;
  /** The merchant's own page after WeChat's; empty when there is to be none. */
  redirectUrl?: string;
  /** WeChat's order_id: never reused. */
  orderId: OrderId;
  /** `<openid>:<requestId>`: a repeated call finds its application. */
  requestKey: string;
  /** Hash of what was asked for, so that one requestId cannot mean two things. */
  requestHash: string;
  /** Ids of the order records. */
  orderKeys: string[];
  orderNos: string[];
  amount: Fen;
  /** What its orders come to now, once they have changed beside the invoice or while it was made. */
  worth?: Fen;
  kind: InvoiceKind;
  type: 0 | 1 | 2;
  source: Source;
  /** From our form, or from WeChat's page once authorised. */
  title?: Title;
  /** Immutable once set. */
  key: { sPappid: string; appid: string; orderId: OrderId };
  /** The appid that goes into the insert, where it is not the one of the authorization. */
  insertAppid?: string;
  /** The account whose token inserts the card; ours only when the mode is self_built. */
  platformAppid: string;
  /** Whether we insert the card (self_built) or the platform does. */
  mode: 'self_built' | 'third_party';
  form: 'digital' | 'classic';
  seller: { name: string; taxNo: string };
  /** The adapter that issued for the merchant when it was asked for. */
  issuer?: string;
  authorization: {
    state: AuthorizationState;
    at: UnixSeconds;
    deadline?: UnixSeconds;
    filled?: FilledTitle;
    reason?: string;
    /** WeChat has an authorization that no invoice may follow, and nobody has told it so. */
    refusalOwed?: boolean;
    /** It was refused because its orders have nothing left to invoice: asking again is of no use. */
    nothingLeft?: boolean;
  };
  issuing: {
    state: IssuingState;
    at: UnixSeconds;
    attempt: number;
    /** At the issuer, where it is not the orderId: a claim that was begun anew has the invoice of the one before. */
    serial?: string;
    reason?: string;
    problem?: Failure;
    notBefore?: UnixSeconds;
  };
  card: {
    state: CardState;
    at: UnixSeconds;
    attempt: number;
    cardId?: string;
    /** Unknown after an answer that was lost. */
    code?: string;
    /** The receiver's openid under the platform's account. */
    openid?: string;
    /** How often `insert` was sent: WeChat may hold a card whose answer never came. */
    tries?: number;
    problem?: Failure;
    cancel?: CardCancel;
  };
  /** What the invoice's reds have come to; kept with every move of one. */
  reversal?: Reversal & { numbers: string[] };
  /** `<cardId>:<code>`, or `<cardId>:` while the code is unknown: finds the application of an update_invoice_status. */
  cardRef?: string;
  invoiceId?: string;
  lines: OrderLine[];
  timeline: TimelineEntry[];
  /** What members of the merchant did. */
  audit?: AuditRecord[];
  /** The application that has this one's invoice now: a claim was begun anew. */
  supersededBy?: string;
  /** 换开: the invoice that this one takes the place of. */
  replaces?: Replacement;
  /** 换开: the last application that was to take this one's place. */
  replacedBy?: string;
  /** Of its orders, to be searched for. */
  phoneLast4s?: string[];
  /** What the list shows of the invoice; kept with every save, as are the two below. */
  issued?: { number: string; tax: Fen; at: UnixSeconds };
  listState?: ListState;
  searchKeys?: string[];
  /** `<createdAt, 10 digits>:<_id>`: a stable order for lists. */
  sortKey: string;
  createdAt: UnixSeconds;
  updatedAt: UnixSeconds;
  version: number;
}

export interface AuditRecord {
  at: UnixSeconds;
  action: MerchantAction | MemberTask | `red_${RedAction}`;
  /** The call: repeated, it is found here and does nothing. */
  requestId: string;
  openid: string;
  name: string;
  role: MemberRole;
  reason?: string;
}

/** A person who works for a merchant. `_id` is `<merchantId>:<openid>`. */
export interface MemberRecord {
  _id: string;
  merchantId: string;
  openid: string;
  name: string;
  role: MemberRole;
}

/** How many applications of a day or month stand where. `_id` is `<merchantId>:<period>:<shard>`. */
export type CounterRecord = {
  _id: string;
  merchantId: string;
  /** `d2026-01-31` or `m2026-01`. */
  period: string;
} & {
  /** `red_…`: the reds that were issued in the period, positive. */
  [K in `${ListState | 'red'}_${'count' | 'amount' | 'tax'}`]?: number;
};

export interface StoredFile {
  format: 'pdf' | 'ofd' | 'xml';
  /** In the project's own storage. */
  fileId: string;
  bytes: number;
  /** sha256, hex. */
  hash: string;
}

export interface StoredAttachment extends Omit<StoredFile, 'format'> {
  /** Without an ending: it is a PDF. */
  name: string;
  at: UnixSeconds;
}

export interface InvoiceRecord {
  _id: string;
  applicationId: string;
  merchantId: string;
  buyerOpenid: string;
  /** `<code or empty>:<number>`, normalised: unique in the whole project. */
  numberKey: string;
  number: string;
  code?: string;
  checkCode?: string;
  form: 'digital' | 'classic';
  kind: InvoiceKind;
  title: Title;
  seller: { name: string; taxNo: string };
  amount: Fen;
  net: Fen;
  tax: Fen;
  lines: InvoiceLine[];
  files: StoredFile[];
  state: InvoiceState;
  /** Its reds in order, ended ones too. */
  redIds?: string[];
  reimburse?: ReimburseState;
  /** When WeChat said so: events may come in any order. */
  reimburseAt?: UnixSeconds;
  orderNos: string[];
  issuedAt: UnixSeconds;
  /** `<issuedAt, 10 digits>:<_id>`. */
  sortKey: string;
  version: number;
}

/** One outward step, written in the transaction of the state that asks for it. `_id` is `<subjectId>:<kind>:<number>`. */
export interface OutboxRecord {
  _id: string;
  kind: OutwardStep;
  /** Which of its kind: attempts are numbered. */
  number: number;
  /** What waits for the step: an application, unless the table of usecases/run-outbox.ts says otherwise. */
  subjectId: string;
  /** Whose it is, where it is a merchant's. */
  merchantId?: string;
  state: 'due' | 'done' | 'parked';
  /** While a worker has it, the moment at which it counts as lost and another may take it. */
  dueAt: UnixSeconds;
  tries: number;
  /** Counts the workers that took it: who was overtaken can change it no more. */
  fence: number;
  /** What earlier tries have reached, so that a later one goes on from there. */
  progress: Record<string, string | number>;
  problem?: Failure;
  createdAt: UnixSeconds;
}

/** A pushed event, stored before it is answered. `_id` is made of appid, event and order, so that doubles meet. */
export interface EventRecord {
  _id: string;
  appid: string;
  event: string;
  orderId?: string;
  createTime: UnixSeconds;
  /** The card that it speaks of, while no application is known to have it. */
  cardRef?: string;
  /** The fields as they came, as text. */
  fields: Record<string, string>;
  state: 'received' | 'applied' | 'parked';
  reason?: string;
  receivedAt: UnixSeconds;
}

export interface TitleRecord {
  _id: string;
  openid: string;
  title: Title;
  isDefault: boolean;
  usedAt: UnixSeconds;
}
