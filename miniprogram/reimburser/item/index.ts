import type { ClaimInvoiceDetail } from '../../../contract/reimburser';
import { choose, isSure } from '../../lib/ask';
import { withReady } from '../../lib/file-rows';
import type { FileRow } from '../../lib/file-rows';
import { perInstance } from '../../lib/per-instance';
import { problemOf, showProblem } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { AppError } from '../../services/app-error';
import { copy } from '../../services/clipboard';
import { forward } from '../../services/forward';
import { InvoiceFiles } from '../../services/invoice-files';
import { reimburser } from '../../services/reimburser';
import { usingFiles } from '../../lib/doing';
import { queryOf } from '../../lib/routes';
import { pickFile } from '../lib/pick-cards';
import { cardKey } from '../lib/invoice-line';
import { changedInvoices, readInvoices } from '../lib/routes';
import { openFile } from '../lib/use-file';
import { itemModel, readModel } from './view';
import type { ItemModel } from './view';

/** What belongs to this page and is not drawn. */
class Shown {
  claimId = '';
  itemId = '';
  companyId = '';
  card = { cardId: '', encryptCode: '' };
  item: ClaimInvoiceDetail | undefined;
  files: InvoiceFiles | undefined;

  /** Takes an answer over, its files under links that are renewed when they expire. */
  keep(item: ClaimInvoiceDetail): void {
    const { claimId, itemId } = item;
    this.item = item;
    this.files = new InvoiceFiles(listed(item), async () =>
      listed(await reimburser('invoices.get', { claimId, itemId })),
    );
  }
}

/** The files by their hash: two may have one name. */
const listed = ({ files }: ClaimInvoiceDetail) => ({
  files: [],
  attachments: files.map(({ hash, bytes, url, expiresAt }) => ({ name: hash, bytes, url, expiresAt })),
});

const shownOf = perInstance(() => new Shown());

interface Data {
  status: 'loading' | 'ready' | 'problem';
  model: ItemModel | null;
  problem: Problem | null;
  /** What is being done: one thing at a time. */
  busy: string;
}

const data: Data = { status: 'loading', model: null, problem: null, busy: '' };

const RESULTS = [
  { byHand: 'valid', text: '查到了，信息一致' },
  { byHand: 'not_found', text: '查无此票' },
  { byHand: 'reversed', text: '查到了，已红冲' },
] as const;

Component({
  data,
  methods: {
    /** Of a claim, or of the quick check by its card. */
    onLoad(query: Record<string, string | undefined>) {
      const shown = shownOf(this);
      shown.claimId = queryOf(query, 'claim');
      shown.itemId = queryOf(query, 'item');
      shown.companyId = queryOf(query, 'company');
      shown.card = { cardId: queryOf(query, 'card'), encryptCode: queryOf(query, 'code') };
      void this.load();
    },
    async onPullDownRefresh() {
      await this.load();
      void wx.stopPullDownRefresh();
    },
    async load() {
      const known = this.data.model !== null;
      if (!known) this.setData({ status: 'loading', problem: null });
      try {
        const model = shownOf(this).claimId === '' ? await this.readCard() : await this.readItem();
        this.setData({ status: 'ready', model, problem: null });
      } catch (error) {
        if (known) showProblem(error);
        else this.setData({ status: 'problem', problem: problemOf(error) });
      }
    },
    async readItem(): Promise<ItemModel> {
      const shown = shownOf(this);
      const { claimId, itemId } = shown;
      const item = await reimburser('invoices.get', { claimId, itemId });
      shown.keep(item);
      return itemModel(item);
    },
    async readCard(): Promise<ItemModel> {
      const { companyId, card } = shownOf(this);
      const row =
        readInvoices.take(cardKey(card)) ?? (await reimburser('invoices.read', { companyId, items: [card] })).rows[0];
      if (!row?.invoice) {
        const { message = '这张发票没有读到', hint = '请稍后再试', code = 'unreadable' } = row?.problem ?? {};
        throw new AppError({ code, message, hint, retryable: true, requestId: card.cardId });
      }
      return readModel({ ...row, invoice: row.invoice });
    },
    /** The claim's page hears of what changed. */
    async doing(
      name: string,
      run: (item: ClaimInvoiceDetail) => Promise<ClaimInvoiceDetail | undefined>,
    ): Promise<void> {
      const shown = shownOf(this);
      const { item } = shown;
      if (!item) return;
      await usingFiles(this, name, shown.itemId, async () => {
        const changed = await run(item);
        if (!changed) return;
        shown.keep(changed);
        changedInvoices.leave(changed.claimId, '');
        this.setData({ model: itemModel(changed) });
      });
    },

    onVerify() {
      return this.doing('verify', async ({ claimId, itemId }) => {
        await reimburser('invoices.verify', { claimId, itemIds: [itemId] });
        return reimburser('invoices.get', { claimId, itemId });
      });
    },
    onByHand() {
      return this.doing('hand', async ({ claimId, itemId }) => {
        const seen = await choose(RESULTS);
        if (!seen) return undefined;
        await reimburser('invoices.verify', { claimId, itemIds: [itemId], byHand: seen.byHand });
        return reimburser('invoices.get', { claimId, itemId });
      });
    },
    onAttach() {
      return this.doing('attach', async ({ claimId, itemId }) => {
        const file = await pickFile();
        if (!file) return undefined;
        const { name, base64 } = file;
        return reimburser('invoices.attach', { claimId, itemId, file: { name, base64 } });
      });
    },
    onRemove() {
      return this.doing('remove', async ({ claimId, itemId }) => {
        const content = '发票本身不受影响，可以再加回来。';
        if (!(await isSure({ title: '移出报销单？', content, confirmText: '移出' }))) return undefined;
        await reimburser('claims.removeInvoice', { claimId, itemId });
        changedInvoices.leave(claimId, '已移出');
        await wx.navigateBack();
        return undefined;
      });
    },

    onOpen(event: WechatMiniprogram.BaseEvent) {
      return this.useFile('open', event, async (files, { key, fileName }) =>
        openFile(await files.local(key), fileName),
      );
    },
    onForward(event: WechatMiniprogram.BaseEvent) {
      return this.useFile('forward', event, async (files, { key, fileName }) => {
        if (!(await forward(files, key, fileName))) return;
        const { model } = this.data;
        if (model) this.setData({ 'model.files': withReady(model.files, key) });
      });
    },
    onCopyLink(event: WechatMiniprogram.BaseEvent) {
      return this.useFile('link', event, async (files, { key }) =>
        copy(await files.link(key), '链接已复制，过一段时间会失效'),
      );
    },
    useFile(
      name: string,
      event: WechatMiniprogram.BaseEvent,
      use: (files: InvoiceFiles, row: FileRow) => Promise<void>,
    ) {
      const { key } = event.currentTarget.dataset as { key: string };
      const { files } = shownOf(this);
      const row = this.data.model?.files.find((one) => one.key === key);
      return this.doing(`${name}-${key}`, async () => {
        if (files && row) await use(files, row);
        return undefined;
      });
    },
    onCopy(event: WechatMiniprogram.BaseEvent) {
      const { text } = event.currentTarget.dataset as { text: string };
      void copy(text);
    },
  },
});
