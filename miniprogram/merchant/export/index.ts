import type { ExportView, MerchantInput } from '../../../contract/merchant';
import { choose } from '../../lib/ask';
import { doing } from '../../lib/doing';
import { newListing, PagedList, paging } from '../../lib/paged-list';
import type { Listing, Part } from '../../lib/paged-list';
import { perInstance } from '../../lib/per-instance';
import { problemOf, showProblem } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { pollerOf } from '../../lib/watching';
import { copy } from '../../services/clipboard';
import { download } from '../../services/files';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';
import { isCancelled } from '../../services/wechat-text';
import { shownLists } from '../lib/report-routes';
import type { Shown } from '../lib/report-routes';
import { exportedOf } from './view';
import type { Exported } from './view';

/** So soon an export that is being made is looked at again, and then ever more seldom. */
const LOOK_SECONDS = 2;
const FORMATS = [
  { value: 'xlsx', text: 'Excel' },
  { value: 'csv', text: 'CSV' },
];
const BASES = [
  { value: 'applied', text: '和列表一致' },
  { value: 'issued', text: '按开票日期' },
];

const WAYS = [
  { way: 'chat', text: '转发到聊天' },
  { way: 'link', text: '复制链接，到电脑上下载' },
] as const;

type Input = MerchantInput['exports.create'];

class Screen {
  merchantId = '';
  shown: Shown = { filter: {}, text: '全部时间' };
  /** The export that is open, with links that work for a while. */
  view: ExportView | undefined;
  readonly create = intentionOf((input: Input, requestId) => merchant('exports.create', input, requestId));
}

const screenOf = perInstance(() => new Screen());

const fetchExports = async (merchantId: string, cursor?: string): Promise<Part<Exported>> => {
  const { rows, next } = await merchant('exports.list', {
    ...(merchantId === '' ? {} : { merchantId }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  const drawn = rows.map(exportedOf);
  return next === undefined ? { rows: drawn } : { rows: drawn, next };
};

const listOf = perInstance(
  (page) => new PagedList<Exported>(page, (cursor) => fetchExports(screenOf(page).merchantId, cursor)),
);

interface Data extends Listing<Exported> {
  formats: typeof FORMATS;
  bases: typeof BASES;
  format: 'csv' | 'xlsx';
  basis: 'applied' | 'issued';
  /** What would be exported, in words. */
  what: string;
  /** Reds are left out, and why. */
  withoutReds: boolean;
  open: Exported | null;
  busy: boolean;
}

const data: Data = {
  ...newListing<Exported>(),
  formats: FORMATS,
  bases: BASES,
  format: 'xlsx',
  basis: 'applied',
  what: '',
  withoutReds: false,
  open: null,
  busy: false,
};

Component({
  data,
  methods: {
    ...paging(listOf),
    onLoad(query: Record<string, string | undefined>) {
      const screen = screenOf(this);
      screen.merchantId = queryOf(query, 'merchant');
      screen.shown = shownLists.take(screen.merchantId) ?? screen.shown;
      this.describe();
      void this.refresh();
    },
    onUnload() {
      pollerOf(this).stop();
    },

    onFormat(event: WechatMiniprogram.CustomEvent<{ value: Data['format'] }>) {
      this.setData({ format: event.detail.value });
    },
    onBasis(event: WechatMiniprogram.CustomEvent<{ value: Data['basis'] }>) {
      this.setData({ basis: event.detail.value });
      this.describe();
    },
    describe() {
      const { filter, text } = screenOf(this).shown;
      const listed = this.data.basis === 'applied';
      const narrowed = listed && ((filter.tab ?? 'all') !== 'all' || filter.query !== undefined);
      const days = text === '自选日期' ? `${filter.from ?? '最早'} 至 ${filter.to ?? '现在'}` : text;
      const query = listed && filter.query !== undefined ? `，“${filter.query}”` : '';
      const tab = listed && (filter.tab ?? 'all') !== 'all' ? '，所选状态' : '';
      this.setData({ what: `${days}${tab}${query}`, withoutReds: narrowed });
    },
    async onCreate() {
      const { merchantId, shown, create } = screenOf(this);
      const { format, basis } = this.data;
      await doing(this, async () => {
        const view = await create({ ...(merchantId === '' ? {} : { merchantId }), ...shown.filter, format, basis });
        this.show(view);
        pollerOf(this).start(LOOK_SECONDS);
        void this.refresh();
      });
    },

    show(view: ExportView) {
      screenOf(this).view = view;
      this.setData({ open: exportedOf(view) });
    },
    /** Looks how far the export is; the list below is drawn anew when it is at its end. */
    async look(): Promise<number | undefined> {
      const { view } = screenOf(this);
      if (!view) return undefined;
      try {
        const now = await merchant('exports.get', { exportId: view.exportId });
        this.show(now);
        if (now.state === 'working') return LOOK_SECONDS;
        await this.refresh();
        return undefined;
      } catch (error) {
        return problemOf(error).retryable ? LOOK_SECONDS : undefined;
      }
    },
    async onOpen(event: WechatMiniprogram.BaseEvent) {
      const { id } = event.currentTarget.dataset as { id: string };
      try {
        const view = await merchant('exports.get', { exportId: id });
        this.show(view);
        pollerOf(this).start(view.state === 'working' ? LOOK_SECONDS : undefined);
        void wx.pageScrollTo({ scrollTop: 0 });
      } catch (error) {
        showProblem(error);
      }
    },

    /** A link that is good now: they run out, and are asked for again. */
    async fresh(index: number): Promise<string | undefined> {
      const { view } = screenOf(this);
      if (!view) return undefined;
      if ((view.linksUntil ?? 0) < Date.now() / 1000 + 60)
        this.show(await merchant('exports.get', { exportId: view.exportId }));
      return screenOf(this).view?.files[index]?.url;
    },
    async onFile(event: WechatMiniprogram.BaseEvent) {
      const { index } = event.currentTarget.dataset as { index: number };
      const name = screenOf(this).view?.files[index]?.name ?? '';
      const chosen = await choose(WAYS);
      if (!chosen) return;
      try {
        const url = await this.fresh(index);
        if (url === undefined) return void wx.showToast({ title: '文件已过期，请重新导出', icon: 'none' });
        if (chosen.way === 'link') return await copy(url, '链接已复制，一小时内有效');
        const filePath = await download(url);
        await wx.shareFileMessage({ filePath, fileName: name });
      } catch (error) {
        if (!isCancelled(error)) void wx.showToast({ title: '没有打开，可以改用复制链接', icon: 'none' });
      }
    },
  },
});
