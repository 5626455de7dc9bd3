import type { InvoiceKind, OrderSummary, SavedTitle } from '../../../contract/buyer';
import type { Fact } from '../../lib/facts';
import { perInstance } from '../../lib/per-instance';
import { problemOf, showProblem } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { applicationUrl, applyKey, authorizationEntries, queryOf } from '../../lib/routes';
import { fillIn, titleLine, titleOf, whyNoSpecial } from '../../lib/title-form';
import type { TitleForm, TitleProblems } from '../../lib/title-form';
import { buyer } from '../../services/buyer';
import { intentionOf } from '../../services/intention';
import { askToNotify, prepareNotify } from '../../services/notify';
import { drafts, isUntouched, kindsOf, newDraft, readiness, titleToRemember, totalOf, withForm } from './draft';
import type { Draft } from './draft';
import { ordersToInvoice, readOrderNos } from './orders-to-invoice';
import { reviewOf } from './review';

type CreateInput = Omit<Parameters<typeof buyer<'applications.create'>>[1], 'requestId'>;
/** What the form decides; which orders, or which invoice, the page was opened for. */
type Decision = Pick<CreateInput, 'title' | 'kind'>;

/** What belongs to this page and is not drawn. */
class Application {
  orders: OrderSummary[] = [];
  merchantId = '';
  orderNos: string[] = [];
  /** 换开: the application whose invoice is to be exchanged. */
  reissueOf = '';
  draft: Draft = newDraft();
  allowed: InvoiceKind[] = [];
  book: SavedTitle[] = [];
  tried = false;

  get key(): string {
    return applyKey(this.merchantId, [...this.orderNos, this.reissueOf]);
  }

  readonly submit = intentionOf((decided: Decision, requestId) =>
    this.reissueOf === ''
      ? buyer('applications.create', { ...this.ordersInput(), ...decided }, requestId)
      : buyer('applications.reissue', { applicationId: this.reissueOf, ...decided }, requestId),
  );

  private ordersInput(): CreateInput {
    const { merchantId, orderNos } = this;
    return merchantId === '' ? { orderNos } : { orderNos, merchantId };
  }
}

const applicationOf = perInstance(() => new Application());

interface Data {
  /** 换开, in place of an invoice that exists. */
  exchanging: boolean;
  status: 'loading' | 'ready' | 'problem';
  step: 'form' | 'review';
  problem: Problem | null;
  merchant: string;
  total: number;
  orders: { orderNo: string; summary: string; amount: number }[];
  form: TitleForm;
  problems: TitleProblems;
  kind: InvoiceKind;
  kindOptions: { value: InvoiceKind; text: string; disabled?: boolean }[];
  kindNote: string;
  remember: boolean;
  suggestions: { titleId: string; name: string; line: string }[];
  facts: Fact[];
  submitting: boolean;
}

const data: Data = {
  exchanging: false,
  status: 'loading',
  step: 'form',
  problem: null,
  merchant: '',
  total: 0,
  orders: [],
  ...newDraft(),
  problems: {},
  kindOptions: [],
  kindNote: '',
  suggestions: [],
  facts: [],
  submitting: false,
};

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      const application = applicationOf(this);
      application.orderNos = readOrderNos(query['orders']);
      application.merchantId = queryOf(query, 'merchant');
      application.reissueOf = queryOf(query, 'reissue');
      if (application.reissueOf !== '') {
        this.setData({ exchanging: true });
        void wx.setNavigationBarTitle({ title: '换开发票' });
      }
      application.draft = drafts.get(application.key) ?? newDraft();
      void this.load();
      void prepareNotify();
    },
    async load() {
      const application = applicationOf(this);
      this.setData({ status: 'loading', problem: null });
      try {
        application.orders = await ordersToInvoice(application.merchantId, application.orderNos);
        application.allowed = kindsOf(application.orders);
        this.setData({
          status: 'ready',
          merchant: application.orders[0]?.merchant.name ?? '',
          total: totalOf(application.orders),
          orders: application.orders.map(({ orderNo, summary, amount }) => ({ orderNo, summary, amount })),
        });
        this.show(application.draft);
        void this.loadTitles();
      } catch (error) {
        this.setData({ status: 'problem', problem: problemOf(error) });
      }
    },
    /** The title book helps; without it the form works just as well. */
    async loadTitles() {
      const application = applicationOf(this);
      try {
        application.book = (await buyer('titles.list', {})).titles;
      } catch {
        return;
      }
      this.setData({
        suggestions: application.book.map(({ titleId, title }) => ({
          titleId,
          name: title.name,
          line: titleLine(title),
        })),
      });
      const usual = application.book.find(({ isDefault }) => isDefault);
      if (usual && isUntouched(application.draft)) this.change(fillIn(application.draft.form, usual.title));
    },
    show(draft: Draft) {
      const application = applicationOf(this);
      application.draft = draft;
      drafts.set(application.key, draft);
      const why = whyNoSpecial(draft.form, application.allowed);
      this.setData({
        form: draft.form,
        kind: draft.kind,
        remember: draft.remember,
        problems: application.tried ? readiness(draft).problems : {},
        kindOptions: application.allowed.includes('special')
          ? [
              { value: 'normal', text: '普通发票' },
              { value: 'special', text: '专用发票', disabled: why !== undefined },
            ]
          : [],
        kindNote: why ?? '',
      });
    },
    change(form: TitleForm) {
      const { draft, allowed } = applicationOf(this);
      this.show(withForm(draft, form, allowed));
    },

    onForm(event: WechatMiniprogram.CustomEvent<{ form: TitleForm }>) {
      this.change(event.detail.form);
    },
    onKind(event: WechatMiniprogram.CustomEvent<{ value: InvoiceKind }>) {
      this.show({ ...applicationOf(this).draft, kind: event.detail.value });
    },
    onRemember() {
      const { draft } = applicationOf(this);
      this.show({ ...draft, remember: !draft.remember });
    },
    onSuggestion(event: WechatMiniprogram.BaseEvent) {
      const { titleId } = event.currentTarget.dataset as { titleId: string };
      const { book, draft } = applicationOf(this);
      const saved = book.find((entry) => entry.titleId === titleId);
      if (saved) this.change(fillIn(draft.form, saved.title));
    },

    onReview() {
      const application = applicationOf(this);
      application.tried = true;
      this.show(application.draft);
      if (!readiness(application.draft).ready) return;
      this.setData({ step: 'review', facts: reviewOf(application.draft, application.orders) });
      void wx.pageScrollTo({ scrollTop: 0, duration: 0 });
    },
    onEdit() {
      this.setData({ step: 'form' });
    },
    /** With the title of our form (type 0). */
    onSubmit() {
      const { draft } = applicationOf(this);
      void this.submit({ title: titleOf(draft.form), kind: draft.kind });
    },
    /** Without the form: the title is chosen on WeChat's page (type 1). */
    onQuick() {
      void this.submit({});
    },
    async submit(decided: Decision) {
      if (this.data.submitting) return;
      this.setData({ submitting: true });
      // WeChat shows its question only on a tap, so it is asked beside the call and not after it.
      const asked = askToNotify();
      try {
        const { applicationId, authorization } = await applicationOf(this).submit(decided);
        if (decided.title) this.rememberTitle();
        drafts.delete(applicationOf(this).key);
        await asked;
        authorizationEntries.leave(applicationId, authorization);
        await wx.redirectTo({ url: applicationUrl(applicationId) });
      } catch (error) {
        showProblem(error);
      } finally {
        this.setData({ submitting: false });
      }
    },
    rememberTitle() {
      const { draft, book } = applicationOf(this);
      const title = titleToRemember(draft, book);
      if (title) buyer('titles.save', { title }).catch(() => undefined);
    },
  },
});
