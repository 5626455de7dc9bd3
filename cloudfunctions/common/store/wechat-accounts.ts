import { collection, type Stored } from './database';

/** What this project has set up at WeChat for one account: hashes of what WeChat was last told. */
interface WechatAccountRecord extends Stored {
  contactHash?: string;
  authFieldsHash?: string;
}
export type ToldHash = Exclude<keyof WechatAccountRecord, '_id'>;

const accounts = () => collection<WechatAccountRecord>('wechat_accounts');

export const readTold = async (appid: string, field: ToldHash): Promise<string | undefined> =>
  (await accounts().get(appid))?.[field];

export const rememberTold = async (appid: string, field: ToldHash, hash: string): Promise<void> => {
  if (await accounts().update(appid, { [field]: hash })) return;
  if (!(await accounts().add({ _id: appid, [field]: hash }))) await accounts().update(appid, { [field]: hash });
};
