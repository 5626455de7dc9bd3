import type { RedTab } from '../../../contract/merchant';
import { newListing, PagedList, paging } from '../../lib/paged-list';
import type { Listing, Part } from '../../lib/paged-list';
import { perInstance } from '../../lib/per-instance';
import { queryOf } from '../../lib/routes';
import { merchant } from '../../services/merchant';
import { detailUrl } from '../lib/routes';
import { rowOf } from './model';
import type { Row } from './model';

interface TabModel {
  tab: RedTab;
  text: string;
  count: string;
}

interface Data extends Listing<Row> {
  tabs: TabModel[];
  tab: RedTab;
  /** What an empty tab says. */
  empty: { title: string; text: string };
}

const EMPTY: Record<RedTab, { title: string; text: string }> = {
  to_confirm: { title: '没有等您确认的红冲', text: '购买方在税局发起红冲后，会出现在这里，请在 72 小时内答复' },
  open: { title: '没有进行中的红冲', text: '发起红冲或等对方确认时，会出现在这里' },
  issued: { title: '还没有红字发票', text: '红字发票开具后，按开具日期排在这里' },
  ended: { title: '没有未成的红冲', text: '被拒绝、撤回、失效或失败的红冲会留在这里' },
  all: { title: '还没有红冲', text: '在发票详情里可以发起红冲' },
};

const tabsOf = (counts: { to_confirm: number; open: number }): TabModel[] => [
  { tab: 'to_confirm', text: '待我确认', count: String(counts.to_confirm) },
  { tab: 'open', text: '进行中', count: String(counts.open) },
  { tab: 'issued', text: '已红冲', count: '' },
  { tab: 'ended', text: '未成', count: '' },
];

const stateOf = perInstance((page) => {
  const state = { merchantId: '', tab: 'to_confirm' as RedTab };
  const list = new PagedList<Row>(page, async (cursor): Promise<Part<Row>> => {
    const { merchantId, tab } = state;
    const { rows, next, counts } = await merchant('reds.list', {
      ...(merchantId && { merchantId }),
      tab,
      ...(cursor !== undefined && { cursor }),
    });
    page.setData({ tabs: tabsOf(counts) });
    const drawn = rows.map(rowOf);
    return next === undefined ? { rows: drawn } : { rows: drawn, next };
  });
  return Object.assign(state, { list });
});

const data: Data = {
  ...newListing<Row>(),
  tabs: tabsOf({ to_confirm: 0, open: 0 }),
  tab: 'to_confirm',
  empty: EMPTY.to_confirm,
};

Component({
  data,
  methods: {
    ...paging((page) => stateOf(page).list),
    onLoad(query: Record<string, string | undefined>) {
      stateOf(this).merchantId = queryOf(query, 'merchant');
    },
    /** Also the way back from a detail. */
    onShow() {
      void this.refresh();
    },
    onTab(event: WechatMiniprogram.BaseEvent) {
      const { tab } = event.currentTarget.dataset as { tab: RedTab };
      const state = stateOf(this);
      if (tab === state.tab) return;
      state.tab = tab;
      this.setData({ tab, empty: EMPTY[tab], ...newListing<Row>() });
      void this.refresh();
    },
    onOpen(event: WechatMiniprogram.BaseEvent) {
      const { application } = event.currentTarget.dataset as { application: string };
      void wx.navigateTo({ url: detailUrl(application) });
    },
  },
});
