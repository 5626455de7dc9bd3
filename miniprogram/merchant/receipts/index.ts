import type { Download, ReceiptOrder } from '../../../contract/merchant';
import { choose } from '../../lib/ask';
import { momentText } from '../../lib/dates';
import { usingFiles } from '../../lib/doing';
import { newListing, PagedList, paging } from '../../lib/paged-list';
import type { Listing, Part } from '../../lib/paged-list';
import { perInstance } from '../../lib/per-instance';
import { showProblem } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { localError } from '../../services/app-error';
import { download, sizeText } from '../../services/files';
import { merchant } from '../../services/merchant';
import { isCancelled } from '../../services/wechat-text';
import { codeUrl, issueFirstUrl } from '../lib/code-routes';

const MOST = 100;

const FORMATS = [
  { format: 'png', text: 'PNG 图片' },
  { format: 'svg', text: 'SVG 矢量图（放大不糊）' },
] as const;

interface Row {
  orderNo: string;
  summary: string;
  amount: number;
  when: string;
  /** Why no invoice can be asked for: its code would be of no use. */
  reason: string;
  chosen: boolean;
}

const rowOf = ({ orderNo, summary, amount, at, state, reason = '' }: ReceiptOrder): Row => ({
  orderNo,
  summary,
  amount,
  when: momentText(at),
  reason: state === 'invoiceable' ? '' : reason,
  chosen: false,
});

/** A file that was made just now: it lies on the phone, and the next tap does something with it. */
interface Made {
  name: string;
  note: string;
  path: string;
  isPdf: boolean;
}

const stateOf = perInstance((page) => {
  const state = { merchantId: '', chosen: new Set<string>() };
  const list = new PagedList<Row>(page, async (cursor): Promise<Part<Row>> => {
    const asked = { merchantId: state.merchantId, ...(cursor !== undefined && { cursor }) };
    const { orders, next } = await merchant('receipts.orders', asked);
    const rows = orders.map((order) => ({ ...rowOf(order), chosen: state.chosen.has(order.orderNo) }));
    return next === undefined ? { rows } : { rows, next };
  });
  return Object.assign(state, { list });
});

interface Data extends Listing<Row> {
  count: number;
  busy: string;
  made: Made | null;
}

const data: Data = { ...newListing<Row>(), count: 0, busy: '', made: null };

Component({
  data,
  methods: {
    ...paging((page) => stateOf(page).list),
    onLoad(query: Record<string, string | undefined>) {
      stateOf(this).merchantId = queryOf(query, 'merchant');
      void this.refresh();
    },
    onToggle(event: WechatMiniprogram.BaseEvent) {
      const { index } = event.currentTarget.dataset as { index: number };
      const { chosen } = stateOf(this);
      const row = this.data.rows[index];
      if (!row || row.reason) return;
      if (!row.chosen && chosen.size >= MOST) return void wx.showToast({ title: `一次最多 ${MOST} 张`, icon: 'none' });
      if (row.chosen) chosen.delete(row.orderNo);
      else chosen.add(row.orderNo);
      this.setData({ [`rows[${index}].chosen`]: !row.chosen, count: chosen.size });
    },
    onShowCode(event: WechatMiniprogram.BaseEvent) {
      const { orderNo } = event.currentTarget.dataset as { orderNo: string };
      void wx.navigateTo({ url: codeUrl(stateOf(this).merchantId, orderNo) });
    },
    onIssueFirst(event: WechatMiniprogram.BaseEvent) {
      const { orderNo } = event.currentTarget.dataset as { orderNo: string };
      void wx.navigateTo({ url: issueFirstUrl(stateOf(this).merchantId, orderNo) });
    },

    onTableCard() {
      const { merchantId } = stateOf(this);
      return this.make('card', async () => (await merchant('receipts.tableCard', { merchantId })).file);
    },
    async onBatch() {
      const { merchantId, chosen } = stateOf(this);
      const picked = await choose(FORMATS);
      if (!picked) return;
      const { format } = picked;
      const orderNos = [...chosen];
      await this.make('batch', async () => (await merchant('receipts.batch', { merchantId, orderNos, format })).file);
    },
    /** Has a file made and fetches it; WeChat forwards it in a tap of its own. */
    make(name: string, ask: () => Promise<Download>): Promise<void> {
      return usingFiles(this, name, 'receipts', async () => {
        this.setData({ made: null });
        const { name, bytes, url } = await ask();
        const path = await download(url);
        this.setData({ made: { name, note: sizeText(bytes), path, isPdf: name.endsWith('.pdf') } });
        void wx.pageScrollTo({ scrollTop: 0, duration: 0 });
      });
    },
    onOpenMade() {
      const { made } = this.data;
      if (made) void wx.openDocument({ filePath: made.path, fileType: 'pdf', showMenu: true });
    },
    async onForwardMade() {
      const { made } = this.data;
      if (!made) return;
      try {
        await wx.shareFileMessage({ filePath: made.path, fileName: made.name });
      } catch (error) {
        if (!isCancelled(error)) showProblem(localError('unavailable', 'receipts'));
      }
    },
  },
});
