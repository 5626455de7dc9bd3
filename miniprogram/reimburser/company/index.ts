import type { CompanyMembership, CompanyRules, CompanyView } from '../../../contract/reimburser-company';
import { choose } from '../../lib/ask';
import { fieldLayout } from '../../lib/large-text';
import { perInstance } from '../../lib/per-instance';
import { problemOf, showProblem } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { queryOf, reimburserUrl } from '../../lib/routes';
import { AppError } from '../../services/app-error';
import { intentionOf } from '../../services/intention';
import { reimburser } from '../../services/reimburser';
import { companyPageUrl, joinUrl } from '../lib/routes';
import { formOf, newCompanyForm, profileOf, switchTexts } from './form';
import type { CompanyForm, CompanyProblems, Switch } from './form';

const put = intentionOf(
  (input: { companyId: string; name: string; taxNo: string; rules: CompanyRules; version: number }, requestId) =>
    reimburser('company.put', input, requestId),
);

const shownOf = perInstance(() => ({
  companyId: '',
  company: undefined as CompanyView | undefined,
  memberships: [] as CompanyMembership[],
}));

interface Data {
  status: 'loading' | 'ready' | 'problem';
  problem: Problem | null;
  form: CompanyForm;
  problems: CompanyProblems;
  switches: typeof switchTexts;
  canEdit: boolean;
  seesAll: boolean;
  /** Of a member of several companies. */
  several: boolean;
  role: string;
  verification: string;
  layout: 'horizontal' | 'vertical';
  busy: boolean;
}

const data: Data = {
  status: 'loading',
  problem: null,
  form: newCompanyForm(),
  problems: {},
  switches: switchTexts,
  canEdit: false,
  seesAll: false,
  several: false,
  role: '',
  verification: '',
  layout: fieldLayout(),
  busy: false,
};

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).companyId = queryOf(query, 'company');
      void this.load();
    },
    async load() {
      const shown = shownOf(this);
      const { companyId } = shown;
      this.setData({ status: 'loading', problem: null });
      try {
        const [company, { memberships }] = await Promise.all([
          reimburser('company.get', { companyId }),
          reimburser('me.get', {}),
        ]);
        const me = memberships.find((one) => one.companyId === company.companyId);
        Object.assign(shown, { company, memberships });
        this.setData({
          status: 'ready',
          form: formOf(company),
          canEdit: company.canEdit,
          verification: company.verification ? '已接入查验服务' : '没有接入，在税务局网站手工查',
          role: me?.roleText ?? '',
          seesAll: me?.may.includes('claims') ?? false,
          several: memberships.length > 1,
        });
      } catch (error) {
        this.setData({ status: 'problem', problem: problemOf(error) });
      }
    },
    onPage(event: WechatMiniprogram.BaseEvent) {
      const { page } = event.currentTarget.dataset as { page: Parameters<typeof companyPageUrl>[0] };
      void wx.navigateTo({ url: companyPageUrl(page, shownOf(this).companyId) });
    },
    onJoin() {
      void wx.navigateTo({ url: joinUrl() });
    },
    async onSwitch() {
      const { memberships, companyId } = shownOf(this);
      const others = memberships
        .filter((one) => one.companyId !== companyId)
        .map((one) => ({ id: one.companyId, text: one.companyName }));
      const chosen = await choose(others);
      if (chosen) void wx.redirectTo({ url: reimburserUrl(chosen.id) });
    },

    onField(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const { field } = event.currentTarget.dataset as { field: keyof CompanyProblems };
      this.setData({
        form: { ...this.data.form, [field]: event.detail.value },
        problems: { ...this.data.problems, [field]: '' },
      });
    },
    onRule(event: WechatMiniprogram.BaseEvent) {
      const { rule } = event.currentTarget.dataset as { rule: Switch };
      if (!this.data.canEdit) return;
      this.setData({ form: { ...this.data.form, [rule]: !this.data.form[rule] } });
    },
    async onSave() {
      const shown = shownOf(this);
      const { company, companyId } = shown;
      if (!company || this.data.busy) return;
      const result = profileOf(this.data.form);
      if ('problems' in result) return this.setData({ problems: result.problems });
      this.setData({ busy: true, problems: {} });
      try {
        shown.company = await put({ companyId, version: company.version, ...result.profile });
        this.setData({ form: formOf(shown.company) });
        void wx.showToast({ title: '已保存', icon: 'success' });
      } catch (error) {
        if (error instanceof AppError && error.code === 'tax_no_invalid')
          this.setData({ problems: { taxNo: error.hint } });
        else showProblem(error);
      } finally {
        this.setData({ busy: false });
      }
    },
  },
});
