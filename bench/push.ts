import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { openDelivery } from '../cloudfunctions/common/wechat/push-gate';
import type { PushAccount } from '../cloudfunctions/common/wechat/push-accounts';
import { functionEnv } from '../sandbox/settings';
import { authorizeXml, encryptedPush, type PushSecrets } from '../test/support/signed-push';
import { cloudEnv, inColdProcess } from './cold-process';
import { median, type Figure } from './report';
import { benchSandbox } from './sandbox';

const load = createRequire(__filename);

/** What is used of two packages without types. */
interface WechatCrypto {
  getSignature(timestamp: string, nonce: string, encrypted: string): string;
  decrypt(encrypted: string): { message: string; id: string };
}
const { default: WXBizMsgCrypt = load('wechat-crypto') as unknown } = load('wechat-crypto') as { default?: unknown };
const Crypt = WXBizMsgCrypt as new (token: string, encodingAESKey: string, appid: string) => WechatCrypto;
const xml2js = load('xml2js') as {
  Parser: new (options: object) => { parseStringPromise(text: string): Promise<{ xml: Record<string, string> }> };
};

const secrets: PushSecrets = {
  appid: 'wxde00000000000002',
  token: 'bench-token',
  encodingAesKey: 'Dzyo5rkjHGDS40P8VjqXGcX4xG4g8Ge538q0VkDzyo4',
};
const account: PushAccount = {
  appid: secrets.appid,
  tokens: [secrets.token],
  encodingAesKeys: [secrets.encodingAesKey],
  mode: 'safe',
};
const now = 1_700_000_000;

/** As the old documentation prints it: a blank on either side of every CDATA section. */
const padded = authorizeXml('0012345').replaceAll('<![CDATA[', ' <![CDATA[').replaceAll(']]>', ']]> ');
const delivery = encryptedPush(secrets, padded, now);

const expected = {
  ToUserName: 'gh_1',
  FromUserName: 'oBuyer',
  CreateTime: '1700000000',
  MsgType: 'event',
  Event: 'user_authorize_invoice',
  SuccOrderId: '0012345',
  FailOrderId: '',
  AuthorizeAppId: 'wxde00000000000001',
  Source: 'wxa',
};

const own = async () => openDelivery(account, delivery, now);

/** The same with the two packages, as their readmes show it: signature, cipher text, account and message. */
const peers = async (): Promise<Record<string, string>> => {
  const crypt = new Crypt(secrets.token, secrets.encodingAesKey, secrets.appid);
  const options = { trim: true, explicitArray: false };
  const { query, body } = delivery;
  const { Encrypt: encrypted = '' } = (await new xml2js.Parser(options).parseStringPromise(body)).xml;
  const signature = crypt.getSignature(query['timestamp'] ?? '', query['nonce'] ?? '', encrypted);
  if (signature !== query['msg_signature']) throw new Error('bad signature');
  const { message, id } = crypt.decrypt(encrypted);
  if (id !== secrets.appid) throw new Error('another account');
  const { xml: fields } = await new xml2js.Parser(options).parseStringPromise(message);
  // It leaves the blanks around an empty section.
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.trim()]));
};

// Short turns, so that a slow moment of the machine hits both alike.
const TIMES = 100;
const ROUNDS = 100;
const WARM_ROUNDS = 20;

const perSecond = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  for (let time = 0; time < TIMES; time += 1) await work();
  return (TIMES / (performance.now() - started)) * 1000;
};

const opening = async (): Promise<Figure> => {
  for (const work of [own, peers]) {
    const fields = await work();
    if (!isDeepStrictEqual({ ...fields }, expected)) throw new Error(`read ${JSON.stringify(fields)}`);
    for (let round = 0; round < WARM_ROUNDS; round += 1) await perSecond(work);
  }
  const rates: { own: number[]; peers: number[] } = { own: [], peers: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.own.push(await perSecond(own));
    rates.peers.push(await perSecond(peers));
  }
  const [ours, theirs] = [median(rates.own), median(rates.peers)];
  return {
    name: 'verify + decrypt + parse one pushed event / wechat-crypto + xml2js',
    detail: `${ours.toFixed(0)} / ${theirs.toFixed(0)} a second, median of ${ROUNDS} × ${TIMES}, the blank-padded sample of the old documentation`,
    ratio: ours / theirs,
    goal: { atLeast: 1.5 },
  };
};

const COLD_ROUNDS = 15;
const requiring = `const t = process.hrtime.bigint(); require(process.argv[1]);
  console.log(Number(process.hrtime.bigint() - t) / 1e6); process.exit(0)`;
const pushing = `const calls = []; const { subscribe } = require('node:diagnostics_channel');
  subscribe('http.client.request.start', ({ request }) => calls.push('http://' + request.getHeader('host')));
  subscribe('undici:request:create', ({ request }) => calls.push(String(request.origin)));
  const t = process.hrtime.bigint(); const { main } = require(process.argv[1]);
  main(JSON.parse(process.argv[2])).then(({ statusCode, body }) => {
    const ms = Number(process.hrtime.bigint() - t) / 1e6;
    console.log(JSON.stringify({ ms, statusCode, body, calls })); process.exit(0);
  });`;

interface Taken {
  ms: number;
  statusCode: number;
  body: string;
  /** Where the function called, each time that it did. */
  calls: string[];
}

const cold = async (root: string): Promise<Figure[]> => {
  const sandbox = await benchSandbox();
  try {
    const { appid, pushToken, encodingAesKey } = sandbox.demo.accounts[0] ?? {};
    if (!appid || !pushToken || !encodingAesKey) throw new Error('the demo has no account');
    const urls = { sandbox: sandbox.url, wechat: sandbox.wechatUrl };
    const env = { ...cloudEnv(sandbox.url), ...functionEnv('push', sandbox.demo, urls), TCB_SOURCE: 'wx_http' };
    const sdk = load.resolve('wx-server-sdk');
    const bundle = join(root, 'dist/cloudfunctions/push/index.js');

    const pushOnce = async (orderId: string): Promise<Taken> => {
      const seconds = Math.floor(sandbox.clock.now() / 1000);
      const signed = encryptedPush(
        { appid, token: pushToken, encodingAesKey },
        authorizeXml(orderId, seconds),
        seconds,
      );
      const event = {
        path: `/push/${appid}`,
        httpMethod: 'POST',
        queryStringParameters: signed.query,
        body: signed.body,
      };
      const answer = await inColdProcess<Taken>(['-e', pushing, bundle, JSON.stringify(event)], env);
      if (answer.statusCode !== 200 || answer.body !== 'success') throw new Error(JSON.stringify(answer));
      return answer;
    };
    await pushOnce('bench-warm');
    const times: { push: number[]; sdk: number[] } = { push: [], sdk: [] };
    for (let round = 0; round < COLD_ROUNDS; round += 1) {
      times.sdk.push(await inColdProcess<number>(['-e', requiring, sdk], env));
      times.push.push((await pushOnce(`bench-${round}`)).ms);
    }
    const [ours, base] = [median(times.push), median(times.sdk)];
    const taken: Figure = {
      name: 'push cold: load, verify, store, answer / require of wx-server-sdk',
      detail: `${ours.toFixed(1)} ms / ${base.toFixed(1)} ms, median of ${COLD_ROUNDS} cold processes each, the database on this machine`,
      ratio: ours / base,
      goal: { atMost: 1 },
    };
    const { calls } = await pushOnce('bench-warm');
    const platform = calls.filter((origin) => origin === sandbox.url).length;
    const doubled: Figure = {
      name: 'a push that is delivered again: calls that it costs',
      detail: `${platform} to CloudBase, ${calls.length - platform} to anybody else, WeChat included`,
      ratio: calls.length,
      goal: { atMost: 1 },
    };
    return [taken, doubled];
  } finally {
    await sandbox.close();
  }
};

/** A pushed event: opened warm, taken in by a cold function, and delivered again. */
export const push = async (root = join(__dirname, '..')): Promise<Figure[]> => [await opening(), ...(await cold(root))];
