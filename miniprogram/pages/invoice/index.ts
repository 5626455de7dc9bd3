import type { InvoiceDetail, InvoiceFile } from '../../../contract/buyer';
import { perInstance } from '../../lib/per-instance';
import { problemOf, showProblem } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { applicationUrl, go } from '../../lib/routes';
import { AppError, localError } from '../../services/app-error';
import { buyer } from '../../services/buyer';
import { copy } from '../../services/clipboard';
import { fileNameOf } from '../../services/files';
import { InvoiceFiles } from '../../services/invoice-files';
import { learnCard } from '../../services/learn-card';
import { isCancelled } from '../../services/wechat-text';
import { invoiceModel } from './view';
import type { InvoiceModel } from './view';

type Format = InvoiceFile['format'];

/** What belongs to this page and is not drawn. */
class Shown {
  invoiceId = '';
  invoice: InvoiceDetail | undefined;
  files: InvoiceFiles | undefined;
}

const shownOf = perInstance(() => new Shown());

interface Data {
  status: 'loading' | 'ready' | 'problem';
  model: InvoiceModel | null;
  problem: Problem | null;
  /** What is being done with a file or the card: one thing at a time. */
  busy: string;
}

const data: Data = { status: 'loading', model: null, problem: null, busy: '' };

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).invoiceId = decodeURIComponent(query['id'] ?? '');
      void this.load();
    },
    async onPullDownRefresh() {
      await this.load();
      void wx.stopPullDownRefresh();
    },
    async load() {
      const shown = shownOf(this);
      if (!shown.invoice) this.setData({ status: 'loading', problem: null });
      try {
        const invoice = await buyer('invoices.get', { invoiceId: shown.invoiceId });
        shown.invoice = invoice;
        shown.files = new InvoiceFiles(
          invoice.files,
          async () => (await buyer('invoices.get', { invoiceId: invoice.invoiceId })).files,
        );
        this.setData({ status: 'ready', model: invoiceModel(invoice), problem: null });
      } catch (error) {
        if (shown.invoice) showProblem(error);
        else this.setData({ status: 'problem', problem: problemOf(error) });
      }
    },

    onPreview() {
      return this.useFile('pdf', 'preview', async (files) => {
        const filePath = await files.local('pdf');
        await wx.openDocument({ filePath, fileType: 'pdf', showMenu: true });
      });
    },
    onForward(event: WechatMiniprogram.BaseEvent) {
      const { format } = event.currentTarget.dataset as { format: Format };
      return this.useFile(format, 'forward', async (files, invoice) => {
        const filePath = await files.local(format);
        await wx.shareFileMessage({ filePath, fileName: fileNameOf(invoice.number, format) });
      });
    },
    onCopyLink(event: WechatMiniprogram.BaseEvent) {
      const { format } = event.currentTarget.dataset as { format: Format };
      return this.useFile(format, 'link', async (files) => {
        await copy(await files.link(format), '链接已复制，过一段时间会失效');
      });
    },
    /** Only one thing at a time; a file that cannot be had is said, a picker that was closed is not. */
    async useFile(
      format: Format,
      name: string,
      use: (files: InvoiceFiles, invoice: InvoiceDetail) => Promise<void>,
    ): Promise<void> {
      const { files, invoice } = shownOf(this);
      if (!files || !invoice || this.data.busy) return;
      this.setData({ busy: `${name}-${format}` });
      try {
        await use(files, invoice);
      } catch (error) {
        if (!isCancelled(error))
          showProblem(error instanceof AppError ? error : localError('unavailable', invoice.invoiceId));
      } finally {
        this.setData({ busy: '' });
      }
    },

    onCopyNumber() {
      const { invoice } = shownOf(this);
      if (invoice) void copy(invoice.number);
    },
    onOpenCard() {
      const card = shownOf(this).invoice?.cardRef;
      if (card?.code !== undefined) void wx.openCard({ cardList: [{ cardId: card.cardId, code: card.code }] });
    },
    async onLearnCard() {
      const { invoice } = shownOf(this);
      if (!invoice || this.data.busy) return;
      this.setData({ busy: 'card' });
      try {
        const view = await learnCard(invoice.applicationId);
        if (view) await this.load();
      } catch (error) {
        showProblem(error);
      } finally {
        this.setData({ busy: '' });
      }
    },
    onApplication() {
      const { invoice } = shownOf(this);
      if (invoice) void go(applicationUrl(invoice.applicationId));
    },
  },
});
