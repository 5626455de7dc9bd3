import { createDecipheriv, createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { wechatPatience } from '../../../sandbox/wechat/push/pushes';
import {
  account,
  appids,
  buyers,
  startReceiver,
  startStandIn,
  type Json,
  type Received,
  type StandIn,
} from './stand-in-support';

type Receiver = Awaited<ReturnType<typeof startReceiver>>;
let receiver: Receiver;
let at: StandIn;
beforeEach(async () => {
  receiver = await startReceiver();
  at = startStandIn({ pushUrl: receiver.pushUrl, pushPatience: { ...wechatPatience, pauseMs: 10 } });
});
afterEach(async () => {
  await at.wechat.close();
  await receiver.close();
});

// A receiver written here anew, from the contract: it shares nothing with the sender.
const sha1 = (...parts: string[]) => createHash('sha1').update(parts.sort().join('')).digest('hex');
const decrypt = (appid: string, sealed: string) => {
  const key = Buffer.from(`${account(appid).encodingAesKey}=`, 'base64');
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(sealed, 'base64'), decipher.final()]);
  expect(padded.length % 32).toBe(0);
  const plain = padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
  const length = plain.readUInt32BE(16);
  expect(plain.subarray(20 + length).toString()).toBe(appid);
  return plain.subarray(20, 20 + length).toString();
};
const parse = (xml: string) => (new XMLParser({ parseTagValue: false }).parse(xml) as { xml: Json }).xml;

const authorize = async (order_id = 'order-1') => {
  await at.authUrl(appids.mini, { order_id });
  await at.control('authorize', { order_id });
};
const mode = (pushMode: string, pushFormat = 'xml') =>
  at.control('account', { appid: appids.mini, pushMode, pushFormat });
const pushed = async (): Promise<Received> => {
  await authorize();
  await at.wechat.drain();
  const [push] = receiver.received;
  if (!push) throw new Error('nothing was pushed');
  return push;
};
const isSigned = ({ query }: Received) =>
  query.get('signature') ===
  sha1(account(appids.mini).pushToken, query.get('timestamp') ?? '', query.get('nonce') ?? '');
const isSealed = ({ query }: Received, Encrypt: unknown) =>
  query.get('encrypt_type') === 'aes' &&
  query.get('msg_signature') ===
    sha1(account(appids.mini).pushToken, query.get('timestamp') ?? '', query.get('nonce') ?? '', String(Encrypt));

const event = {
  ToUserName: account(appids.mini).originalId,
  FromUserName: buyers[0]?.openid,
  MsgType: 'event',
  Event: 'user_authorize_invoice',
  SuccOrderId: 'order-1',
  FailOrderId: '',
  AuthorizeAppId: appids.mini,
  Source: 'wxa',
};

describe('an event', () => {
  it('in plain mode is signed and readable', async () => {
    await mode('plain');
    const push = await pushed();
    expect(push.path).toBe(`/push/${appids.mini}`);
    expect(push.contentType).toMatch(/^text\/xml/);
    expect(isSigned(push)).toBe(true);
    expect(push.query.has('encrypt_type')).toBe(false);
    expect(push.query.get('openid')).toBe(buyers[0]?.openid);
    expect(parse(push.body)).toMatchObject(event);
    expect(push.body).toMatch(/<CreateTime>\d{10}<\/CreateTime>/);
  });

  it('in compatible mode comes both ways', async () => {
    await mode('compatible');
    const push = await pushed();
    const { Encrypt, ...plain } = parse(push.body);
    expect(plain).toMatchObject(event);
    expect(isSigned(push) && isSealed(push, Encrypt)).toBe(true);
    expect(parse(decrypt(appids.mini, String(Encrypt)))).toEqual(plain);
  });

  it('in safe mode shows nothing but the account', async () => {
    await mode('safe');
    const push = await pushed();
    const outer = parse(push.body);
    expect(Object.keys(outer)).toEqual(['ToUserName', 'Encrypt']);
    expect(isSigned(push) && isSealed(push, outer['Encrypt'])).toBe(true);
    expect(parse(decrypt(appids.mini, String(outer['Encrypt'])))).toMatchObject(event);
  });

  it('in JSON has the same fields, CreateTime as a number', async () => {
    await mode('safe', 'json');
    const push = await pushed();
    expect(push.contentType).toMatch(/^application\/json/);
    const outer = JSON.parse(push.body) as Json;
    expect(isSealed(push, outer['Encrypt'])).toBe(true);
    expect(JSON.parse(decrypt(appids.mini, String(outer['Encrypt'])))).toMatchObject({
      ...event,
      CreateTime: expect.any(Number),
    });
  });

  it('may name the account by its old field', async () => {
    await at.control('account', { appid: appids.mini, pushMode: 'plain', authorizeField: 'AppId' });
    const fields = parse((await pushed()).body);
    expect(fields).toMatchObject({ AppId: appids.mini });
    expect(fields).not.toHaveProperty('AuthorizeAppId');
  });

  it('stays well-formed whatever an order is called', async () => {
    await mode('plain');
    const order_id = 'a]]>b<c>&\u0007';
    await authorize(order_id);
    await at.wechat.drain();
    expect(parse(receiver.received[0]?.body ?? '')['SuccOrderId']).toBe('a]]>b<c>&');
  });

  it('carries the sandbox’s time', async () => {
    await mode('plain');
    await at.clock.advance(86_400);
    const push = await pushed();
    const ahead = Date.now() / 1000 + 86_400;
    expect(Math.abs(Number(push.query.get('timestamp')) - ahead)).toBeLessThan(60);
    expect(Math.abs(Number(parse(push.body)['CreateTime']) - ahead)).toBeLessThan(60);
  });
});

const attempts = async () =>
  (await at.control('events')).body.map((one) => (one['attempts'] as Json[]).map((two) => two['status']));

describe('delivery', () => {
  it('ends with the first answer that is empty or success', async () => {
    receiver.answerWith(() => ({ body: '' }));
    await pushed();
    expect(receiver.received).toHaveLength(1);
    expect(await attempts()).toEqual([[200]]);
  });

  it.each([
    ['an error', { status: 500 }, 500],
    ['another text', { body: '<xml/>' }, 200],
    ['a redirect', { status: 302 }, 302],
  ])(
    'is tried three times in all after %s, with the same CreateTime and a new nonce',
    async (_name, answer, status) => {
      await mode('plain');
      receiver.answerWith(() => answer);
      await pushed();
      expect(await attempts()).toEqual([[status, status, status]]);
      const times = receiver.received.map(({ body }) => parse(body)['CreateTime']);
      expect(new Set(times).size).toBe(1);
      expect(new Set(receiver.received.map(({ query }) => query.get('nonce'))).size).toBe(3);
      expect((await at.control('events')).body[0]).toMatchObject({ state: 'failed' });
    },
  );

  it('waits so long for an answer and then tries again: five seconds, unless a test is impatient', async () => {
    expect(wechatPatience.answerWithinMs).toBe(5000);
    await at.wechat.close();
    at = startStandIn({ pushUrl: receiver.pushUrl, pushPatience: { answerWithinMs: 400, pauseMs: 10 } });
    let tries = 0;
    receiver.answerWith(() => (++tries === 1 ? { afterMs: 800 } : {}));
    await pushed();
    expect(await attempts()).toEqual([['timeout', 200]]);
  });

  it('does not hold up whoever made the event happen', async () => {
    receiver.answerWith(() => ({ afterMs: 600 }));
    const start = Date.now();
    await authorize();
    expect(Date.now() - start).toBeLessThan(550);
    await at.wechat.drain();
  });

  it('goes on after a restart, where a stop interrupted it', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'stand-in-'));
    const before = startStandIn({ dataDir });
    await before.authUrl(appids.mini);
    await before.control('authorize', { order_id: 'order-1' });
    await before.wechat.close();

    const after = startStandIn({ dataDir, pushUrl: receiver.pushUrl });
    expect((await after.control('events')).body[0]).toMatchObject({ state: 'pending' });
    after.wechat.setBaseUrl('http://127.0.0.1:1');
    await after.wechat.drain();
    expect((await after.control('events')).body[0]).toMatchObject({ state: 'delivered', order_id: 'order-1' });
    expect(receiver.received).toHaveLength(1);
    await after.wechat.close();
    rmSync(dataDir, { recursive: true });
  });
});

describe('a fault rule for pushes', () => {
  const faults = (...rules: Json[]) =>
    at.control('faults', { seed: 1, rules: rules.map((rule) => ({ push: appids.mini, ...rule })) }, 'PUT');

  it('drops an event for good', async () => {
    await faults({ kind: 'drop' });
    await authorize();
    await at.wechat.drain();
    expect(receiver.received).toHaveLength(0);
    expect(await attempts()).toEqual([['dropped']]);
  });

  it('doubles it', async () => {
    await faults({ kind: 'double' });
    await pushed();
    expect(receiver.received).toHaveLength(2);
  });

  it('loses the answer, so that it comes again', async () => {
    await faults({ kind: 'timeout_after', count: 1 });
    await pushed();
    expect(receiver.received).toHaveLength(2);
    expect(await attempts()).toEqual([['timeout', 200]]);
  });

  it('loses a try on the way there', async () => {
    await faults({ kind: 'timeout_before', count: 2 });
    await pushed();
    expect(receiver.received).toHaveLength(1);
    expect(await attempts()).toEqual([['timeout', 'timeout', 200]]);
  });

  it('delays it', async () => {
    await faults({ kind: 'delay', ms: 300 });
    const start = Date.now();
    await pushed();
    expect(Date.now() - start).toBeGreaterThanOrEqual(290);
  });

  it('lets the next one overtake it', async () => {
    await mode('plain');
    await faults({ kind: 'reorder', count: 1 });
    await authorize('first');
    await authorize('second');
    await at.wechat.drain();
    expect(receiver.received.map(({ body }) => parse(body)['SuccOrderId'])).toEqual(['second', 'first']);
  });
});

it('forgets pushes under way when it is reset', async () => {
  receiver.answerWith(() => ({ afterMs: 300 }));
  await authorize();
  await at.wechat.reset();
  await at.wechat.drain();
  expect((await at.control('events')).body).toEqual([]);
});
