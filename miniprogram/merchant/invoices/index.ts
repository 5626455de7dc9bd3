import type { MerchantAction } from '../../../contract/states';
import { choose } from '../../lib/ask';
import { presets, rangeOf } from '../../lib/date-range';
import type { Range } from '../../lib/date-range';
import { perInstance } from '../../lib/per-instance';
import { showProblem } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { searching } from '../../lib/searched-list';
import { WindowedList } from '../../lib/windowed-list';
import { actionOrder, actionTexts, isGrave, perform } from '../lib/actions';
import { batchTexts, batchUrl, drafts, exportUrl, shownLists, statisticsUrl } from '../lib/report-routes';
import { changedInvoices, detailUrl, graveUrl, redsUrl } from '../lib/routes';
import { rowOf } from '../lib/row';
import type { Row } from '../lib/row';
import { settingsUrl } from '../lib/settings-routes';
import { inBatches } from './choosing';
import { data, Screen } from './screen';

const screenOf = perInstance(() => new Screen());
const listOf = perInstance((page) => new WindowedList<Row>(page, (cursor) => screenOf(page).invoices.fetch(cursor)));

Component({
  data,
  methods: {
    ...searching(listOf, (page) => screenOf(page).invoices),
    onLoad(query: Record<string, string | undefined>) {
      screenOf(this).invoices.merchantId = queryOf(query, 'merchant');
      void this.refresh();
    },
    /** The list is as it was; only what was done on a page above it shows. */
    onShow() {
      const screen = screenOf(this);
      const changed = changedInvoices.take(screen.opened);
      if (!changed) return;
      listOf(this).patch(
        ({ id }) => id === changed.applicationId,
        () => rowOf(changed),
      );
      void this.showTotals();
    },

    async onRange() {
      const chosen = await choose([...presets, { preset: undefined, text: '自选日期' }]);
      if (!chosen) return;
      const { preset, text } = chosen;
      this.chooseRange(rangeOf(preset ?? 'month'), text, preset === undefined);
    },
    onDay(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const { end } = event.currentTarget.dataset as { end: 'from' | 'to' };
      this.chooseRange({ ...screenOf(this).invoices.range, [end]: event.detail.value }, '自选日期', true);
    },
    chooseRange(range: Range, rangeName: string, ownRange: boolean) {
      screenOf(this).invoices.range = range;
      this.setData({ range, rangeName, ownRange });
      void this.restart();
    },
    onClearFilter() {
      const { invoices } = screenOf(this);
      invoices.tab = 'all';
      invoices.query = '';
      this.setData({ query: '' });
      this.chooseRange({}, '全部时间', false);
    },

    onOpen(event: WechatMiniprogram.BaseEvent) {
      const { id, actions } = event.currentTarget.dataset as { id: string; actions: MerchantAction[] };
      if (this.data.choosing) return this.toggle(id, actions);
      screenOf(this).opened = id;
      void wx.navigateTo({ url: detailUrl(id) });
    },

    /** What is done with many invoices. */
    async onMenu() {
      const { invoices } = screenOf(this);
      const { merchantId } = invoices;
      const chosen = await choose([
        { text: '选择多张一起处理', open: () => this.choose(true) },
        {
          text: '导出',
          open: () => {
            shownLists.leave(merchantId, { filter: invoices.shown(), text: this.data.rangeName });
            void wx.navigateTo({ url: exportUrl(merchantId) });
          },
        },
        { text: '红冲', open: () => void wx.navigateTo({ url: redsUrl(merchantId) }) },
        { text: '统计', open: () => void wx.navigateTo({ url: statisticsUrl(merchantId) }) },
        { text: '批量处理记录', open: () => void wx.navigateTo({ url: batchUrl(merchantId) }) },
        { text: '管理与设置', open: () => void wx.navigateTo({ url: settingsUrl(merchantId) }) },
      ]);
      chosen?.open();
    },
    /** Begins to choose rows, or ends it. */
    choose(choosing: boolean) {
      screenOf(this).choosing.clear();
      this.setData({ choosing, chosen: {}, chosenCount: 0, everything: false });
    },
    onEndChoosing() {
      this.choose(false);
    },
    toggle(id: string, actions: MerchantAction[]) {
      const { choosing } = screenOf(this);
      choosing.toggle(id, actions);
      const { ids } = choosing;
      const chosen = Object.fromEntries(ids.map((one): [string, true] => [one, true]));
      this.setData({ chosen, chosenCount: ids.length, everything: false });
    },
    onEverything() {
      const everything = !this.data.everything;
      screenOf(this).choosing.clear();
      this.setData({ everything, chosen: {}, chosenCount: 0 });
    },
    async onWork() {
      const { invoices, choosing } = screenOf(this);
      const { everything, sums } = this.data;
      const offered = everything ? inBatches(this.data.actions) : choosing.actions;
      if (offered.length === 0) return void wx.showToast({ title: '所选的现在没有可以做的', icon: 'none' });
      const picked = await choose(offered.map((what) => ({ what, text: batchTexts[what] })));
      if (!picked) return;
      drafts.leave(invoices.merchantId, {
        what: picked.what,
        on: everything ? { is: 'found', ...invoices.shown() } : { is: 'chosen', applicationIds: choosing.ids },
        text: everything ? `筛选出的全部 ${sums?.count ?? ''} 张` : `所选 ${choosing.ids.length} 张`,
      });
      this.choose(false);
      void wx.navigateTo({ url: batchUrl(invoices.merchantId) });
    },

    async onActions(event: WechatMiniprogram.BaseEvent) {
      const { id, actions } = event.currentTarget.dataset as { id: string; actions: MerchantAction[] };
      const offered = actionOrder.filter((action) => actions.includes(action));
      const chosen = await choose(offered.map((action) => ({ action, text: actionTexts[action] })));
      if (chosen) await this.act(chosen.action, id);
    },
    async act(action: MerchantAction, id: string) {
      screenOf(this).opened = id;
      if (isGrave(action)) return void wx.navigateTo({ url: graveUrl(action, id) });
      try {
        const changed = await perform(action, id);
        if (!changed) return;
        changedInvoices.leave(id, changed);
        this.onShow();
      } catch (error) {
        showProblem(error);
      }
    },
  },
});
