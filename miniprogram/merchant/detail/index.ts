import type { MerchantInvoice, RefundProposal } from '../../../contract/merchant';
import type { MerchantAction } from '../../../contract/states';
import { doingOne, usingFiles } from '../../lib/doing';
import { perInstance } from '../../lib/per-instance';
import { explainProblem, problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { go, queryOf } from '../../lib/routes';
import { pollerOf, watching } from '../../lib/watching';
import { copy } from '../../services/clipboard';
import { InvoiceFiles } from '../../services/invoice-files';
import { merchant } from '../../services/merchant';
import { isGrave, perform } from '../lib/actions';
import { claimCodeUrl } from '../lib/code-routes';
import { changedInvoices, detailUrl, graveUrl, refundUrl } from '../lib/routes';
import { detailModel } from './view';
import type { DetailModel } from './view';

/** What is under way is looked at again, first after so many seconds. */
const LOOK_AGAIN = 3;

/** What belongs to this page and is not drawn. */
class Shown {
  applicationId = '';
  invoice: MerchantInvoice | undefined;
  files: InvoiceFiles | undefined;
}

const shownOf = perInstance(() => new Shown());

interface Data {
  status: 'loading' | 'ready' | 'problem';
  /** What the card of files is made of. */
  invoice: MerchantInvoice | null;
  model: DetailModel | null;
  problem: Problem | null;
  /** What is being done: one thing at a time. */
  busy: string;
}

const data: Data = { status: 'loading', invoice: null, model: null, problem: null, busy: '' };

const wait = ({ headline }: MerchantInvoice): number | undefined =>
  headline.tone === 'working' ? LOOK_AGAIN : undefined;

Component({
  data,
  methods: {
    ...watching,
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).applicationId = queryOf(query, 'id');
    },
    /** Looks once; answers in how many seconds looking again is worth it. */
    async look(): Promise<number | undefined> {
      const { applicationId, invoice: known } = shownOf(this);
      if (!known) this.setData({ status: 'loading', problem: null });
      try {
        const invoice = await merchant('invoices.get', { applicationId });
        this.show(invoice);
        return wait(invoice);
      } catch (error) {
        const problem = problemOf(error);
        this.setData(known ? { problem } : { status: 'problem', problem });
        return known && wait(known);
      }
    },
    show(invoice: MerchantInvoice) {
      const shown = shownOf(this);
      const { applicationId } = invoice;
      changedInvoices.leave(applicationId, invoice);
      shown.invoice = invoice;
      shown.files = new InvoiceFiles(invoice, () => merchant('invoices.get', { applicationId }));
      this.setData({ status: 'ready', invoice, model: detailModel(invoice), problem: null });
    },

    async onAction(event: WechatMiniprogram.BaseEvent) {
      const { action } = event.currentTarget.dataset as { action: MerchantAction };
      const { applicationId } = shownOf(this);
      if (this.data.busy) return;
      if (isGrave(action)) return void wx.navigateTo({ url: graveUrl(action, applicationId) });
      await doingOne(this, action, async () => {
        const changed = await perform(action, applicationId);
        if (!changed) return;
        this.show(changed);
        pollerOf(this).start(wait(changed));
      });
    },

    onRefund(event: WechatMiniprogram.BaseEvent) {
      const { scope } = event.currentTarget.dataset as { scope: RefundProposal['scope'] };
      const { applicationId, invoice } = shownOf(this);
      const chosen = invoice?.refund?.proposals.find((proposal) => proposal.scope === scope);
      if (chosen) void wx.navigateTo({ url: refundUrl(applicationId, chosen) });
    },

    onPreview() {
      return this.useFile('preview', async (files) => {
        const filePath = await files.local('pdf');
        await wx.openDocument({ filePath, fileType: 'pdf', showMenu: true });
      });
    },
    onOther(event: WechatMiniprogram.BaseEvent) {
      const { id } = event.currentTarget.dataset as { id: string };
      void go(detailUrl(id));
    },
    onClaimCode() {
      void wx.navigateTo({ url: claimCodeUrl(shownOf(this).applicationId) });
    },
    onFilesChanged(event: WechatMiniprogram.CustomEvent<{ invoice: MerchantInvoice }>) {
      const { invoice } = event.detail;
      this.show(invoice);
      pollerOf(this).start(wait(invoice));
    },
    async useFile(name: string, use: (files: InvoiceFiles) => Promise<void>): Promise<void> {
      const { files, applicationId } = shownOf(this);
      if (files) await usingFiles(this, name, applicationId, () => use(files));
    },
    onWhy() {
      const { model } = this.data;
      if (model?.problem) explainProblem(model.problem.told);
    },
    onCopy(event: WechatMiniprogram.BaseEvent) {
      const { text } = event.currentTarget.dataset as { text: string };
      void copy(text);
    },
  },
});
