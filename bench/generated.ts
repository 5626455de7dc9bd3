import { chinaDate } from '../cloudfunctions/common/domain/china-day';
import { listStateOf } from '../cloudfunctions/common/domain/merchant-view';
import { searchKeysOf } from '../cloudfunctions/common/domain/search-keys';
import { step, type Move } from '../cloudfunctions/common/domain/state';
import type { ApplicationRecord, CounterRecord, InvoiceRecord } from '../cloudfunctions/common/store/records';
import type { Title } from '../contract/buyer';
import type { Fen, OrderId, UnixSeconds } from '../contract/primitives';

const places = ['北京', '上海', '广州', '深圳', '杭州', '成都', '武汉', '西安', '南京', '苏州', '重庆', '天津', '长沙'];
const trades = [
  '样例科技',
  '示范餐饮',
  '测试贸易',
  '虚构物流',
  '演示文化',
  '模拟建材',
  '假想电子',
  '例子咨询',
  '范本广告',
];
const surnames = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '胡'];
const names = ['小一', '小二', '小三', '小四', '小五', '小六', '小七', '小八', '小九', '小十', '十一'];

const pick = <T>(from: readonly T[], n: number): T => from[n % from.length] as T;

const titleOf = (n: number): Title =>
  n % 2
    ? { kind: 'personal', name: pick(surnames, n >> 1) + pick(names, n >> 4) }
    : { kind: 'company', name: `${pick(places, n >> 1)}${pick(trades, n >> 3)}有限公司`, taxNo: '91000000MA0C0MPA1D' };

const issued: Move[] = ['ask', 'authorize', 'accept', 'issue'];
/** How each of a hundred applications went. */
const lives: readonly (readonly [below: number, moves: Move[]])[] = [
  [88, [...issued, 'insert', 'inserted']],
  [90, [...issued, 'insert', 'inserted', 'discard']],
  [92, [...issued, 'insert', 'failToInsert']],
  [94, ['ask']],
  [95, ['ask', 'authorize', 'accept']],
  [97, ['ask', 'authorize', 'accept', 'failToIssue']],
  [98, ['ask', 'withdraw']],
  [99, ['ask', 'authorize', 'refuse']],
  [100, ['ask', 'authorize', 'review']],
];

/** The applications of a merchant, spread evenly over some days until now; none of it is anybody's. */
export interface Generation {
  merchantId: string;
  count: number;
  until: number;
  days: number;
}

const applicationOf = ({ merchantId, count, until, days }: Generation, n: number): ApplicationRecord => {
  const at = (until - Math.floor(((count - n) / count) * days * 86_400)) as UnixSeconds;
  const _id = `ap_bench${String(n).padStart(12, '0')}`;
  const orderId = `BENCH-${n}-1` as OrderId;
  const amount = (1000 + ((n * 7919) % 500_000)) as Fen;
  const orderNo = `BENCH-${String(n).padStart(9, '0')}`;
  const fresh: ApplicationRecord = {
    _id,
    merchantId,
    buyerOpenid: `o_bench${n % 50_000}`,
    orderId,
    requestKey: `o_bench${n % 50_000}:r${n}`,
    requestHash: String(n),
    orderKeys: [`${merchantId}:${orderNo}`],
    orderNos: [orderNo],
    phoneLast4s: [String(n % 10_000).padStart(4, '0')],
    amount,
    kind: n % 4 === 0 ? 'special' : 'normal',
    type: 0,
    source: 'wxa',
    title: titleOf(n),
    key: { sPappid: 'bench', appid: 'wxde00000000000001', orderId },
    platformAppid: 'wxde00000000000002',
    mode: 'self_built',
    form: 'digital',
    seller: { name: '云上小馆餐饮有限公司', taxNo: '91000000MA0CAFE012' },
    authorization: { state: 'none', at },
    issuing: { state: 'none', at, attempt: 0 },
    card: { state: 'none', at, attempt: 0 },
    lines: [{ name: '*餐饮服务*餐饮服务', taxCode: '3070401000000000000', gross: amount, rate: n % 3 ? '6%' : '13%' }],
    timeline: [],
    sortKey: `${String(at).padStart(10, '0')}:${_id}`,
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
  const moves = lives.find(([below]) => n % 100 < below)?.[1] ?? [];
  const problem = { code: 'issuer_busy', message: '开票平台忙', hint: '请稍后再试', retryable: false };
  const moved = moves.reduce<ApplicationRecord>(
    (life, move, i) =>
      step(life, move, (at + (i + 1) * 20) as UnixSeconds, move.startsWith('failTo') ? { problem } : {}),
    fresh,
  );
  const invoiced = moved.issuing.state === 'issued';
  const known = invoiced
    ? {
        invoiceId: _id.replace('ap', 'iv'),
        issued: {
          number: String(26_000_000_000_000_000_000n + BigInt(n)),
          tax: taxOf(n, amount),
          at: moved.issuing.at,
        },
      }
    : {};
  const whole = { ...moved, ...known };
  return { ...whole, listState: listStateOf(whole), searchKeys: keysOf(whole) };
};

const titleKeys = new Map<string, string[]>();

/** The search keys; those of a title are made once. */
const keysOf = ({ title, ...rest }: ApplicationRecord): string[] => {
  const name = title?.name ?? '';
  const ofTitle = titleKeys.get(name) ?? searchKeysOf({ orderNos: [], title: { name } });
  titleKeys.set(name, ofTitle);
  return [...searchKeysOf(rest), ...ofTitle];
};

const taxOf = (n: number, amount: number): Fen => {
  const rate = n % 3 ? 0.06 : 0.13;
  return (amount - Math.round(amount / (1 + rate))) as Fen;
};

export function* applications(generation: Generation): Generator<ApplicationRecord> {
  for (let n = 0; n < generation.count; n += 1) yield applicationOf(generation, n);
}

/** The invoices of those applications that have one. */
export function* invoices(generation: Generation): Generator<InvoiceRecord> {
  for (const application of applications(generation)) {
    const { _id, invoiceId, merchantId, buyerOpenid, form, kind, title, seller, amount, orderNos, lines } = application;
    if (!invoiceId || !application.issued || !title) continue;
    const { number, tax, at } = application.issued;
    const net = (amount - tax) as Fen;
    yield {
      _id: invoiceId,
      applicationId: _id,
      merchantId,
      buyerOpenid,
      numberKey: `:${number}`,
      number,
      form,
      kind,
      title,
      seller,
      amount,
      net,
      tax,
      lines: lines.map(({ name, taxCode, rate }) => ({ name, taxCode, rate, net, tax })),
      files: [],
      state: 'normal',
      orderNos,
      issuedAt: at,
      sortKey: `${String(at).padStart(10, '0')}:${invoiceId}`,
      version: 1,
    };
  }
}

/** The counters that the same applications would have left. */
export const counters = (generation: Generation): CounterRecord[] => {
  const all = new Map<string, CounterRecord>();
  let n = 0;
  for (const { merchantId, createdAt, listState, amount, issued: invoice } of applications(generation)) {
    n += 1;
    const date = chinaDate(createdAt);
    for (const period of [`d${date}`, `m${date.slice(0, 7)}`]) {
      const _id = `${merchantId}:${period}:${n % 8}`;
      const counter = all.get(_id) ?? { _id, merchantId, period };
      all.set(_id, counter);
      if (!listState) continue;
      counter[`${listState}_count`] = (counter[`${listState}_count`] ?? 0) + 1;
      counter[`${listState}_amount`] = (counter[`${listState}_amount`] ?? 0) + amount;
      counter[`${listState}_tax`] = (counter[`${listState}_tax`] ?? 0) + (invoice?.tax ?? 0);
    }
  }
  return [...all.values()];
};
