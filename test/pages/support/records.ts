import * as v from 'valibot';
import type { ApplicationView, InvoiceDetail, OrderSummary, SavedTitle } from '../../../contract/buyer';
import { Fen, OrderId, UnixSeconds } from '../../../contract/primitives';

export const fen = (value: number): Fen => v.parse(Fen, value);
export const at = (value: number): UnixSeconds => v.parse(UnixSeconds, value);

const NOON = at(1_790_000_000);
export const cafe = { id: 'm-cafe', name: '云上小馆' };

/** A tax number of seed 002, which is right. */
export const TAX_NO = '91310118055085080P';

export const anOrder = (over: Partial<OrderSummary> = {}): OrderSummary => ({
  orderNo: 'N1',
  merchant: cafe,
  summary: '双人早午餐',
  amount: fen(4100),
  paid: fen(4100),
  refunded: fen(0),
  excluded: fen(0),
  paidAt: NOON,
  state: 'invoiceable',
  canApply: true,
  kinds: ['normal'],
  mergeKey: 'm-cafe',
  ...over,
});

export const anApplication = (over: Partial<ApplicationView> = {}): ApplicationView => ({
  applicationId: 'a1',
  orderId: v.parse(OrderId, 'N1-1'),
  orderNos: ['N1'],
  merchant: cafe,
  amount: fen(4100),
  kind: 'normal',
  title: { kind: 'company', name: '样例公司', taxNo: TAX_NO },
  type: 0,
  authorization: 'waiting',
  issuing: 'none',
  card: 'none',
  headline: {
    text: '还差一步：在微信页面点“申请开票”',
    next: '确认后自动开票',
    actor: 'buyer',
    tone: 'attention',
  },
  timeline: [{ at: NOON, code: 'applied', text: '已申请', tone: 'done', by: 'buyer' }],
  actions: ['authorize', 'refresh', 'withdraw'],
  refreshAfter: 5,
  ...over,
});

export const issuing = (over: Partial<ApplicationView> = {}): ApplicationView =>
  anApplication({
    authorization: 'authorized',
    issuing: 'accepted',
    headline: { text: '正在开票', next: '可离开此页，开好后放入您的卡包', actor: 'platform', tone: 'working' },
    actions: ['refresh'],
    refreshAfter: 2,
    ...over,
  });

export const anInvoice = (over: Partial<InvoiceDetail> = {}): InvoiceDetail => ({
  invoiceId: 'i1',
  applicationId: 'a1',
  merchant: cafe,
  number: '00002000000012345678',
  form: 'digital',
  kind: 'normal',
  titleName: '样例公司',
  amount: fen(4100),
  issuedAt: NOON,
  state: 'normal',
  card: 'inserted',
  stateText: '已放入卡包',
  tone: 'done',
  title: { kind: 'company', name: '样例公司', taxNo: TAX_NO, bank: '样例银行' },
  seller: { name: '云上小馆餐饮有限公司', taxNo: '91000000MA0CAFE012' },
  net: fen(3868),
  tax: fen(232),
  lines: [{ name: '*餐饮服务*餐饮服务', net: fen(3868), tax: fen(232), rate: '6%' }],
  cardRef: { cardId: 'c1', code: 'k1' },
  files: [{ format: 'pdf', url: 'https://files.example/1.pdf', expiresAt: at(4_000_000_000) }],
  attachments: [],
  reissue: { can: true },
  orderNos: ['N1'],
  ...over,
});

export const aTitle = (over: Partial<SavedTitle> = {}): SavedTitle => ({
  titleId: 't1',
  title: { kind: 'company', name: '样例公司', taxNo: TAX_NO },
  isDefault: false,
  ...over,
});
