import { invoiceRow } from '../../lib/invoice-row';
import type { InvoiceRow } from '../../lib/invoice-row';
import { newListing, PagedList, paging } from '../../lib/paged-list';
import type { Part } from '../../lib/paged-list';
import { perInstance } from '../../lib/per-instance';
import { invoiceUrl } from '../../lib/routes';
import { buyer } from '../../services/buyer';

const fetchInvoices = async (cursor?: string): Promise<Part<InvoiceRow>> => {
  const { invoices, next } = await buyer('invoices.list', cursor === undefined ? {} : { cursor });
  const rows = invoices.map(invoiceRow);
  return next === undefined ? { rows } : { rows, next };
};

const listOf = perInstance((page) => new PagedList<InvoiceRow>(page, fetchInvoices));

Component({
  data: newListing<InvoiceRow>(),
  methods: {
    ...paging(listOf),
    onShow() {
      void this.refresh();
    },
    onOpen(event: WechatMiniprogram.BaseEvent) {
      const { invoiceId } = event.currentTarget.dataset as { invoiceId: string };
      void wx.navigateTo({ url: invoiceUrl(invoiceId) });
    },
    onOrders() {
      void wx.switchTab({ url: '/pages/orders/index' });
    },
  },
});
