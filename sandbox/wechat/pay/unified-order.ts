import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isIP } from 'node:net';
import * as v from 'valibot';
import type { DemoMerchant } from '../../demo';
import { newIds } from '../ids';
import type { CallDesk, Outcome, WeChatEnv } from '../wire/call-desk';
import { readXml, writeXml, type XmlFields } from '../wire/xml';
import type { World } from '../world';
import { isSignedWith, paySignature, signTypes } from './signature';

const path = '/pay/unifiedorder';
const maxBody = 64_000;

/** The request cannot be read or trusted: answered in return_msg, without a signature. */
class Unreadable extends Error {}

/** The order cannot be placed: answered by a signed err_code. */
class Refused extends Error {
  constructor(
    readonly code: 'ORDERPAID' | 'OUT_TRADE_NO_USED',
    text: string,
  ) {
    super(text);
  }
}

const short = (length: number) => v.pipe(v.string(), v.nonEmpty(), v.maxLength(length));
const optional = (length: number) => v.optional(v.pipe(v.string(), v.maxLength(length)), '');

/** What the interface wants; other fields are signed along and left alone, as WeChat leaves them. */
const description = v.object({
  appid: short(32),
  mch_id: short(32),
  nonce_str: short(32),
  sign: short(64),
  sign_type: v.optional(v.picklist(signTypes), 'MD5'),
  body: short(128),
  attach: optional(127),
  out_trade_no: v.pipe(short(32), v.regex(/^[\w\-|*@]+$/)),
  total_fee: v.pipe(short(10), v.regex(/^[1-9]\d*$/), v.transform(Number)),
  spbill_create_ip: v.pipe(
    short(64),
    v.check((text) => isIP(text) > 0),
  ),
  notify_url: v.pipe(short(256), v.regex(/^https?:\/\//), v.url()),
  // WeChat has more kinds of order; the sandbox's people pay inside WeChat.
  trade_type: v.literal('JSAPI'),
  openid: v.optional(v.string()),
  receipt: optional(8),
});

const decode = (bytes: Uint8Array): string => {
  if (bytes.length === 0) throw new Unreadable('post数据为空');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable('编码格式错误');
  }
};

const readFields = (bytes: Uint8Array) => {
  const given = readXml(decode(bytes));
  if (!given) throw new Unreadable('XML格式错误');
  const result = v.safeParse(description, Object.fromEntries(given), { abortEarly: true });
  if (!result.success) {
    const name = v.getDotPath(result.issues[0]) ?? '';
    throw new Unreadable(given.get(name) ? `${name}参数格式错误` : `缺少参数${name}`);
  }
  return { given, fields: result.output };
};

const acts = ({ appids }: DemoMerchant, appid: string) =>
  [appids.pay, appids.official, appids.app, appids.authorization, appids.event].includes(appid);

/** Mounts the unified order of WeChat Pay's second version. */
export const mountUnifiedOrder = (app: Hono<WeChatEnv>, world: World, desk: CallDesk): void => {
  const xml = (fields: XmlFields) =>
    new Response(writeXml(fields), { headers: { 'content-type': 'text/plain; charset=utf-8' } });
  const unreadable = (text: string): Outcome => ({
    answer: xml({ return_code: 'FAIL', return_msg: text }),
    errcode: -1,
  });

  const place = (bytes: Uint8Array): Outcome => {
    const { given, fields } = readFields(bytes);
    const { appid, mch_id, openid, sign_type, out_trade_no } = fields;
    const merchant = world.accounts.merchantByMchid(mch_id);
    if (!merchant) throw new Unreadable('mch_id不存在');
    if (!isSignedWith(given, merchant.payKey, sign_type)) throw new Unreadable('签名错误');
    if (!world.accounts.find(appid)) throw new Unreadable('appid不存在');
    if (!acts(merchant, appid)) throw new Unreadable('商户号mch_id与appid不匹配');
    if (!openid) throw new Unreadable('JSAPI支付必须传openid');
    const person = world.people.find(openid);
    if (!person || world.people.openidUnder(person, appid) !== openid)
      throw new Unreadable('appid and openid not match');

    const answer = (result: XmlFields): Response => {
      const said = { return_code: 'SUCCESS', return_msg: 'OK', appid, mch_id, nonce_str: newIds.payNonce(), ...result };
      return xml({ ...said, sign: paySignature(Object.entries(said), merchant.payKey, sign_type) });
    };
    try {
      const { total_fee, body, notify_url, attach, receipt } = fields;
      const terms = JSON.stringify([appid, openid, body, total_fee, notify_url, attach, receipt]);
      const known = world.payments.find(mch_id, out_trade_no);
      if (known?.paid) throw new Refused('ORDERPAID', '该订单已支付');
      if (known && known.terms !== terms) throw new Refused('OUT_TRADE_NO_USED', '商户订单号重复');
      const prepay_id = known?.prepay_id ?? newIds.prepayId(world.now());
      world.payments.place({
        mchid: mch_id,
        out_trade_no,
        appid,
        openid,
        person: person.openid,
        body,
        total_fee,
        notify_url,
        attach,
        sign_type,
        receipt: receipt === 'Y',
        prepay_id,
        terms,
      });
      return { appid, errcode: 0, answer: answer({ result_code: 'SUCCESS', prepay_id, trade_type: 'JSAPI' }) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const refused = { result_code: 'FAIL', err_code: error.code, err_code_des: error.message };
      return { appid, errcode: -1, answer: answer(refused) };
    }
  };

  const perform = (method: string, bytes: Uint8Array): Outcome => {
    try {
      if (method !== 'POST') throw new Unreadable('请使用post方法');
      return world.store.transaction(() => place(bytes));
    } catch (error) {
      if (error instanceof Unreadable) return unreadable(error.message);
      world.log(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return unreadable('系统错误');
    }
  };

  app.all(path, bodyLimit({ maxSize: maxBody, onError: () => unreadable('XML格式错误').answer }), (c) =>
    desk.handle(c, path, {
      perform: async () => perform(c.req.method, new Uint8Array(await c.req.arrayBuffer())),
      refuse: () => unreadable('系统繁忙，请稍后再试'),
    }),
  );
};
