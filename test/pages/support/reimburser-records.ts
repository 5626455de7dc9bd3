import type {
  ClaimInvoiceDetail,
  ClaimInvoiceRow,
  ClaimOutput,
  ClaimView,
  CompanyMembership,
  ReadRow,
} from '../../../contract/reimburser';
import { at, fen, TAX_NO } from './records';

const NOON = at(1_790_000_000);

export const finance: CompanyMembership = {
  companyId: 'c-sample',
  companyName: '样例科技有限公司',
  role: 'finance',
  roleText: '财务',
  may: ['claims', 'lock'],
};
export const employee: CompanyMembership = { ...finance, role: 'employee', roleText: '员工', may: [] };

/** A draft of the person's own, with two invoices. */
export const aClaim = (over: Partial<ClaimView> = {}): ClaimView => ({
  claimId: 'cl1',
  number: 'BX20260921-A1B2C',
  purpose: '上海出差',
  applicant: '阿明',
  mine: true,
  state: 'draft',
  stateText: '草稿',
  tone: 'waiting',
  count: 2,
  amount: fen(64_100),
  createdAt: NOON,
  troubled: 0,
  companyId: 'c-sample',
  companyName: '样例科技有限公司',
  version: 3,
  headline: { text: '还没有提交', next: '添加发票后提交审批', actor: 'applicant', tone: 'waiting' },
  follow: 'none',
  tax: fen(3628),
  stops: 0,
  warnings: 1,
  unverified: 2,
  cards: 1,
  actions: ['edit', 'submit', 'remove', 'verify', 'export'],
  log: [{ at: NOON, atText: '2026-09-21 22:13', text: '新建', name: '阿明', role: 'employee' }],
  ...over,
});

/** An invoice from the card pack, in order. */
export const anItem = (over: Partial<ClaimInvoiceRow> = {}): ClaimInvoiceRow => ({
  itemId: 'it1',
  source: 'card',
  sourceText: '卡包',
  form: 'digital',
  number: '26009000084197541857',
  title: '样例科技有限公司',
  payee: '云上小馆餐饮有限公司',
  amount: fen(4100),
  net: fen(3868),
  tax: fen(232),
  issuedAt: NOON,
  issuedText: '2026-09-21 22:13:20',
  status: 'INIT',
  statusText: '未锁定',
  tone: 'done',
  checks: [],
  verification: { state: 'none', text: '未查验', tone: 'waiting' },
  toRecover: false,
  ...over,
});

/** Everything that a claim says of one invoice, with every field of seed 002's table. */
export const aDetail = (over: Partial<ClaimInvoiceDetail> = {}): ClaimInvoiceDetail => ({
  ...anItem(),
  claimId: 'cl1',
  invoice: {
    cardId: 'p-card-1',
    openid: 'o-somebody',
    type: '增值税电子普通发票',
    payee: '云上小馆餐饮有限公司',
    detail: '可在报销时使用',
    validFrom: NOON,
    validTo: at(1_821_536_000),
    orderId: 'ORDER-1',
    title: '样例科技有限公司',
    amount: fen(4100),
    net: fen(3868),
    tax: fen(232),
    issuedAt: NOON,
    form: 'classic',
    number: '39324919',
    code: '031001900111',
    checkCode: '11567682303578313021',
    lines: [{ name: '*餐饮服务*餐饮服务', quantity: 2, unit: '份', price: fen(1934) }],
    buyerTaxNo: TAX_NO,
    buyerAddressAndPhone: '样例路 1 号 021-1',
    buyerBankAccount: '样例银行 1',
    sellerTaxNo: '91310000055937247B',
    sellerAddressAndPhone: '样例路 2 号 021-2',
    sellerBankAccount: '样例银行 2',
    remark: '堂食',
    cashier: '收款甲',
    drawer: '开票乙',
  },
  checks: [
    { code: 'title_differs', level: 'ok', text: '抬头一致' },
    { code: 'tax_no_differs', level: 'stop', text: '税号不是本企业的', ours: '91000000MA0C0MPA1D', theirs: TAX_NO },
  ],
  files: [],
  byHand: {
    code: '031001900111',
    number: '39324919',
    date: '2026-09-21',
    amount: '41.00',
    url: 'https://inv-veri.chinatax.gov.cn/',
  },
  log: [{ at: NOON, atText: '2026-09-21 22:13', text: '从卡包加入', name: '阿明' }],
  actions: ['remove', 'attach', 'verify', 'verifyByHand'],
  ...over,
});

/** An invoice of the quick check. */
export const aReadRow = (over: Partial<ReadRow> = {}): ReadRow => ({
  cardId: 'p-card-1',
  encryptCode: 'e-1',
  invoice: {
    cardId: 'p-card-1',
    status: 'INIT',
    title: '样例科技有限公司',
    payee: '云上小馆餐饮有限公司',
    amount: fen(4100),
    number: '26009000084197541857',
    lines: [],
  },
  issuedText: '2026-09-21 22:13:20',
  statusText: '未锁定',
  tone: 'done',
  checks: [],
  lockable: true,
  ...over,
});

export const claimTotals = (over: Partial<ClaimOutput['claims.totals']> = {}): ClaimOutput['claims.totals'] => ({
  totals: { count: 2, amount: fen(123_450), invoices: 7 },
  tabs: [
    { tab: 'all', text: '全部', count: 2 },
    { tab: 'submitted', text: '待审批', count: 1 },
    { tab: 'recover', text: '待追回', count: 0 },
  ],
  more: false,
  ...over,
});
