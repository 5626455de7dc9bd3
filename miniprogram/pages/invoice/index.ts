import type { InvoiceDetail, MailView } from '../../../contract/buyer';
import { doingOne, usingFiles } from '../../lib/doing';
import { withReady } from '../../lib/file-rows';
import { askForOwnAddress } from '../../lib/mail-address';
import { perInstance } from '../../lib/per-instance';
import { problemOf, showProblem } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { applicationUrl, go, queryOf, reissueUrl } from '../../lib/routes';
import { buyer } from '../../services/buyer';
import { copy } from '../../services/clipboard';
import { forward } from '../../services/forward';
import { InvoiceFiles } from '../../services/invoice-files';
import { intentionOf } from '../../services/intention';
import { learnCard } from '../../services/learn-card';
import { invoiceModel, mailLine } from './view';
import type { InvoiceModel } from './view';

const sendMail = intentionOf((asked: { invoiceId: string; email: string }, requestId) =>
  buyer('invoices.mail', asked, requestId),
);

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

/** How it stands, for whoever comes back to it. */
const standingOf = ({ stateText, reimburse, reversal, replacedBy }: InvoiceDetail): string =>
  JSON.stringify([stateText, reimburse, reversal?.left, reversal?.open?.text, replacedBy]);

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).invoiceId = queryOf(query, 'id');
      void this.load();
    },
    /** Also the way back to it: it may have been reversed meanwhile. Where nothing has changed, files stay at hand. */
    async onShow() {
      const { invoice, invoiceId } = shownOf(this);
      if (!invoice) return;
      const now = await buyer('invoices.get', { invoiceId }).catch(() => invoice);
      if (standingOf(now) !== standingOf(invoice)) this.show(now);
    },
    async onPullDownRefresh() {
      await this.load();
      void wx.stopPullDownRefresh();
    },
    async load() {
      const shown = shownOf(this);
      if (!shown.invoice) this.setData({ status: 'loading', problem: null });
      try {
        this.show(await buyer('invoices.get', { invoiceId: shown.invoiceId }));
      } catch (error) {
        if (shown.invoice) showProblem(error);
        else this.setData({ status: 'problem', problem: problemOf(error) });
      }
    },
    show(invoice: InvoiceDetail) {
      const shown = shownOf(this);
      const { invoiceId } = invoice;
      shown.invoice = invoice;
      shown.files = new InvoiceFiles(invoice, () => buyer('invoices.get', { invoiceId }));
      this.setData({ status: 'ready', model: invoiceModel(invoice), problem: null });
    },

    onPreview() {
      return this.preview('pdf');
    },
    onOpen(event: WechatMiniprogram.BaseEvent) {
      const { key } = event.currentTarget.dataset as { key: string };
      return this.preview(key);
    },
    preview(key: string) {
      return this.useFile(key, 'preview', async (files) => {
        const filePath = await files.local(key);
        await wx.openDocument({ filePath, fileType: 'pdf', showMenu: true });
      });
    },
    onForward(event: WechatMiniprogram.BaseEvent) {
      const { key, fileName } = event.currentTarget.dataset as { key: string; fileName: string };
      return this.useFile(key, 'forward', async (files) => {
        if (await forward(files, key, fileName)) this.markReady(key);
      });
    },
    markReady(key: string) {
      this.setData({ 'model.files': withReady(this.data.model?.files ?? [], key) });
    },
    onCopyLink(event: WechatMiniprogram.BaseEvent) {
      const { key } = event.currentTarget.dataset as { key: string };
      return this.useFile(key, 'link', async (files) => {
        await copy(await files.link(key), '链接已复制，过一段时间会失效');
      });
    },
    async useFile(key: string, name: string, use: (files: InvoiceFiles) => Promise<void>): Promise<void> {
      const { files, invoiceId } = shownOf(this);
      if (files) await usingFiles(this, `${name}-${key}`, invoiceId, () => use(files));
    },

    async onMail() {
      const { invoice, invoiceId } = shownOf(this);
      if (!invoice || this.data.busy) return;
      const email = await askForOwnAddress(invoice.mailing?.to);
      if (email === undefined) return;
      await doingOne(this, 'mail', async () => {
        this.showMail((await sendMail({ invoiceId, email })).mail);
      });
    },
    showMail(mail: MailView) {
      const shown = shownOf(this);
      if (!shown.invoice) return;
      shown.invoice = { ...shown.invoice, mailing: { to: mail.to, last: mail } };
      this.setData({ 'model.mail': mailLine(shown.invoice) ?? null });
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
      if (!invoice) return;
      await doingOne(this, 'card', async () => {
        const view = await learnCard(invoice.applicationId);
        if (view) await this.load();
      });
    },
    onReissue() {
      const { invoice } = shownOf(this);
      if (invoice) void go(reissueUrl(invoice.applicationId, invoice.merchant.id, invoice.orderNos));
    },
    onReplacement() {
      const { invoice } = shownOf(this);
      if (invoice?.replacedBy !== undefined) void go(applicationUrl(invoice.replacedBy));
    },
    onApplication() {
      const { invoice } = shownOf(this);
      if (invoice) void go(applicationUrl(invoice.applicationId));
    },
  },
});
