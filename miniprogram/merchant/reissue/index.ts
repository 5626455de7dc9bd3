import type { InvoiceKind, Title } from '../../../contract/buyer';
import { titleName } from '../../lib/facts';
import { perInstance } from '../../lib/per-instance';
import { problemOf, showProblem } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { fillIn, isComplete, newTitleForm, problemsOf, titleOf } from '../../lib/title-form';
import type { TitleForm, TitleProblems } from '../../lib/title-form';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';
import { detailUrl } from '../lib/routes';

class Exchange {
  applicationId = '';
  kind: InvoiceKind = 'normal';
  tried = false;
  readonly submit = intentionOf((asked: { applicationId: string; title: Title; kind: InvoiceKind }, requestId) =>
    merchant('applications.reissue', asked, requestId),
  );
}

const stateOf = perInstance(() => new Exchange());

interface Data {
  status: 'loading' | 'ready' | 'problem';
  problem: Problem | null;
  oldTitle: string;
  form: TitleForm;
  problems: TitleProblems;
  busy: boolean;
}

const data: Data = {
  status: 'loading',
  problem: null,
  oldTitle: '',
  form: newTitleForm(),
  problems: {},
  busy: false,
};

/** 换开: the new title, in the buyer's name. */
Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      stateOf(this).applicationId = decodeURIComponent(query['id'] ?? '');
      return this.load();
    },
    async load() {
      const state = stateOf(this);
      this.setData({ status: 'loading', problem: null });
      try {
        const { title, kind } = await merchant('invoices.get', { applicationId: state.applicationId });
        state.kind = kind;
        const form = title === undefined ? newTitleForm() : fillIn(newTitleForm(), title);
        this.setData({ status: 'ready', form, oldTitle: title === undefined ? '' : titleName(title) });
      } catch (error) {
        this.setData({ status: 'problem', problem: problemOf(error) });
      }
    },
    onForm(event: WechatMiniprogram.CustomEvent<{ form: TitleForm }>) {
      const { form } = event.detail;
      this.setData({ form, problems: stateOf(this).tried ? problemsOf(form) : {} });
    },
    async onSubmit() {
      const state = stateOf(this);
      const { form, busy } = this.data;
      const problems = problemsOf(form);
      state.tried = true;
      this.setData({ problems });
      if (!isComplete(problems) || busy) return;
      this.setData({ busy: true });
      try {
        const { applicationId, kind, submit } = state;
        const made = await submit({ applicationId, title: titleOf(form), kind });
        await wx.redirectTo({ url: detailUrl(made.applicationId) });
      } catch (error) {
        showProblem(error);
      } finally {
        this.setData({ busy: false });
      }
    },
  },
});
