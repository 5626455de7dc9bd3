import type { UnixSeconds } from '../../../contract/primitives';
import { collection, is, type Stored } from './database';

/** A right of an account, by the family of interfaces that it opens. */
export type AccountRight = 'merchant' | 'platform' | 'reimburser' | 'titles' | 'issuing';

/** Whether WeChat has let the account use it, or refused it for want of the right. */
export interface RightNote {
  state: 'seen' | 'missing';
  at: UnixSeconds;
}

/** What WeChat was last told, as a hash, and for which merchant. */
interface Told {
  hash: string;
  by: string;
}

/** What is known of an account at WeChat: what WeChat was told, and the rights that it has shown. */
interface WechatAccountRecord extends Stored {
  contact?: Told;
  authFields?: Told;
  rights?: Partial<Record<AccountRight, RightNote>>;
}
export type Tellable = 'contact' | 'authFields';

const accounts = () => collection<WechatAccountRecord>('wechat_accounts');

const remember = async (appid: string, changes: Partial<Omit<WechatAccountRecord, '_id'>>): Promise<void> => {
  if (await accounts().update(appid, changes)) return;
  if (!(await accounts().add({ _id: appid, ...changes }))) await accounts().update(appid, changes);
};

export const readTold = async (appid: string, field: Tellable): Promise<Told | undefined> =>
  (await accounts().get(appid))?.[field];

export const rememberTold = (appid: string, field: Tellable, told: Told): Promise<void> =>
  remember(appid, { [field]: told });

/** Writes a right down as WeChat has just shown it, if that is news. */
export const noteRight = async (
  appid: string,
  right: AccountRight,
  state: RightNote['state'],
  at: UnixSeconds,
): Promise<void> => {
  const { rights = {} } = (await accounts().get(appid)) ?? {};
  if (rights[right]?.state !== state) await remember(appid, { rights: { ...rights, [right]: { state, at } } });
};

/** What is known of some accounts, by appid. */
export const accountFacts = async (appids: readonly string[]): Promise<Map<string, WechatAccountRecord>> => {
  if (appids.length === 0) return new Map();
  const found = await accounts().find({ _id: is.oneOf([...appids]) });
  return new Map(found.map((account) => [account._id, account]));
};
