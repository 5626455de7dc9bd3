import type { MerchantInvoice } from '../../../contract/merchant';
import type { RedAction } from '../../../contract/states';
import { usingFiles } from '../../lib/doing';
import { perInstance } from '../../lib/per-instance';
import { forward } from '../../services/forward';
import { InvoiceFiles } from '../../services/invoice-files';
import { merchant } from '../../services/merchant';
import { performOnRed } from '../lib/red-actions';
import { redModel } from './model';
import type { RedModel } from './model';

/** The files of each red, under links that work. */
const filesOf = perInstance(() => new Map<string, InvoiceFiles>());

interface Data {
  reds: RedModel[];
  busy: string;
}

const data: Data = { reds: [], busy: '' };

const listed = ({ reds }: MerchantInvoice, redId: string) => ({
  files: reds.find((red) => red.redId === redId)?.files ?? [],
  attachments: [],
});

/** What was reversed of an invoice, or is about to be: each document with its number, files and what may be done. */
Component({
  properties: {
    invoice: { type: Object, value: {} as MerchantInvoice },
  },
  data,
  observers: {
    invoice(invoice: MerchantInvoice) {
      if (!invoice.applicationId) return;
      const files = filesOf(this);
      for (const { redId } of invoice.reds) {
        const fresh = async () =>
          listed(await merchant('invoices.get', { applicationId: invoice.applicationId }), redId);
        files.set(redId, new InvoiceFiles(listed(invoice, redId), fresh));
      }
      this.setData({ reds: invoice.reds.map(redModel) });
    },
  },
  methods: {
    onAction(event: WechatMiniprogram.BaseEvent) {
      const { action, red } = event.currentTarget.dataset as { action: RedAction; red: string };
      return this.use(`${action}-${red}`, async () => {
        const changed = await performOnRed(action, red);
        if (changed) this.triggerEvent('changed', { invoice: changed });
      });
    },
    onOpen(event: WechatMiniprogram.BaseEvent) {
      const { key, red } = event.currentTarget.dataset as { key: string; red: string };
      return this.use('open', async () => {
        const filePath = await filesOf(this).get(red)?.local(key);
        if (filePath !== undefined) await wx.openDocument({ filePath, fileType: 'pdf', showMenu: true });
      });
    },
    onForward(event: WechatMiniprogram.BaseEvent) {
      const { key, red, fileName } = event.currentTarget.dataset as { key: string; red: string; fileName: string };
      return this.use('forward', async () => {
        const files = filesOf(this).get(red);
        if (files) await forward(files, key, fileName);
      });
    },
    use(name: string, work: () => Promise<void>): Promise<void> {
      return usingFiles(this, name, 'reds', work);
    },
  },
});
