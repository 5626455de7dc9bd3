import type { Demo, DemoAccount, DemoMerchant, PushMode } from '../../demo';
import { newIds } from '../ids';
import type { Store } from '../store';

/** Fields of the page of type 1, as `set_auth_field` says. */
export interface AuthField {
  user_field: Record<string, unknown>;
  biz_field: Record<string, unknown>;
}

/** What an account has told WeChat about itself through the interfaces. */
export interface AccountProfile {
  contact?: { phone: string; time_out: number };
  auth_field?: AuthField;
  paymch_info?: { mchid: string; s_pappid: string };
  s_pappid?: string;
  whitelist?: { openid: string[]; username: string[] };
}

/** How WeChat treats an account, as far as the sandbox lets one choose. */
export interface AccountSettings {
  /** 0, or the code that every 数电 card is refused with. */
  digitalCards: 0 | 72040 | 72045 | 72082 | -1;
  pushMode: PushMode;
  pushFormat: 'xml' | 'json';
  /** Old documentation and old accounts call the field AppId. */
  authorizeField: 'AuthorizeAppId' | 'AppId';
  /** Every other title is refused with 72017; empty: the account is not bound. */
  boundTitle: string;
  /** Cards reach only people on the white list (40078). */
  cardsInTest: boolean;
  /** Seconds for which a new card template cannot be used yet (40078). */
  templatePauseS: number;
  /** 统一开票: how serials begin and whose tax number it is; empty until the first request says so. */
  serialPrefix: string;
  taxNo: string;
}

export interface Accounts {
  find(appid: string): DemoAccount | undefined;
  settings(appid: string): AccountSettings | undefined;
  changeSettings(appid: string, change: Partial<AccountSettings>): void;
  profile(appid: string): AccountProfile;
  changeProfile(appid: string, change: AccountProfile): void;
  /** The s_pappid of an account, made at the first asking, the same ever after. */
  platformId(appid: string): string;
  byPlatformId(s_pappid: string): DemoAccount | undefined;
  /** The merchant on whose behalf `appid` asks, with its invoices made on the platform `s_pappid`. */
  merchantOf(appid: string, s_pappid: string): DemoMerchant | undefined;
  /** The pay merchant number that an account is bound to. */
  mchidOf(appid: string): string | undefined;
  merchantByMchid(mchid: string): DemoMerchant | undefined;
  all(): DemoAccount[];
}

export const createAccounts = (demo: Demo, store: Store): Accounts => {
  const byAppid = new Map(demo.accounts.map((account) => [account.appid, account]));
  const profiles = store.collection<AccountProfile>('account-profile');
  const settings = store.collection<Partial<AccountSettings>>('account-settings');
  const profile = (appid: string) => profiles.get(appid) ?? {};

  const platformId = (appid: string) => {
    const known = byAppid.get(appid)?.s_pappid ?? profile(appid).s_pappid;
    if (known !== undefined) return known;
    const made = newIds.platformId(appid);
    profiles.put(appid, { ...profile(appid), s_pappid: made });
    return made;
  };

  return {
    find: (appid) => byAppid.get(appid),
    all: () => demo.accounts,
    settings: (appid) => {
      const account = byAppid.get(appid);
      return (
        account && {
          digitalCards: 0,
          pushMode: account.pushMode,
          pushFormat: 'xml',
          authorizeField: 'AuthorizeAppId',
          boundTitle: '',
          cardsInTest: false,
          templatePauseS: 0,
          serialPrefix: '',
          taxNo: '',
          ...settings.get(appid),
        }
      );
    },
    changeSettings: (appid, change) => settings.put(appid, { ...settings.get(appid), ...change }),
    profile,
    changeProfile: (appid, change) => profiles.put(appid, { ...profile(appid), ...change }),
    platformId,
    byPlatformId: (s_pappid) =>
      demo.accounts.find(({ appid, s_pappid: given }) =>
        given === undefined ? profile(appid).s_pappid === s_pappid : given === s_pappid,
      ),
    mchidOf: (appid) => demo.merchants.find(({ appids }) => appids.pay === appid)?.mchid,
    merchantByMchid: (mchid) => demo.merchants.find((merchant) => merchant.mchid === mchid),
    merchantOf: (appid, s_pappid) => {
      const ownedBy = demo.merchants.filter(({ appids }) => Object.values(appids).includes(appid));
      return ownedBy.find((merchant) => merchant.s_pappid === s_pappid) ?? ownedBy[0];
    },
  };
};
