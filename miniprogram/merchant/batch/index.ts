import type { BatchView, MerchantInput } from '../../../contract/merchant';
import { doing } from '../../lib/doing';
import { newListing, PagedList } from '../../lib/paged-list';
import type { Listing, Part } from '../../lib/paged-list';
import { perInstance } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { pollerOf } from '../../lib/watching';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';
import { commonReasons } from '../lib/reasons';
import { batchTexts, batchUrl, drafts } from '../lib/report-routes';
import type { Draft } from '../lib/report-routes';
import { detailUrl } from '../lib/routes';
import { batchOf, failureOf } from './view';
import type { Batch, Failure } from './view';

/** So soon a batch that is at work is looked at again, and then ever more seldom. */
const LOOK_SECONDS = 2;

const ofMerchant = (merchantId: string) => (merchantId === '' ? {} : { merchantId });

class Screen {
  merchantId = '';
  batchId = '';
  draft: Draft | undefined;
  /** The batch as it was when it was looked at last. */
  view: BatchView | undefined;
  readonly create = intentionOf((input: MerchantInput['batches.create'], requestId) =>
    merchant('batches.create', input, requestId),
  );
}

const screenOf = perInstance(() => new Screen());

/** What failed in the batch that is open, or the batches of the merchant. */
const fetchPart = async ({ batchId, merchantId }: Screen, cursor?: string): Promise<Part<Failure | Batch>> => {
  const page = cursor === undefined ? {} : { cursor };
  const { rows, next } =
    batchId === ''
      ? await merchant('batches.list', { ...ofMerchant(merchantId), ...page }).then((answer) => ({
          ...answer,
          rows: answer.rows.map(batchOf),
        }))
      : await merchant('batches.failures', { batchId, ...page }).then((answer) => ({
          ...answer,
          rows: answer.rows.map(failureOf),
        }));
  return next === undefined ? { rows } : { rows, next };
};

const listOf = perInstance(
  (page) => new PagedList<Failure | Batch>(page, (cursor) => fetchPart(screenOf(page), cursor)),
);

interface Data extends Listing<Failure | Batch> {
  /** Work that waits for a yes. */
  draft: { what: string; action: string; text: string; needsReason: boolean } | null;
  batch: Batch | null;
  common: string[];
  reason: string;
  missing: boolean;
  busy: boolean;
}

const data: Data = {
  ...newListing<Failure | Batch>(),
  draft: null,
  batch: null,
  common: commonReasons,
  reason: '',
  missing: false,
  busy: false,
};

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      const screen = screenOf(this);
      screen.merchantId = queryOf(query, 'merchant');
      screen.batchId = queryOf(query, 'id');
      screen.draft = screen.batchId === '' ? drafts.take(screen.merchantId) : undefined;
      if (screen.draft) {
        const { what, text } = screen.draft;
        this.setData({
          draft: { what, action: batchTexts[what], text, needsReason: what === 'reject' },
          status: 'ready',
        });
        return;
      }
      void this.refresh();
    },
    onUnload() {
      pollerOf(this).stop();
    },
    async onPullDownRefresh() {
      if (!screenOf(this).draft) await this.refresh();
      void wx.stopPullDownRefresh();
    },
    onReachBottom() {
      if (!screenOf(this).draft) void listOf(this).more();
    },
    async refresh() {
      pollerOf(this).stop();
      if (screenOf(this).batchId === '') return listOf(this).reload();
      const wanted = await this.look();
      pollerOf(this).start(wanted);
    },
    /** Looks how far the batch is; what failed is fetched when it is at its end, and whenever more has failed. */
    async look(): Promise<number | undefined> {
      const { batchId } = screenOf(this);
      const failedBefore = this.data.batch?.failed ?? -1;
      try {
        const view = await merchant('batches.get', { batchId });
        screenOf(this).view = view;
        const batch = batchOf(view);
        this.setData({ batch, ...(batch.failed === 0 && { status: 'ready' }) });
        if (batch.failed > 0 && batch.failed !== failedBefore) await listOf(this).reload();
        return batch.working ? LOOK_SECONDS : undefined;
      } catch (error) {
        const problem = problemOf(error);
        this.setData(this.data.batch ? { problem } : { status: 'problem', problem });
        return this.data.batch && problem.retryable ? LOOK_SECONDS : undefined;
      }
    },

    onReason(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      this.setData({ reason: event.detail.value, missing: false });
    },
    onCommon(event: WechatMiniprogram.BaseEvent) {
      const { reason } = event.currentTarget.dataset as { reason: string };
      this.setData({ reason, missing: false });
    },
    async onBegin() {
      const { draft, merchantId } = screenOf(this);
      // A line break is no part of a reason.
      const reason = this.data.reason.replace(/\s+/g, ' ').trim();
      if (!draft) return;
      if (draft.what === 'reject' && reason === '') return this.setData({ missing: true });
      await this.begin({
        ...ofMerchant(merchantId),
        what: draft.what,
        on: draft.on,
        ...(draft.what === 'reject' && { reason }),
      });
    },
    async onRetry() {
      const { merchantId, batchId, view } = screenOf(this);
      if (!view) return;
      const { action, reason } = view;
      await this.begin({
        ...ofMerchant(merchantId),
        what: action,
        on: { is: 'failed', batchId },
        ...(reason !== undefined && { reason }),
      });
    },
    async begin(input: MerchantInput['batches.create']) {
      const { create, merchantId } = screenOf(this);
      await doing(this, async () => {
        const { batchId } = await create(input);
        await wx.redirectTo({ url: batchUrl(merchantId, batchId) });
      });
    },

    onBatch(event: WechatMiniprogram.BaseEvent) {
      const { id } = event.currentTarget.dataset as { id: string };
      void wx.navigateTo({ url: batchUrl(screenOf(this).merchantId, id) });
    },
    onInvoice(event: WechatMiniprogram.BaseEvent) {
      const { id } = event.currentTarget.dataset as { id: string };
      void wx.navigateTo({ url: detailUrl(id) });
    },
    onBack() {
      void wx.navigateBack();
    },
  },
});
