import * as v from 'valibot';
import { InvoiceKind } from './buyer';
import { ofMerchant } from './merchant-invoices';
import { OrderLine, type ApiScope } from './open';
import { apiScopes } from './open';
import { KeyId, type KeyMade, type KeyRead } from './open-keys';
import { Policy } from './policy';
import { callEntries, Cursor, Fen, Id, personText, type UnixSeconds } from './primitives';
import type { MemberRole } from './states';
import { Appid, AuthFields } from './wechat-shapes';

/** What of a merchant is changed together, and by whom follows from domain/member-rights.ts. */
export const settingsParts = [
  'profile',
  'contact',
  'accounts',
  'platform',
  'fields',
  'payment',
  'issuing',
  'policy',
] as const;
export type SettingsPart = (typeof settingsParts)[number];

const optional = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema));
const appidOrNone = optional(Appid);

/** The accounts of a merchant by what they are needed for; domain/scenarios.ts says for which way to an invoice. */
const Appids = v.strictObject({
  authorization: Appid,
  event: Appid,
  platform: Appid,
  pay: appidOrNone,
  official: appidOrNone,
  app: appidOrNone,
});

/** A change of one part; null takes a value away. */
export const SettingsChange = v.variant('part', [
  v.strictObject({
    part: v.literal('profile'),
    /** On the card, at most nine characters. */
    shortName: v.pipe(personText(9), v.maxGraphemes(9)),
    logoUrl: v.pipe(v.string(), v.trim(), v.url(), v.maxLength(512)),
  }),
  v.strictObject({
    part: v.literal('contact'),
    phone: v.pipe(v.string(), v.trim(), v.regex(/^\+?[\d -]{5,20}$/)),
    /** How long a buyer waits before WeChat shows the telephone number. */
    timeoutSeconds: v.pipe(v.number(), v.safeInteger(), v.minValue(60), v.maxValue(30 * 86_400)),
  }),
  v.strictObject({ part: v.literal('accounts'), appids: Appids }),
  v.strictObject({
    part: v.literal('platform'),
    /** Typed in for a platform that somebody else runs; WeChat tells that of one's own. */
    platform: v.variant('mode', [
      v.strictObject({ mode: v.literal('self_built') }),
      v.strictObject({
        mode: v.literal('third_party'),
        sPappid: v.pipe(v.string(), v.trim(), v.regex(/^[A-Za-z0-9+/_=-]{20,128}$/)),
      }),
    ]),
  }),
  v.strictObject({ part: v.literal('fields'), fields: v.nullable(AuthFields) }),
  v.strictObject({ part: v.literal('payment'), mchid: v.nullable(v.pipe(v.string(), v.regex(/^\d{8,10}$/))) }),
  v.strictObject({
    part: v.literal('issuing'),
    form: v.picklist(['digital', 'classic']),
    defaultItem: v.nullable(v.strictObject(v.pick(OrderLine, ['name', 'taxCode', 'rate']).entries)),
  }),
  v.strictObject({
    part: v.literal('policy'),
    policy: Policy,
    kinds: v.pipe(v.array(InvoiceKind), v.minLength(1)),
    invoicingDays: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(3650)),
    maxAmount: v.nullable(Fen),
  }),
]);
export type SettingsChange = v.InferOutput<typeof SettingsChange>;

export const settingsInputs = {
  'settings.get': v.object({ ...callEntries, ...ofMerchant }),
  'settings.put': v.object({ ...callEntries, ...ofMerchant, change: SettingsChange }),
  /** Links the number at WeChat Pay with the platform again. */
  'payMerchant.relink': v.object({ ...callEntries, ...ofMerchant }),
  'audit.list': v.object({ ...callEntries, ...ofMerchant, cursor: v.optional(Cursor) }),

  'keys.list': v.object({ ...callEntries, ...ofMerchant }),
  'keys.create': v.object({
    ...callEntries,
    ...ofMerchant,
    label: personText(50),
    scopes: v.pipe(v.array(v.picklist(apiScopes)), v.minLength(1)),
  }),
  /** The old key stays good for a day. */
  'keys.rotate': v.object({ ...callEntries, ...ofMerchant, keyId: KeyId }),
  'keys.revoke': v.object({ ...callEntries, ...ofMerchant, keyId: KeyId }),

  'webhook.put': v.object({
    ...callEntries,
    ...ofMerchant,
    url: v.pipe(v.string(), v.trim(), v.url(), v.maxLength(512)),
  }),
  /** A new secret beside the present one; a third one drives the oldest out. */
  'webhook.rotate': v.object({ ...callEntries, ...ofMerchant }),
  'webhook.remove': v.object({ ...callEntries, ...ofMerchant }),

  'health.get': v.object({ ...callEntries, ...ofMerchant }),
  /** Lets an outward step that had been given up be tried again. */
  'health.retry': v.object({ ...callEntries, ...ofMerchant, rowId: Id }),
};

/** Whether WeChat Pay knows the merchant number as it is set here. */
export type PayLink = 'none' | 'linked' | 'to_link';

/** What a merchant's people see of its settings; keys and secrets are not among them. */
export interface Settings {
  merchantId: string;
  /** Name and tax number are the operator's to change: they stand on every invoice. */
  name: string;
  taxNo: string;
  shortName: string;
  logoUrl: string;
  contact: { phone: string; timeoutSeconds: number };
  appids: { authorization: string; event: string; platform: string; pay?: string; official?: string; app?: string };
  mode: 'self_built' | 'third_party';
  sPappid: string;
  fields?: AuthFields;
  mchid?: string;
  payLink: PayLink;
  issuer: string;
  form: 'digital' | 'classic';
  defaultItem?: { name: string; taxCode: string; rate: string };
  policy: Policy;
  kinds: InvoiceKind[];
  invoicingDays: number;
  maxAmount?: Fen;
  role: MemberRole;
  /** The parts that the caller may change. */
  editable: SettingsPart[];
  /** Whether the caller sees to keys and webhooks, and may read who changed what. */
  canManage: boolean;
  canAudit: boolean;
  /** Of who may manage them. */
  webhook?: { url: string; secrets: number };
}

/** A change that was kept, though WeChat could not be told of it yet; it will be told when it is next asked for something. */
export interface SettingsPut {
  settings: Settings;
  warning?: { message: string; hint: string };
}

/** What a member changed in the settings, or among the people. */
export interface AuditLine {
  at: UnixSeconds;
  who: string;
  role: MemberRole | 'operator';
  text: string;
  detail: string[];
}

/** What an account of WeChat's may do, as WeChat has shown. */
export interface RightSeen {
  right: 'merchant' | 'platform' | 'reimburser' | 'titles' | 'issuing';
  state: 'seen' | 'missing';
  at: UnixSeconds;
}

export interface AccountHealth {
  appid: string;
  /** What the merchant needs it for. */
  roles: string[];
  lastEvent?: { at: UnixSeconds; event: string };
  /** Until when the last access token is good; the token itself stays where it is. */
  token?: { until: UnixSeconds; problem?: string };
  /** Whether WeChat knows the contact; absent where none is needed. */
  contact?: boolean;
  rights: RightSeen[];
}

export interface IssuerHealthView {
  login: { ok: boolean; until?: UnixSeconds };
  faceCheck: { ok: boolean; until?: UnixSeconds };
  /** 剩余额度 in fen, without tax. */
  quotaLeft?: number;
  /** How many invoices wait for a person. */
  waiting: number;
  /** To be scanned by the clerk who issues: a PNG as a data address, and what it says. */
  scan?: { qr: string; url: string };
}

/** An outward step that was given up: only a person can help. */
export interface ParkedRow {
  rowId: string;
  text: string;
  applicationId?: string;
  since: UnixSeconds;
  tries: number;
  problem?: { code: string; message: string; hint: string };
}

export interface Health {
  at: UnixSeconds;
  accounts: AccountHealth[];
  payLink: PayLink;
  /** Applications by where they wait. */
  queues: {
    tab: 'waiting' | 'early' | 'in_review' | 'to_confirm' | 'issuing' | 'failed' | 'card_failed' | 'to_reverse';
    text: string;
    count: number;
  }[];
  /** Outward steps: those that are due by now, and those whose time is still to come. */
  steps: { due: number; later: number };
  /** The application that has been under way for longest. */
  oldest?: { applicationId: string; since: UnixSeconds; stateText: string };
  parked: ParkedRow[];
  issuer: { state: 'known'; health: IssuerHealthView } | { state: 'unknown'; message: string; hint: string };
  canRetry: boolean;
  /** Templates for wx.requestSubscribeMessage. */
  subscribeTemplates: string[];
}

export interface SettingsOutput {
  'settings.get': Settings;
  'settings.put': SettingsPut;
  'payMerchant.relink': SettingsPut;
  'audit.list': { rows: AuditLine[]; next?: string };
  'keys.list': { keys: KeyRead[]; scopes: ApiScope[] };
  'keys.create': KeyMade;
  'keys.rotate': KeyMade;
  'keys.revoke': { keys: KeyRead[] };
  /** `secret` only when it has just been made: nobody is shown it again. */
  'webhook.put': { url: string; secrets: number; secret?: string };
  'webhook.rotate': { url: string; secrets: number; secret: string };
  'webhook.remove': { removed: boolean };
  'health.get': Health;
  'health.retry': { parked: ParkedRow[] };
}
