import { MiniApp, OfficialAccount } from 'node-easywechat';
import { loadDemo, type DemoAccount } from '../../../sandbox/demo';
import { authorizeXml } from '../../support/signed-push';
import { readCollection, startClientWorld, type ClientWorld } from './client-world';

// A client of somebody else's encrypts what `push` opens, as it would for its own users.
const accounts = loadDemo()
  .accounts.filter(({ pushMode }) => pushMode !== 'plain')
  .slice(0, 3);

let world: ClientWorld;
beforeAll(async () => {
  world = await startClientWorld();
}, 30_000);
afterAll(() => world.close());
beforeEach(() => world.cloudbase.reset());

const NONCE = '1372623149';
const encryptorOf = ({ appid, secret, kind, pushToken, encodingAesKey }: DemoAccount) =>
  new (kind === 'miniprogram' ? MiniApp : OfficialAccount)({
    app_id: appid,
    secret,
    token: pushToken,
    aes_key: encodingAesKey,
  }).getEncryptor();

const eventJson = (orderId: string) =>
  JSON.stringify({
    ToUserName: 'gh_1',
    FromUserName: 'oBuyer',
    CreateTime: 1_700_000_000,
    MsgType: 'event',
    Event: 'user_authorize_invoice',
    SuccOrderId: orderId,
    FailOrderId: '',
    Source: 'web',
  });

const fieldOf = (xml: string, name: string): string =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([^<\\]]+)`).exec(xml)?.[1] ?? '';

/** Encrypted and signed by the client; `change` is what somebody does to the cipher text on its way. */
const deliver = async (
  account: DemoAccount,
  message: string,
  format: string,
  { secondsAgo = 0, change = (cipher: string) => cipher, signedAnew = false } = {},
): Promise<(number | string)[]> => {
  const timestamp = Math.floor(world.clock.now() / 1000) - secondsAgo;
  const encryptor = encryptorOf(account);
  const xml = encryptor.encrypt(message, NONCE, timestamp);
  const cipher = change(fieldOf(xml, 'Encrypt'));
  const signature = signedAnew
    ? encryptor.createSignature(account.pushToken, timestamp, NONCE, cipher)
    : fieldOf(xml, 'MsgSignature');
  const query = new URLSearchParams({
    signature: encryptor.createSignature(account.pushToken, timestamp, NONCE),
    timestamp: String(timestamp),
    nonce: NONCE,
    encrypt_type: 'aes',
    msg_signature: signature,
  });
  const answer = await fetch(`${world.url}/push/${account.appid}?${query.toString()}`, {
    method: 'POST',
    headers: { 'content-type': format === 'JSON' ? 'application/json' : 'text/xml' },
    body:
      format === 'JSON'
        ? JSON.stringify({ ToUserName: 'gh_1', Encrypt: cipher })
        : xml.replace(fieldOf(xml, 'Encrypt'), () => cipher),
  });
  return [answer.status, await answer.text()];
};

/** Another letter in the first block, and so another message. */
const bent = (cipher: string) => `${cipher.startsWith('A') ? 'B' : 'A'}${cipher.slice(1)}`;
/** The same, which no longer ends in the padding and the account's own id. */
const cut = (cipher: string) => cipher.slice(0, -24);

const reasons = () =>
  world.lines
    .filter((line) => line.includes('push_refused'))
    .map((line) => (JSON.parse(line) as { reason: string }).reason);

describe.each(accounts.map((account) => [`${account.kind} ${account.appid}`, account] as const))(
  'for the %s, what node-easywechat encrypts',
  (_name, account) => {
    it.each([
      ['XML', authorizeXml('0012345')],
      ['JSON', eventJson('0012345')],
    ])('as %s is answered success and stored', async (format, message) => {
      expect(await deliver(account, message, format)).toEqual([200, 'success']);
      expect(await readCollection(world, 'events')).toMatchObject([
        { appid: account.appid, event: 'user_authorize_invoice', orderId: '0012345' },
      ]);
    });

    it.each(['XML', 'JSON'])(
      'as %s is refused when it was changed, cut, delayed or is another account’s',
      async (format) => {
        const message = format === 'XML' ? authorizeXml('x') : eventJson('x');
        const foreign = fieldOf(encryptorOf({ ...account, appid: 'wx00000000000000aa' }).encrypt(message), 'Encrypt');
        const before = reasons().length;
        const refused = [
          await deliver(account, message, format, { change: bent }),
          await deliver(account, message, format, { change: cut, signedAnew: true }),
          await deliver(account, message, format, { secondsAgo: 301 }),
          await deliver(account, message, format, { change: () => foreign, signedAnew: true }),
        ];
        expect(refused).toEqual(refused.map(() => [403, '']));
        expect(reasons().slice(before)).toEqual([
          'bad_signature',
          'foreign_or_unreadable_cipher',
          'stale',
          'foreign_or_unreadable_cipher',
        ]);
        expect(await readCollection(world, 'events')).toEqual([]);
      },
    );
  },
);
