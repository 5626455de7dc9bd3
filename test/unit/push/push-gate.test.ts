import type { PushAccount } from '../../../cloudfunctions/common/wechat/push-accounts';
import { answerCheck, openDelivery, PushRefused, type Delivery } from '../../../cloudfunctions/common/wechat/push-gate';
import { authorizeXml, encryptedPush, plainPush, type PushSecrets } from '../../support/signed-push';

const now = 1_700_000_000;
const secrets: PushSecrets = {
  appid: 'wxde00000000000002',
  token: 'token-new',
  encodingAesKey: 'Dzyo5rkjHGDS40P8VjqXGcX4xG4g8Ge538q0VkDzyo4',
};
const oldKey = 'RD69L4KjSGI9QloLaEoIMKQg5rdvGGR3AkKomLe3Trk';

const account = (mode: PushAccount['mode'], more: Partial<PushAccount> = {}): PushAccount => ({
  appid: secrets.appid,
  tokens: [secrets.token],
  encodingAesKeys: [secrets.encodingAesKey],
  mode,
  ...more,
});

const reasonOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof PushRefused ? error.message : 'not a refusal';
  }
  return 'let in';
};

const outcome = (to: PushAccount, delivery: Delivery) => reasonOf(() => openDelivery(to, delivery, now));
const xml = authorizeXml('0012345');

describe('the gate for pushes', () => {
  it('answers the console only when it knows the token', () => {
    const { query } = plainPush(secrets, '', now);
    expect(answerCheck(account('safe'), { ...query, echostr: '4375120948345356249' }, now)).toBe('4375120948345356249');
    const forged = plainPush({ ...secrets, token: 'other' }, '', now).query;
    expect(reasonOf(() => answerCheck(account('safe'), { ...forged, echostr: 'x' }, now))).toBe('bad_signature');
  });

  it('lets each mode in as it is meant', () => {
    const beside = '<SuccOrderId><![CDATA[forged]]></SuccOrderId>';
    const plain = plainPush(secrets, xml, now);
    const encrypted = encryptedPush(secrets, xml, now, { beside });
    expect(openDelivery(account('plain'), plain, now)['SuccOrderId']).toBe('0012345');
    expect(openDelivery(account('compatible'), plain, now)['SuccOrderId']).toBe('0012345');
    expect(openDelivery(account('safe'), encrypted, now)['SuccOrderId']).toBe('0012345');
    expect(outcome(account('safe'), plain)).toBe('plain_in_safe_mode');
  });

  it('believes the cipher text, not the unsigned fields beside it', () => {
    const delivery = encryptedPush(secrets, xml, now, { beside: '<SuccOrderId><![CDATA[forged]]></SuccOrderId>' });
    expect(openDelivery(account('compatible'), delivery, now)['SuccOrderId']).toBe('0012345');
  });

  it('reads JSON outside, inside, or both', () => {
    const json = JSON.stringify({ MsgType: 'event', Event: 'user_authorize_invoice', SuccOrderId: '0012345' });
    expect(openDelivery(account('plain'), plainPush(secrets, json, now), now)['SuccOrderId']).toBe('0012345');
    for (const inner of [json, xml]) {
      const delivery = encryptedPush(secrets, inner, now, { json: true });
      expect(openDelivery(account('safe'), delivery, now)['SuccOrderId']).toBe('0012345');
    }
  });

  it('finds the cipher text in an envelope with blanks, and in one with escaped slashes', () => {
    const { query, body } = encryptedPush(secrets, xml, now);
    const padded = body.replaceAll('<![CDATA[', ' <![CDATA[ ').replaceAll(']]>', ' ]]> ');
    const { query: jsonQuery, body: json } = encryptedPush(secrets, xml, now, { json: true });
    expect(outcome(account('safe'), { query, body: padded })).toBe('let in');
    expect(outcome(account('safe'), { query: jsonQuery, body: json.replaceAll('/', '\\/') })).toBe('let in');
  });

  it('accepts the older token and key while they are rotated, and not after', () => {
    const older = { ...secrets, token: 'token-old', encodingAesKey: oldKey };
    const delivery = encryptedPush(older, xml, now);
    const both = { tokens: [secrets.token, older.token], encodingAesKeys: [secrets.encodingAesKey, oldKey] };
    expect(outcome(account('safe', both), delivery)).toBe('let in');
    expect(outcome(account('safe'), delivery)).toBe('bad_signature');
    expect(outcome(account('safe', { tokens: both.tokens }), delivery)).toBe('foreign_or_unreadable_cipher');
  });

  it('keeps a window of 300 seconds on both sides', () => {
    const at = (timestamp: number) => outcome(account('plain'), plainPush(secrets, xml, timestamp));
    expect([at(now - 300), at(now + 300), at(now - 301), at(now + 301)]).toEqual([
      'let in',
      'let in',
      'stale',
      'stale',
    ]);
  });

  it('refuses what was made for another account', () => {
    const foreign = encryptedPush({ ...secrets, appid: 'wxde00000000000003' }, xml, now);
    expect(outcome(account('safe'), foreign)).toBe('foreign_or_unreadable_cipher');
  });

  it('refuses forged and tampered deliveries', () => {
    const encrypted = encryptedPush(secrets, xml, now);
    const plain = plainPush(secrets, xml, now);
    const other = encryptedPush(secrets, authorizeXml('other'), now);
    const tries: Delivery[] = [
      plainPush({ ...secrets, token: 'guess' }, xml, now),
      encryptedPush({ ...secrets, token: 'guess' }, xml, now),
      { ...encrypted, body: other.body },
      { ...encrypted, query: { ...encrypted.query, msg_signature: encrypted.query['signature'] ?? '' } },
      { ...encrypted, query: { ...encrypted.query, nonce: 'other' } },
      { ...encrypted, query: { ...plain.query, encrypt_type: 'aes' } },
      { query: { timestamp: String(now) }, body: xml },
    ];
    expect(tries.map((delivery) => outcome(account('compatible'), delivery))).toEqual(
      Array(tries.length).fill('bad_signature'),
    );
    for (const timestamp of ['', 'NaN', '-1', '1700000000000', '1700000000.5']) {
      expect(outcome(account('plain'), { ...plain, query: { ...plain.query, timestamp } })).toBe('stale');
    }
  });

  it('refuses a megabyte, a DTD and noise, though they are signed', () => {
    expect(outcome(account('plain'), plainPush(secrets, `<xml><a>${'x'.repeat(1_000_000)}</a></xml>`, now))).toBe(
      'too_large',
    );
    expect(outcome(account('plain'), plainPush(secrets, '<!DOCTYPE a []><xml/>', now))).toBe('unreadable');
    expect(outcome(account('safe'), encryptedPush(secrets, '<!DOCTYPE a []><xml/>', now))).toBe('unreadable');
    expect(outcome(account('plain'), plainPush(secrets, 'noise', now))).toBe('unreadable');
  });
});
