import type { MerchantInvoice } from '../../../contract/merchant';
import { fileRows, withReady } from '../../lib/file-rows';
import type { FileRow } from '../../lib/file-rows';
import { momentText } from '../../lib/dates';
import { usingFiles } from '../../lib/doing';
import { askForAddress } from '../../lib/mail-address';
import { perInstance } from '../../lib/per-instance';
import { copy } from '../../services/clipboard';
import { forward } from '../../services/forward';
import { intentionOf } from '../../services/intention';
import { InvoiceFiles } from '../../services/invoice-files';
import { merchant } from '../../services/merchant';
import { pickPdf } from './pick-pdf';

class Shown {
  invoice: MerchantInvoice | undefined;
  files: InvoiceFiles | undefined;
  readonly mail = intentionOf((asked: { applicationId: string; email?: string }, requestId) =>
    merchant('invoices.mail', asked, requestId),
  );
  readonly attach = intentionOf((asked: { applicationId: string; name: string; content: string }, requestId) =>
    merchant('attachments.add', asked, requestId),
  );
}

const shownOf = perInstance(() => new Shown());

interface Data {
  rows: FileRow[];
  mailLine: string;
  mailFailed: boolean;
  canMail: boolean;
  canAttach: boolean;
  busy: string;
}

const data: Data = {
  rows: [],
  mailLine: '',
  mailFailed: false,
  canMail: false,
  canAttach: false,
  busy: '',
};

const mailLineOf = ({ mails: [last], mailTo }: MerchantInvoice): Pick<Data, 'mailLine' | 'mailFailed'> => {
  if (!last) return { mailLine: mailTo ? `买家留的邮箱 ${mailTo}` : '买家没有留邮箱', mailFailed: false };
  const words = {
    sent: `${momentText(last.at)} 已发到 ${last.to}`,
    waiting: `正在发到 ${last.to}，没发成会自动再发`,
    failed: `没有发到 ${last.to}：${last.problem?.message ?? '原因未知'}`,
  };
  return { mailLine: words[last.state], mailFailed: last.state === 'failed' };
};

/** An invoice's files, and what goes along with it: forward, copy, mail, attach. */
Component({
  properties: {
    invoice: { type: Object, value: {} as MerchantInvoice },
  },
  data,
  observers: {
    invoice(invoice: MerchantInvoice) {
      if (!invoice.applicationId) return;
      const shown = shownOf(this);
      const { applicationId, number = '', tasks } = invoice;
      shown.invoice = invoice;
      shown.files = new InvoiceFiles(invoice, () => merchant('invoices.get', { applicationId }));
      this.setData({
        rows: fileRows(number, invoice.files, invoice.attachments),
        ...mailLineOf(invoice),
        canMail: tasks.includes('mail'),
        canAttach: tasks.includes('attach'),
      });
    },
  },
  methods: {
    onOpen(event: WechatMiniprogram.BaseEvent) {
      const { key } = event.currentTarget.dataset as { key: string };
      return this.use('open', async ({ files }) => {
        const filePath = await files?.local(key);
        if (filePath !== undefined) await wx.openDocument({ filePath, fileType: 'pdf', showMenu: true });
      });
    },
    onForward(event: WechatMiniprogram.BaseEvent) {
      const { key, fileName } = event.currentTarget.dataset as { key: string; fileName: string };
      return this.use('forward', async ({ files }) => {
        if (files && (await forward(files, key, fileName))) this.setData({ rows: withReady(this.data.rows, key) });
      });
    },
    onCopyLink(event: WechatMiniprogram.BaseEvent) {
      const { key } = event.currentTarget.dataset as { key: string };
      return this.use('link', async ({ files }) => {
        if (files) await copy(await files.link(key), '链接已复制，过一段时间会失效');
      });
    },
    onMail() {
      return this.use('mail', async ({ invoice, mail }) => {
        if (!invoice) return;
        // The address of the title is known here in part only; left as it is, it is the cloud side that fills it in.
        const typed = await askForAddress(invoice.mailTo);
        if (typed === undefined) return;
        const { applicationId } = invoice;
        this.changed(await mail({ applicationId, ...(typed !== invoice.mailTo && { email: typed }) }));
      });
    },
    onAttach() {
      return this.use('attach', async ({ invoice, attach }) => {
        const picked = invoice && (await pickPdf());
        if (!picked) return;
        this.changed(await attach({ applicationId: invoice.applicationId, ...picked }));
        await wx.showToast({ title: '已添加', icon: 'success' });
      });
    },
    changed(invoice: MerchantInvoice) {
      this.triggerEvent('changed', { invoice });
    },
    use(name: string, work: (shown: Shown) => Promise<void>): Promise<void> {
      return usingFiles(this, name, 'files', () => work(shownOf(this)));
    },
  },
});
