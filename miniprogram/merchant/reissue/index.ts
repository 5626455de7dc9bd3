import type { InvoiceKind, Title } from '../../../contract/buyer';
import { doing } from '../../lib/doing';
import { titleName } from '../../lib/facts';
import { perInstance } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { filledTitle, newTitleFields, titleFields } from '../../lib/title-fields';
import type { TitleFields } from '../../lib/title-fields';
import { fillIn, newTitleForm } from '../../lib/title-form';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';
import { detailUrl } from '../lib/routes';

class Exchange {
  applicationId = '';
  kind: InvoiceKind = 'normal';
  readonly submit = intentionOf((asked: { applicationId: string; title: Title; kind: InvoiceKind }, requestId) =>
    merchant('applications.reissue', asked, requestId),
  );
}

const stateOf = perInstance(() => new Exchange());

interface Data extends TitleFields {
  status: 'loading' | 'ready' | 'problem';
  problem: Problem | null;
  oldTitle: string;
  busy: boolean;
}

const data: Data = {
  ...newTitleFields(),
  status: 'loading',
  problem: null,
  oldTitle: '',
  busy: false,
};

/** 换开: the new title, in the buyer's name. */
Component({
  data,
  methods: {
    ...titleFields,
    onLoad(query: Record<string, string | undefined>) {
      stateOf(this).applicationId = queryOf(query, 'id');
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
    async onSubmit() {
      const { applicationId, kind, submit } = stateOf(this);
      const title = filledTitle(this);
      if (!title) return;
      await doing(this, async () => {
        const made = await submit({ applicationId, title, kind });
        await wx.redirectTo({ url: detailUrl(made.applicationId) });
      });
    },
  },
});
