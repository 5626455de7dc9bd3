import { collection, type Stored } from './database';

/** What this project has set up at WeChat for one account. */
interface WechatAccountRecord extends Stored {
  /** Hash of the contact that set_contact was last told. */
  contactHash: string;
}

const accounts = () => collection<WechatAccountRecord>('wechat_accounts');

export const readContactHash = async (appid: string): Promise<string | undefined> =>
  (await accounts().get(appid))?.contactHash;

export const rememberContactHash = async (appid: string, contactHash: string): Promise<void> => {
  if (await accounts().update(appid, { contactHash })) return;
  if (!(await accounts().add({ _id: appid, contactHash }))) await accounts().update(appid, { contactHash });
};
