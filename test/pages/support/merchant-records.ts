import * as v from 'valibot';
import type { MerchantInvoice, MerchantOutput, RedView } from '../../../contract/merchant';
import { OrderId } from '../../../contract/primitives';
import { at, fen, TAX_NO } from './records';

const NOON = at(1_790_000_000);

/** An invoice as its merchant sees it: issued, but not in the card pack. */
export const aMerchantInvoice = (over: Partial<MerchantInvoice> = {}): MerchantInvoice => ({
  applicationId: 'a1',
  invoiceId: 'i1',
  merchantId: 'm-cafe',
  orderId: v.parse(OrderId, 'N1-1'),
  orderNos: ['N1'],
  titleName: '样例公司',
  amount: fen(4100),
  net: fen(3868),
  tax: fen(232),
  number: '00002000000012345678',
  appliedAt: NOON,
  issuedAt: NOON,
  authorization: 'authorized',
  issuing: 'issued',
  card: 'failed',
  stateCode: 'card_failed',
  stateText: '已开票，未入卡包',
  tone: 'attention',
  actions: ['insert'],
  kind: 'normal',
  form: 'digital',
  type: 0,
  headline: { text: '开好了，没能放入卡包', next: '可以再放一次', actor: 'merchant', tone: 'attention' },
  title: { kind: 'company', name: '样例公司', taxNo: TAX_NO, bank: '样例银行' },
  invoiceState: 'normal',
  reimburse: 'INIT',
  lines: [{ name: '*餐饮服务*餐饮服务', gross: fen(4100), net: fen(3868), tax: fen(232), rate: '6%' }],
  files: [],
  attachments: [],
  mails: [],
  reds: [],
  tasks: [],
  timeline: [
    { at: NOON, code: 'applied', text: '已提交申请', tone: 'done', by: 'buyer' },
    { at: at(1_790_000_060), code: 'card_failed', text: '没能放入卡包', tone: 'attention', by: 'wechat' },
  ],
  audit: [],
  problem: {
    code: 'card_refused',
    message: '微信没有收下这张卡',
    hint: '可以再放一次',
    wechat: { errcode: 72040, errmsg: 'invalid invoice' },
  },
  ...over,
});

/** A red as its merchant sees it: of the whole, waiting for the buyer. */
export const aRed = (over: Partial<RedView> = {}): RedView => ({
  redId: 'a1:red:1',
  startedBy: 'seller',
  reason: 'return',
  reasonText: '销货退回',
  whole: true,
  state: 'awaiting_buyer',
  stateText: '待购买方确认',
  tone: 'waiting',
  amount: fen(4100),
  net: fen(3868),
  tax: fen(232),
  deadline: at(1_790_259_200),
  formNo: '00262000000012345678',
  lines: [{ index: 0, name: '*餐饮服务*餐饮服务', rate: '6%', amount: fen(4100), net: fen(3868), tax: fen(232) }],
  files: [],
  requestedAt: NOON,
  actions: ['withdraw'],
  ...over,
});

export const someTotals = (
  over: Partial<MerchantOutput['invoices.totals']> = {},
): MerchantOutput['invoices.totals'] => ({
  totals: { count: 2, amount: fen(123450), tax: fen(6988) },
  tabs: [
    { tab: 'all', text: '全部', count: 2 },
    { tab: 'card_failed', text: '未入卡包', count: 1 },
    { tab: 'failed', text: '开票失败', count: 1 },
  ],
  more: false,
  actions: ['retry', 'insert'],
  ...over,
});
