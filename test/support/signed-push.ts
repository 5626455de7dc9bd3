import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** The secrets with which WeChat signs and encrypts what it pushes to an account. */
export interface PushSecrets {
  appid: string;
  token: string;
  encodingAesKey: string;
}

export interface SignedPush {
  query: Record<string, string>;
  body: string;
}

const sha1 = (...parts: string[]) =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

/** Encrypts as WeChat does: 16 random bytes, length, message, appid, padded to blocks of 32. */
export const encrypt = ({ appid, encodingAesKey }: PushSecrets, message: string): string => {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const text = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const plain = Buffer.concat([randomBytes(16), length, text, Buffer.from(appid)]);
  const padding = 32 - (plain.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return (
    cipher.update(Buffer.concat([plain, Buffer.alloc(padding, padding)])).toString('base64') + cipher.final('base64')
  );
};

/** A delivery in plain mode. */
export const plainPush = (
  { token }: PushSecrets,
  message: string,
  timestamp: number,
  nonce = '486452656',
): SignedPush => ({
  query: { signature: sha1(token, String(timestamp), nonce), timestamp: String(timestamp), nonce, openid: 'o1' },
  body: message,
});

/** A delivery in safe mode; `beside` adds the plain fields that compatible mode shows as well. */
export const encryptedPush = (
  secrets: PushSecrets,
  message: string,
  timestamp: number,
  { json = false, beside = '' }: { json?: boolean; beside?: string } = {},
): SignedPush => {
  const encrypted = encrypt(secrets, message);
  const plain = plainPush(secrets, '', timestamp);
  const nonce = plain.query['nonce'] ?? '';
  return {
    query: {
      ...plain.query,
      encrypt_type: 'aes',
      msg_signature: sha1(secrets.token, String(timestamp), nonce, encrypted),
    },
    body: json
      ? JSON.stringify({ ToUserName: 'gh_1', Encrypt: encrypted })
      : `<xml><ToUserName><![CDATA[gh_1]]></ToUserName>${beside}<Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
  };
};

/** An authorization event as XML. */
export const authorizeXml = (orderId: string, createTime = 1_700_000_000, openid = 'oBuyer'): string =>
  `<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[${openid}]]></FromUserName>` +
  `<CreateTime>${createTime}</CreateTime><MsgType><![CDATA[event]]></MsgType>` +
  `<Event><![CDATA[user_authorize_invoice]]></Event><SuccOrderId><![CDATA[${orderId}]]></SuccOrderId>` +
  `<FailOrderId><![CDATA[]]></FailOrderId><AuthorizeAppId><![CDATA[wxde00000000000001]]></AuthorizeAppId>` +
  `<Source><![CDATA[wxa]]></Source></xml>`;
