import demo from './demo.json';

export type AccountKind = 'service' | 'miniprogram' | 'app';
export type PushMode = 'plain' | 'compatible' | 'safe';
/** What WeChat has granted an account; an interface outside it answers 48001. */
export type AccountRight = 'merchant' | 'platform' | 'reimburser' | 'title' | 'issuing' | 'pay';

/** One WeChat account of the sandbox. */
export interface DemoAccount {
  appid: string;
  secret: string;
  kind: AccountKind;
  name: string;
  originalId: string;
  rights: AccountRight[];
  pushToken: string;
  encodingAesKey: string;
  pushMode: PushMode;
  s_pappid?: string;
}

export interface DemoMerchant {
  id: string;
  name: string;
  shortName: string;
  taxNo: string;
  mode: 'self_built' | 'third_party';
  apiKey: string;
  s_pappid: string;
  mchid: string;
  /** Signs what goes to and comes from WeChat Pay (v2). */
  payKey: string;
  phone: string;
  appids: { authorization: string; event: string; platform: string; pay: string; official: string; app: string };
}

export interface DemoCompany {
  id: string;
  name: string;
  taxNo: string;
  appid: string;
}

/** A person; `openid` is the one under the mini program, `openids` those under every account. */
export interface DemoPerson {
  openid: string;
  openids: Record<string, string>;
  unionid?: string;
  name: string;
  role: 'buyer' | 'owner' | 'finance' | 'clerk' | 'viewer' | 'employee' | 'approver' | 'reimburser';
  merchant?: string;
  company?: string;
  phone?: string;
}

export interface Demo {
  accounts: DemoAccount[];
  merchants: DemoMerchant[];
  companies: DemoCompany[];
  people: DemoPerson[];
}

/** The identities that the sandbox knows: no real person, no real account, no secret worth stealing. */
export const loadDemo = (): Demo => structuredClone(demo) as Demo;
