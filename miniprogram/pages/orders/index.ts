import type { OrderSummary } from '../../../contract/buyer';
import type { Pick } from '../../components/order-card/index';
import { orderKey, orderRow } from '../../lib/order-row';
import type { OrderRow } from '../../lib/order-row';
import { newListing, PagedList, paging } from '../../lib/paged-list';
import type { Listing, Part } from '../../lib/paged-list';
import { perInstance } from '../../lib/per-instance';
import { scanReceipt } from '../../lib/receipt-code';
import { applicationUrl, claimUrl, goApply } from '../../lib/routes';
import { buyer } from '../../services/buyer';
import { selectionOf } from './merge';
import type { Selection } from './merge';

/** The orders behind the cards, and which of them are chosen. */
class Orders {
  readonly all = new Map<string, OrderSummary>();
  readonly chosen = new Set<string>();

  async fetch(cursor?: string): Promise<Part<OrderRow>> {
    const { orders, next } = await buyer('orders.list', cursor === undefined ? {} : { cursor });
    if (cursor === undefined) this.all.clear();
    for (const order of orders) this.all.set(orderKey(order), order);
    const rows = orders.map(orderRow);
    return next === undefined ? { rows } : { rows, next };
  }

  selection(): Selection {
    for (const key of this.chosen) if (!this.all.get(key)?.canApply) this.chosen.delete(key);
    return selectionOf([...this.all.values()], this.chosen);
  }

  mergeable(): boolean {
    return [...this.all.values()].filter(({ canApply }) => canApply).length > 1;
  }
}

const ordersOf = perInstance(() => new Orders());
const listOf = perInstance((page) => new PagedList<OrderRow>(page, (cursor) => ordersOf(page).fetch(cursor)));

interface Data extends Listing<OrderRow> {
  /** Whether orders are being picked for one invoice. */
  picking: boolean;
  mergeable: boolean;
  selection: Selection;
  noPick: Pick;
}

const data: Data = {
  ...newListing<OrderRow>(),
  picking: false,
  mergeable: false,
  selection: { picks: {}, count: 0, total: 0 },
  noPick: { checked: false, disabled: false, why: '' },
};

Component({
  data,
  methods: {
    ...paging(listOf),
    /** Coming back from an application changes the orders' states, so every showing looks again. */
    onShow() {
      void this.refresh();
    },
    async onReachBottom() {
      await listOf(this).more();
      this.showSelection();
    },
    onRetryMore() {
      void this.onReachBottom();
    },
    async refresh() {
      await listOf(this).reload();
      this.showSelection();
    },
    showSelection() {
      const orders = ordersOf(this);
      this.setData({
        mergeable: orders.mergeable(),
        ...(this.data.picking ? { selection: orders.selection() } : {}),
      });
    },

    onApply(event: WechatMiniprogram.CustomEvent<{ key: string }>) {
      const order = ordersOf(this).all.get(event.detail.key);
      if (order) goApply([order]);
    },
    onApplication(event: WechatMiniprogram.CustomEvent<{ key: string }>) {
      const id = ordersOf(this).all.get(event.detail.key)?.applicationId;
      if (id !== undefined) void wx.navigateTo({ url: applicationUrl(id) });
    },

    onPickMany() {
      ordersOf(this).chosen.clear();
      this.setData({ picking: true, selection: ordersOf(this).selection() });
    },
    onStopPicking() {
      this.setData({ picking: false });
    },
    onToggle(event: WechatMiniprogram.CustomEvent<{ key: string }>) {
      const { chosen } = ordersOf(this);
      if (!chosen.delete(event.detail.key)) chosen.add(event.detail.key);
      this.setData({ selection: ordersOf(this).selection() });
    },
    onMerge() {
      const { all, chosen } = ordersOf(this);
      const orders = [...all.values()].filter((order) => chosen.has(orderKey(order)));
      this.setData({ picking: false });
      goApply(orders);
    },

    async onScan() {
      const code = await scanReceipt();
      if (code !== undefined) void wx.navigateTo({ url: claimUrl(code) });
    },
    onEnterNumber() {
      void wx.navigateTo({ url: claimUrl() });
    },
  },
});
