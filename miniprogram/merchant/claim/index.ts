import type { Title } from '../../../contract/buyer';
import { perInstance } from '../../lib/per-instance';
import { problemOf, showProblem } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { isComplete, newTitleForm, problemsOf, titleOf } from '../../lib/title-form';
import type { TitleForm, TitleProblems } from '../../lib/title-form';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';
import { detailUrl } from '../lib/routes';

const stateOf = perInstance(() => ({
  merchantId: '',
  orderNo: '',
  tried: false,
  issue: intentionOf((asked: { merchantId: string; orderNo: string; title: Title }, requestId) =>
    merchant('claims.issue', asked, requestId),
  ),
}));

interface Data {
  status: 'loading' | 'ready' | 'problem';
  problem: Problem | null;
  form: TitleForm;
  problems: TitleProblems;
  amount: number;
  under: string;
  busy: boolean;
}

const data: Data = {
  status: 'loading',
  problem: null,
  form: newTitleForm(),
  problems: {},
  amount: 0,
  under: '',
  busy: false,
};

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      const state = stateOf(this);
      state.merchantId = decodeURIComponent(query['merchant'] ?? '');
      state.orderNo = decodeURIComponent(query['order'] ?? '');
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
    onForm(event: WechatMiniprogram.CustomEvent<{ form: TitleForm }>) {
      const { form } = event.detail;
      this.setData({ form, problems: stateOf(this).tried ? problemsOf(form) : {} });
    },
    async onIssue() {
      const state = stateOf(this);
      const { form, busy } = this.data;
      const problems = problemsOf(form);
      state.tried = true;
      this.setData({ problems });
      if (!isComplete(problems) || busy) return;
      this.setData({ busy: true });
      try {
        const { merchantId, orderNo, issue } = state;
        const { applicationId } = await issue({ merchantId, orderNo, title: titleOf(form) });
        await wx.redirectTo({ url: detailUrl(applicationId) });
      } catch (error) {
        showProblem(error);
      } finally {
        this.setData({ busy: false });
      }
    },
  },
});
