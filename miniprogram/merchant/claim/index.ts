import type { Title } from '../../../contract/buyer';
import { doing } from '../../lib/doing';
import { perInstance } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { filledTitle, newTitleFields, titleFields } from '../../lib/title-fields';
import type { TitleFields } from '../../lib/title-fields';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';
import { detailUrl } from '../lib/routes';

const stateOf = perInstance(() => ({
  merchantId: '',
  orderNo: '',
  issue: intentionOf((asked: { merchantId: string; orderNo: string; title: Title }, requestId) =>
    merchant('claims.issue', asked, requestId),
  ),
}));

interface Data extends TitleFields {
  status: 'loading' | 'ready' | 'problem';
  problem: Problem | null;
  amount: number;
  under: string;
  busy: boolean;
}

const data: Data = {
  ...newTitleFields(),
  status: 'loading',
  problem: null,
  amount: 0,
  under: '',
  busy: false,
};

Component({
  data,
  methods: {
    ...titleFields,
    onLoad(query: Record<string, string | undefined>) {
      const state = stateOf(this);
      state.merchantId = queryOf(query, 'merchant');
      state.orderNo = queryOf(query, 'order');
      void this.load();
    },
    async load() {
      const { merchantId, orderNo } = stateOf(this);
      this.setData({ status: 'loading', problem: null });
      try {
        const { order } = await merchant('receipts.code', { merchantId, orderNo });
        this.setData({ status: 'ready', amount: order.amount, under: `${order.summary} · ${order.orderNo}` });
      } catch (error) {
        this.setData({ status: 'problem', problem: problemOf(error) });
      }
    },
    async onIssue() {
      const { merchantId, orderNo, issue } = stateOf(this);
      const title = filledTitle(this);
      if (!title) return;
      await doing(this, async () => {
        const { applicationId } = await issue({ merchantId, orderNo, title });
        await wx.redirectTo({ url: detailUrl(applicationId) });
      });
    },
  },
});
