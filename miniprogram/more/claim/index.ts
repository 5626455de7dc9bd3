import type { BuyerInput, OrderSummary } from '../../../contract/buyer';
import { fieldLayout } from '../../lib/large-text';
import { orderRow } from '../../lib/order-row';
import type { OrderRow } from '../../lib/order-row';
import { perInstance } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { receiptCode, scanReceipt } from '../../lib/receipt-code';
import { applicationUrl, goApply } from '../../lib/routes';
import { buyer } from '../../services/buyer';
import { intentionOf } from '../../services/intention';
import { claimOf } from './claim-form';
import type { ClaimForm, ClaimProblems } from './claim-form';

type Claim = Omit<Exclude<BuyerInput['orders.claim'], { code: string }>, 'requestId'> | { code: string };

const claimingOf = perInstance(() => ({
  order: undefined as OrderSummary | undefined,
  claim: intentionOf((input: Claim, requestId) => buyer('orders.claim', input, requestId)),
}));

interface Data {
  /** `form` to type, `looking` for the order, `found` it. */
  step: 'form' | 'looking' | 'found';
  form: ClaimForm;
  problems: ClaimProblems;
  problem: Problem | null;
  order: OrderRow | null;
  layout: 'horizontal' | 'vertical';
}

const data: Data = {
  step: 'form',
  form: { orderNo: '', amount: '', phoneLast4: '' },
  problems: {},
  problem: null,
  order: null,
  layout: fieldLayout(),
};

Component({
  data,
  methods: {
    /** `code` from our own scan; `q` when WeChat's scanner opened the receipt's link. */
    onLoad(query: Record<string, string | undefined>) {
      const scanned = query['code'] ?? query['q'];
      if (scanned !== undefined && scanned !== '') void this.claim({ code: receiptCode(decodeURIComponent(scanned)) });
    },
    onField(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const { field } = event.currentTarget.dataset as { field: keyof ClaimForm };
      this.setData({
        form: { ...this.data.form, [field]: event.detail.value },
        problems: { ...this.data.problems, [field]: '' },
      });
    },
    onFind() {
      const result = claimOf(this.data.form);
      if ('problems' in result) return this.setData({ problems: result.problems });
      this.setData({ problems: {} });
      return this.claim(result.claim);
    },
    async onScan() {
      const code = await scanReceipt();
      if (code !== undefined) await this.claim({ code });
    },
    async claim(input: Claim) {
      this.setData({ step: 'looking', problem: null });
      try {
        const { order } = await claimingOf(this).claim(input);
        claimingOf(this).order = order;
        this.setData({ step: 'found', order: orderRow(order) });
      } catch (error) {
        this.setData({ step: 'form', problem: problemOf(error) });
      }
    },
    onApply() {
      const { order } = claimingOf(this);
      if (order) goApply([order]);
    },
    onApplication() {
      const id = claimingOf(this).order?.applicationId;
      if (id !== undefined) void wx.navigateTo({ url: applicationUrl(id) });
    },
    onAnother() {
      this.setData({ step: 'form', problem: null, order: null });
    },
  },
});
