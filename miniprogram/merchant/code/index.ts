import { isSure } from '../../lib/ask';
import { doing } from '../../lib/doing';
import { perInstance } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { watching } from '../../lib/watching';
import { copy } from '../../services/clipboard';
import { merchant } from '../../services/merchant';
import { shownCodes } from '../lib/code-routes';
import { claimModel, orderModel } from './view';
import type { CodeModel } from './view';

/** Whether the code was used is looked at so often, in seconds. */
const LOOK_AGAIN = 4;

const stateOf = perInstance(() => ({
  merchantId: '',
  orderNo: '',
  claim: '',
}));

interface Data {
  model: CodeModel | null;
  problem: Problem | null;
  busy: boolean;
}

const data: Data = { model: null, problem: null, busy: false };

Component({
  data,
  methods: {
    ...watching,
    onLoad(query: Record<string, string | undefined>) {
      const state = stateOf(this);
      state.merchantId = queryOf(query, 'merchant');
      state.orderNo = queryOf(query, 'order');
      state.claim = queryOf(query, 'claim');
      const known = shownCodes.take(state.orderNo);
      if (known) this.setData({ model: orderModel(known) });
      void wx.setKeepScreenOn({ keepScreenOn: true });
    },
    /** Looks once; answers in how many seconds looking again is worth it. */
    async look(): Promise<number | undefined> {
      const { merchantId, orderNo, claim } = stateOf(this);
      try {
        const model = claim
          ? claimModel(await merchant('claims.link', { applicationId: claim }))
          : orderModel(await merchant('receipts.code', { merchantId, orderNo }));
        this.setData({ model, problem: null });
        return model.waits && !claim ? LOOK_AGAIN : undefined;
      } catch (error) {
        this.setData({ problem: problemOf(error) });
        return this.data.model && !claim ? LOOK_AGAIN : undefined;
      }
    },
    onCopyLink() {
      const { model } = this.data;
      if (model) void copy(model.url, '链接已复制');
    },
    async onWithdraw() {
      const { merchantId, orderNo } = stateOf(this);
      const content = '撤回后二维码失效，买家不能再用它开票。';
      if (!(await isSure({ title: '撤回这一单？', content, confirmText: '撤回' }))) return;
      await doing(this, async () => {
        await merchant('tillOrders.withdraw', { merchantId, orderNo });
        await this.refresh();
      });
    },
  },
});
