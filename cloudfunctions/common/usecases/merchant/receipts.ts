import type { Code, Download, ReceiptOrder, ReceiptOutput } from '../../../../contract/merchant-receipts';
import type { UnixSeconds } from '../../../../contract/primitives';
import type { MemberTask, OrderState, Tone } from '../../../../contract/states';
import { qrPng, qrSvg } from '../../drawing/qr-code';
import { tableCard } from '../../drawing/table-card';
import { orderSummary } from '../../domain/order';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { MemberRecord, MerchantRecord, OrderRecord } from '../../store/records';
import { refuse } from '../failures';
import { memberOf, requireTask } from './members';

export const PAGE = 20;

export interface OfMerchant {
  merchantId?: string | undefined;
}

/** The merchant that a member may do something for. */
export const merchantFor = async (
  ports: Ports,
  openid: string,
  task: MemberTask,
  merchantId?: string,
): Promise<{ merchant: MerchantRecord; member: MemberRecord }> => {
  const member = await memberOf(ports, openid, merchantId);
  requireTask(member, task);
  const merchant = await ports.merchants.findMerchant(member.merchantId);
  if (!merchant) throw fail('not_found');
  return { merchant, member };
};

/** A place in a list of orders, from the answer before. */
export const placeOf = (cursor: string | undefined): string | undefined => {
  if (cursor === undefined) return undefined;
  const place = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{10}:/.test(place))
    throw fail('bad_request', { hint: '开发者：cursor 不是上一次的应答给出的', field: 'cursor' });
  return place;
};

/** A page of orders out of one more than it has room for. */
export const pageOf = <Row>(
  found: OrderRecord[],
  rowOf: (order: OrderRecord) => Row,
): { orders: Row[]; next?: string } => {
  const last = found[PAGE - 1];
  return {
    orders: found.slice(0, PAGE).map(rowOf),
    ...(found.length > PAGE && last && { next: Buffer.from(last.sortKey).toString('base64url') }),
  };
};

const words: Readonly<Record<OrderState, readonly [stateText: string, tone: Tone]>> = {
  invoiceable: ['等待扫码', 'waiting'],
  in_progress: ['开票中', 'working'],
  invoiced: ['已开票', 'done'],
  not_invoiceable: ['不能开票', 'ended'],
};

export const receiptOrder = (order: OrderRecord, merchant: MerchantRecord, now: UnixSeconds): ReceiptOrder => {
  const { orderNo, summary, amount, state, reason } = orderSummary(order, merchant, now);
  const [stateText, tone] = words[state];
  const row = { orderNo, summary, amount, at: order.paidAt ?? order.createdAt, state };
  if (order.till && order.status === 'closed')
    return { ...row, stateText: '已撤回', tone: 'ended', reason: '已撤回，二维码已失效' };
  return { ...row, stateText, tone, ...(reason && { reason }) };
};

const drawn = async (url: string): Promise<Code> => ({
  url,
  image: `data:image/png;base64,${(await qrPng(url)).toString('base64')}`,
});

export const codeOf = async (ports: Ports, { _id }: MerchantRecord, orderNo: string): Promise<Code> =>
  drawn((await ports.call('open', 'receipts.link', { merchantId: _id, orderNo })).url);

/** Orders that no invoice has been asked for. */
export const listReceiptOrders = async (
  ports: Ports,
  openid: string,
  { merchantId, cursor }: OfMerchant & { cursor?: string | undefined },
): Promise<ReceiptOutput['receipts.orders']> => {
  const { merchant } = await merchantFor(ports, openid, 'receipts', merchantId);
  const found = await ports.orders.ordersOfMerchant(merchant._id, 'free', placeOf(cursor), PAGE + 1);
  return pageOf(found, (order) => receiptOrder(order, merchant, ports.now()));
};

const orderOf = async (ports: Ports, merchant: MerchantRecord, orderNo: string): Promise<OrderRecord> => {
  const order = await ports.orders.findOrder(ports.orders.orderKey(merchant._id, orderNo));
  if (!order) throw refuse('order_not_found');
  return order;
};

/** The code of one order, to be shown. */
export const showCode = async (
  ports: Ports,
  openid: string,
  { merchantId, orderNo }: OfMerchant & { orderNo: string },
): Promise<ReceiptOutput['receipts.code']> => {
  const { merchant } = await merchantFor(ports, openid, 'receipts', merchantId);
  const order = await orderOf(ports, merchant, orderNo);
  return { order: receiptOrder(order, merchant, ports.now()), code: await codeOf(ports, merchant, orderNo) };
};

const kept = async (ports: Ports, { _id }: MerchantRecord, name: string, bytes: Uint8Array): Promise<Download> => {
  const ending = name.slice(name.lastIndexOf('.'));
  const path = `receipts/${_id}/${ports.ids.hashOf(bytes).slice(0, 24)}${ending}`;
  const [url = ''] = await ports.files.linksTo([await ports.files.saveFile(path, bytes)]);
  return { name, bytes: bytes.length, url, expiresAt: (ports.now() + ports.files.LINK_SECONDS) as UnixSeconds };
};

const safeName = (orderNo: string): string => orderNo.replace(/[^\p{L}\p{N}_.-]/gu, '_').replace(/^\.+/, '_');

/** The codes of orders as files for the till's printer. */
export const makeCodes = async (
  ports: Ports,
  openid: string,
  { merchantId, orderNos, format }: OfMerchant & { orderNos: string[]; format: 'png' | 'svg' },
): Promise<ReceiptOutput['receipts.batch']> => {
  const { merchant } = await merchantFor(ports, openid, 'receipts', merchantId);
  const wanted = [...new Set(orderNos)];
  const found = await ports.orders.findOrders(wanted.map((orderNo) => ports.orders.orderKey(merchant._id, orderNo)));
  const missing = wanted.find((orderNo) => !found.has(ports.orders.orderKey(merchant._id, orderNo)));
  if (missing !== undefined) throw refuse('order_not_found', { message: `没有找到订单 ${missing}` });
  const { urls } = await ports.call('open', 'receipts.links', { merchantId: merchant._id, orderNos: wanted });
  const files = await Promise.all(
    urls.map(async (url, i) => {
      const bytes = format === 'png' ? await qrPng(url) : Buffer.from(await qrSvg(url));
      // Numbered: two order numbers may differ only in what a file name cannot say.
      return [
        `${String(i + 1).padStart(3, '0')}-${safeName(wanted[i] ?? '')}.${format}`,
        new Uint8Array(bytes),
      ] as const;
    }),
  );
  const [only] = files;
  if (files.length === 1 && only)
    return { file: await kept(ports, merchant, `${safeName(wanted[0] ?? '')}.${format}`, only[1]) };
  const { zipSync } = await import('fflate');
  const zip = zipSync(Object.fromEntries(files), { level: 6, mtime: new Date(ports.now() * 1000) });
  return { file: await kept(ports, merchant, `小票二维码-${files.length}张.zip`, zip) };
};

/** 台卡: the merchant's name and a code that leads to its page. */
export const makeTableCard = async (
  ports: Ports,
  openid: string,
  { merchantId }: OfMerchant,
): Promise<ReceiptOutput['receipts.tableCard']> => {
  const { merchant } = await merchantFor(ports, openid, 'receipts', merchantId);
  const { url } = await ports.call('open', 'shops.link', { merchantId: merchant._id });
  const name = merchant.shortName || merchant.name;
  return { file: await kept(ports, merchant, `台卡-${safeName(name)}.pdf`, await tableCard(name, url)) };
};

/** The code under which an invoice that was issued first is claimed. */
export const claimCode = async (ports: Ports, invoiceId: string, { invoicingDays }: MerchantRecord) => {
  const { url, expiresAt } = await ports.call('open', 'claims.link', { invoiceId, days: invoicingDays });
  return { code: await drawn(url), until: expiresAt };
};
