import { UnreadableFile } from './text';

/** What a column may hold. */
export type Field =
  'orderNo' | 'item' | 'amount' | 'paidAt' | 'completedAt' | 'status' | 'refunded' | 'excluded' | 'phone' | 'openid';

/** Headings known without a mapping; the field's own name is one of them. */
const headings: Record<Field, string[]> = {
  orderNo: ['orderNo', '订单号', '订单编号', 'Order No', 'Order Number', 'Order ID'],
  item: ['item', '商品名称', '商品', '商品标题', '宝贝标题', '宝贝名称', 'Product'],
  amount: [
    'amount',
    '实付金额',
    '买家实付',
    '买家实付金额',
    '买家实际支付金额',
    '订单实付金额',
    '实收金额',
    'Paid Amount',
  ],
  paidAt: ['paidAt', '支付时间', '付款时间', '买家付款时间', '订单付款时间', 'Paid At', 'Payment Time'],
  completedAt: ['completedAt', '完成时间', '订单完成时间', '交易完成时间', '确认收货时间', 'Completed At'],
  status: ['status', '订单状态', '状态', 'Order Status'],
  refunded: ['refunded', '退款金额', '已退款金额', '已退金额', 'Refund Amount', 'Refunded Amount'],
  excluded: ['excluded', '不可开票金额', '储值卡支付', '储值卡金额', '礼品卡支付', '礼品卡金额'],
  phone: [
    'phone',
    '手机号',
    '手机',
    '联系手机',
    '联系电话',
    '收货人手机',
    '收货人手机号',
    '收货人电话',
    '买家手机',
    'Mobile',
  ],
  openid: ['openid'],
};

/** Headings are the same whatever blanks, dots, case or unit they are written with. */
const normal = (heading: string): string =>
  heading
    .replace(/^\ufeff/, '')
    .replace(/[（(]元[)）]$/, '')
    .replace(/[\s_.:：-]/g, '')
    .toLowerCase();

const fieldByHeading = new Map(
  Object.entries(headings).flatMap(([field, names]) => names.map((name) => [normal(name), field as Field])),
);
const fieldOf = (heading: string): Field | undefined => fieldByHeading.get(normal(heading));

/** Own headings, from `--map '{"单号":"订单号"}'`: what the file says, and what it means. */
export type Mapping = Readonly<Record<string, string>>;

const mapped = (mapping: Mapping, header: readonly string[]): Map<string, Field> => {
  const known = new Set(header.map(normal));
  const result = new Map<string, Field>();
  for (const [heading, meaning] of Object.entries(mapping)) {
    const field = fieldOf(meaning);
    if (!field)
      throw new UnreadableFile(`--map 里的 ${meaning} 不是已知的列，可用：${Object.keys(headings).join('、')}`);
    if (!known.has(normal(heading))) throw new UnreadableFile(`--map 里的列 ${heading} 不在文件的表头里`);
    result.set(normal(heading), field);
  }
  return result;
};

/** A column that is read: where it stands, what it holds, and how the file calls it. */
export interface Column {
  index: number;
  field: Field;
  heading: string;
}

/** The columns that are read, from left to right. */
export const columnsOf = (header: readonly string[], mapping: Mapping): Column[] => {
  const own = mapped(mapping, header);
  const taken = new Set(own.values());
  const columns = header.flatMap((heading, index): Column[] => {
    // What a mapping names is not guessed from another heading as well.
    const guessed = fieldOf(heading);
    const field = own.get(normal(heading)) ?? (guessed && !taken.has(guessed) ? guessed : undefined);
    return field ? [{ index, field, heading: heading.replace(/^\ufeff/, '').trim() }] : [];
  });
  for (const field of Object.keys(headings) as Field[]) {
    const same = columns.filter((column) => column.field === field);
    if (same.length > 1) {
      const names = same.map(({ heading }) => heading).join('、');
      throw new UnreadableFile(`${names} 都像是${headings[field][1] ?? field}，请用 --map 指明是哪一列`);
    }
  }
  for (const field of ['orderNo', 'amount'] as const) {
    if (!columns.some((column) => column.field === field)) {
      throw new UnreadableFile(`表头里没有${headings[field].slice(1, 4).join('、')}，请用 --map 指明是哪一列`);
    }
  }
  return columns;
};
