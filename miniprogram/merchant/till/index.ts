import type { TillItem } from '../../../contract/merchant';
import { doing } from '../../lib/doing';
import { newListing, PagedList, paging } from '../../lib/paged-list';
import type { Listing, Part } from '../../lib/paged-list';
import { perInstance } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { formatFen, parseYuan } from '../../rules/money';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';
import { codeUrl, receiptsUrl, shownCodes } from '../lib/code-routes';
import { tillRow } from './till-row';
import type { TillRow } from './till-row';

type Input = WechatMiniprogram.CustomEvent<{ value: string }>;
type Sale = { merchantId: string; amount: number; item: string };

const stateOf = perInstance((page) => {
  const state = { merchantId: '', max: 0 };
  const list = new PagedList<TillRow>(page, async (cursor): Promise<Part<TillRow>> => {
    const asked = { merchantId: state.merchantId, ...(cursor !== undefined && { cursor }) };
    const { orders, next } = await merchant('tillOrders.list', asked);
    const rows = orders.map(tillRow);
    return next === undefined ? { rows } : { rows, next };
  });
  const create = intentionOf((sale: Sale, requestId) => merchant('tillOrders.create', sale, requestId));
  return Object.assign(state, { list, create });
});

interface Data extends Listing<TillRow> {
  items: TillItem[];
  item: string;
  amount: string;
  /** What is wrong with the amount, once it was tried. */
  wrong: string;
  busy: boolean;
  /** Why the till cannot be had at all. */
  closed: Problem | null;
}

const data: Data = {
  ...newListing<TillRow>(),
  items: [],
  item: '',
  amount: '',
  wrong: '',
  busy: false,
  closed: null,
};

Component({
  data,
  methods: {
    ...paging((page) => stateOf(page).list),
    onLoad(query: Record<string, string | undefined>) {
      stateOf(this).merchantId = queryOf(query, 'merchant');
      void this.loadTill();
    },
    /** Also the way back from a code that was shown. */
    onShow() {
      void this.refresh();
    },
    async loadTill() {
      const { merchantId } = stateOf(this);
      this.setData({ closed: null });
      try {
        const { items, max } = await merchant('till.get', { merchantId });
        stateOf(this).max = max;
        this.setData({ items, item: items[0]?.name ?? '' });
      } catch (error) {
        this.setData({ closed: problemOf(error) });
      }
    },
    onRetry() {
      void this.loadTill();
      void this.refresh();
    },
    onAmount(event: Input) {
      this.setData({ amount: event.detail.value, wrong: '' });
    },
    onItem(event: WechatMiniprogram.BaseEvent) {
      const { name } = event.currentTarget.dataset as { name: string };
      this.setData({ item: name });
    },
    async onCreate() {
      const { merchantId, max, create } = stateOf(this);
      const { item } = this.data;
      const amount = parseYuan(this.data.amount);
      if (amount === undefined || amount < 1) return this.setData({ wrong: '请输入金额，最多两位小数' });
      if (amount > max) return this.setData({ wrong: `单张发票最多 ${formatFen(max)} 元` });
      if (item === '') return;
      await doing(this, async () => {
        const made = await create({ merchantId, amount, item });
        shownCodes.leave(made.order.orderNo, made);
        this.setData({ amount: '' });
        await wx.navigateTo({ url: codeUrl(merchantId, made.order.orderNo) });
      });
    },
    onShowCode(event: WechatMiniprogram.BaseEvent) {
      const { orderNo } = event.currentTarget.dataset as { orderNo: string };
      void wx.navigateTo({ url: codeUrl(stateOf(this).merchantId, orderNo) });
    },
    onReceipts() {
      void wx.navigateTo({ url: receiptsUrl(stateOf(this).merchantId) });
    },
  },
});
