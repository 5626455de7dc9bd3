import type { DemoAccount } from '../../demo';
import type { AccountSettings } from '../model/accounts';
import { newIds } from '../ids';
import { writeXml, type XmlFields } from '../wire/xml';
import { encrypt, signature } from './crypto';

export type MessageFields = XmlFields;

export const writeMessage = (format: AccountSettings['pushFormat'], fields: MessageFields) =>
  format === 'json' ? JSON.stringify(fields) : writeXml(fields);

/** One try of a push, as it goes over the wire. */
export interface PushRequest {
  query: string;
  body: string;
  contentType: string;
}

/** Signs and, by the account's mode, encrypts a written message for one try. */
export const sealMessage = (
  account: DemoAccount,
  { pushMode, pushFormat }: AccountSettings,
  message: { openid: string; fields: MessageFields },
  now: number,
): PushRequest => {
  const timestamp = String(now);
  const nonce = newIds.nonce();
  const query = new URLSearchParams({
    signature: signature(account.pushToken, timestamp, nonce),
    timestamp,
    nonce,
    openid: message.openid,
  });
  const contentType = pushFormat === 'json' ? 'application/json' : 'text/xml';
  const plain = writeMessage(pushFormat, message.fields);
  if (pushMode === 'plain') return { query: query.toString(), body: plain, contentType };

  const Encrypt = encrypt(account.encodingAesKey, account.appid, plain);
  query.set('encrypt_type', 'aes');
  query.set('msg_signature', signature(account.pushToken, timestamp, nonce, Encrypt));
  const fields = { ...(pushMode === 'compatible' ? message.fields : { ToUserName: account.originalId }), Encrypt };
  return { query: query.toString(), body: writeMessage(pushFormat, fields), contentType };
};
