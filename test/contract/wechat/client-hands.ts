import type { Envelope } from '../../../contract/envelope';
import type { WechatInput } from '../../../contract/wechat';
import { storeFile, tinyPdf, type ClientWorld } from './client-world';

/** Demo accounts: the mini program, and the service account that is a platform and a reimburser as well. */
export const phoneApp = 'wxde00000000000001';
export const platform = 'wxde00000000000002';
const contact = { phone: '4000000001', timeoutSeconds: 86_400 };

export const dataOf = <T>(envelope: Envelope<T>): T => {
  if (!envelope.ok) throw new Error(JSON.stringify(envelope.error));
  return envelope.data;
};

let serial = 0;
const next = () => (serial += 1);

export const freshNumber = () =>
  `2599000000${String(Date.now() % 1e7).padStart(7, '0')}${String(next()).padStart(3, '0')}`;

export const content = (number: string): WechatInput['card.insert']['content'] => ({
  title: '张三',
  amount: 4100,
  net: 3868,
  tax: 232,
  issuedAt: 1_700_000_000,
  form: 'digital',
  number,
  lines: [{ name: '*餐饮服务*餐饮服务', quantity: 1, unit: '', price: 3868 }],
});

/** What a test of the `wechat` function does again and again. */
export const handsOf = (world: ClientWorld, sPappid: string) => {
  const freshKey = () => ({ sPappid, appid: phoneApp, orderId: `order-${Date.now().toString(36)}-${next()}` });

  const urlInput = (
    key = freshKey(),
    more: Partial<WechatInput['authorization.url']> = {},
  ): WechatInput['authorization.url'] => ({ key, money: 4100, source: 'wxa', type: 0, contact, ...more });

  const strike = (path: string, kind: string, more: object = {}) =>
    world.control('PUT', 'faults', { seed: 1, rules: [{ path, kind, count: 1, ...more }] });

  /** An authorised order, a template that has rested, and an uploaded PDF. */
  const readyCard = async () => {
    const key = freshKey();
    dataOf(await world.call('authorization.url', urlInput(key)));
    await world.control('POST', 'authorize', { order_id: key.orderId });
    const template = {
      appid: platform,
      payee: '云上小馆餐饮有限公司',
      title: '云上小馆',
      type: '电子发票',
      logoUrl: 'http://mmbiz.qpic.cn/x',
    };
    const { cardId } = dataOf(await world.call('card.template', template));
    await world.clock.advance(3600);
    const fileId = await storeFile(world, `invoices/${key.orderId}.pdf`, tinyPdf(key.orderId));
    const { mediaId } = dataOf(await world.call('pdf.upload', { appid: platform, fileId }));
    return { key, cardId, mediaId };
  };

  /** An invoice in the first buyer's card pack, as a person would choose it. */
  const chosenCard = async (invoice = content(freshNumber())) => {
    const ready = await readyCard();
    dataOf(await world.call('card.insert', { appid: platform, ...ready, content: invoice }));
    const cards = (await (await fetch(`${world.wechatUrl}/__sandbox/cards`)).json()) as Record<string, string>[];
    const card = cards.find(({ order_id }) => order_id === ready.key.orderId);
    return { cardId: ready.cardId, encryptCode: card?.['encrypt_code'] ?? '', orderId: ready.key.orderId };
  };

  return { freshKey, urlInput, strike, readyCard, chosenCard };
};
