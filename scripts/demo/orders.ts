import type { OrderLine } from '../../contract/open';

type Line = Omit<OrderLine, 'gross' | 'discount'> & { gross: number; discount?: number };

/** One demo order; amounts in fen, times in days before now. */
export interface DemoOrder {
  merchant: 'm-cafe' | 'm-mall';
  orderNo: string;
  /** Index of the buyer in demo.json, or nobody's yet. */
  buyer?: 0 | 1 | 2;
  daysAgo: number;
  status: 'unpaid' | 'paid' | 'completed' | 'refunded' | 'closed';
  paid: number;
  refunded?: number;
  excluded?: number;
  summary: string;
  lines?: Line[];
}

const meal = (gross: number): Line => ({
  name: '*餐饮服务*餐饮服务',
  taxCode: '3070401000000000000',
  gross,
  rate: '6%',
});
const goods = (name: string, taxCode: string, gross: number, quantity: string, unit: string, rate = '13%'): Line => ({
  name,
  taxCode,
  gross,
  quantity,
  unit,
  rate,
});

const cafe = (
  orderNo: string,
  buyer: 0 | 1 | 2,
  daysAgo: number,
  paid: number,
  summary: string,
  rest: Partial<DemoOrder> = {},
): DemoOrder => ({
  merchant: 'm-cafe',
  orderNo,
  buyer,
  daysAgo,
  status: 'paid',
  paid,
  summary,
  ...rest,
});

const mall = (
  orderNo: string,
  buyer: 0 | 1 | 2,
  daysAgo: number,
  summary: string,
  lines: Line[],
  rest: Partial<DemoOrder> = {},
): DemoOrder => ({
  merchant: 'm-mall',
  orderNo,
  buyer,
  daysAgo,
  status: 'completed',
  paid: lines.reduce((sum, { gross, discount = 0 }) => sum + gross - discount, 0),
  summary,
  lines,
  ...rest,
});

const tea = (gross: number, quantity = '2') => goods('*茶*明前龙井', '1030201010000000000', gross, quantity, '盒');
const cup = (gross: number, quantity = '1') => goods('*日用杂品*保温杯', '1060409990000000000', gross, quantity, '个');
const book = (gross: number) => goods('*印刷品*城市手绘地图', '1060105010000000000', gross, '1', '册', '9%');

/** The orders of the demo: every state a buyer can meet. */
export const demoOrders: DemoOrder[] = [
  // What the first buyer finds on opening the app: things to try.
  cafe('CAFE-20261121-0031', 0, 0, 4100, '双人早午餐'),
  cafe('CAFE-20261120-0018', 0, 1, 8650, '单人套餐、手冲咖啡'),
  cafe('CAFE-20261119-0044', 0, 2, 12_800, '四人下午茶', { lines: [meal(12_800)] }),
  cafe('CAFE-20261118-0009', 0, 3, 6600, '生日蛋糕', { excluded: 2000 }),
  cafe('CAFE-20261117-0027', 0, 4, 9900, '周末火锅', { refunded: 3300 }),
  cafe('CAFE-20261116-0002', 0, 5, 5200, '外带便当', { status: 'unpaid' }),
  cafe('CAFE-20261115-0071', 0, 6, 7800, '家庭套餐', { status: 'refunded', refunded: 7800 }),
  cafe('CAFE-20261114-0013', 0, 7, 3000, '礼品卡消费', { excluded: 3000 }),
  cafe('CAFE-20250901-0005', 0, 446, 15_600, '去年的聚餐'),
  mall('MALL2026112100017', 0, 0, '明前龙井 ×2、保温杯', [tea(39_800), cup(12_900)]),
  mall('MALL2026112000233', 0, 1, '保温杯 ×3', [cup(38_700, '3')]),
  mall('MALL2026111800108', 0, 3, '城市手绘地图', [book(6800)]),
  // What the applications below are made of.
  cafe('CAFE-20261113-0020', 0, 8, 5600, '工作午餐'),
  cafe('CAFE-20261112-0033', 0, 9, 18_800, '团队聚餐'),
  cafe('CAFE-20261111-0101', 0, 10, 4300, '咖啡与可颂'),
  cafe('CAFE-20261110-0042', 0, 11, 7200, '商务简餐'),
  cafe('CAFE-20261109-0015', 0, 12, 26_000, '家庭聚会'),
  cafe('CAFE-20261108-0066', 0, 13, 3900, '早餐组合'),
  mall('MALL2026110900077', 0, 12, '明前龙井', [tea(19_900, '1')]),
  cafe('CAFE-20261107-0051', 1, 14, 6400, '双人晚餐'),
  cafe('CAFE-20261106-0012', 1, 15, 11_200, '小酌套餐'),
  cafe('CAFE-20261105-0038', 1, 16, 5800, '轻食沙拉'),
  mall('MALL2026110500201', 1, 16, '保温杯', [cup(12_900)]),
  mall('MALL2026110400155', 1, 17, '明前龙井、城市手绘地图', [tea(19_900, '1'), book(6800)]),
  cafe('CAFE-20261103-0007', 2, 18, 9300, '亲子套餐'),
  cafe('CAFE-20261102-0029', 2, 19, 14_500, '周年晚餐'),
  cafe('CAFE-20261101-0016', 2, 20, 36_800, '包间聚餐'),
  cafe('CAFE-20261101-0023', 2, 20, 6200, '生日蛋糕预订'),
  mall('MALL2026110200064', 2, 19, '保温杯 ×2', [cup(25_800, '2')]),
  mall('MALL2026110100009', 2, 20, '明前龙井 ×4', [tea(79_600, '4')]),
  // Nobody's yet: for the receipt's code, or number, amount and phone.
  {
    merchant: 'm-cafe',
    orderNo: 'CAFE-20261121-0088',
    daysAgo: 0,
    status: 'paid',
    paid: 5800,
    summary: '扫小票试试这一单',
  },
  {
    merchant: 'm-mall',
    orderNo: 'MALL2026112100555',
    daysAgo: 0,
    status: 'paid',
    paid: 6800,
    summary: '城市手绘地图',
    lines: [book(6800)],
  },
];
