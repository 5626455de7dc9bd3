import { fieldLayout } from '../../lib/large-text';
import { fillIn, newTitleForm, taxNumberNote } from '../../lib/title-form';
import type { TitleForm, TitleProblems } from '../../lib/title-form';
import type { TaxNumberCheck } from '../../rules/tax-number';
import { pickTitle } from '../../services/title-picker';

type Input = WechatMiniprogram.CustomEvent<{ value: string }>;

/** What the form says when WeChat's titles cannot be had; filling in by hand always works. */
const NOTICES = {
  privacy_refused: '没有同意隐私保护指引，暂不能从微信选抬头。手动填写即可',
  unavailable: '暂时不能从微信选抬头。手动填写即可',
} as const;

const noProblems: TitleProblems = {};

interface Data {
  kinds: { value: TitleForm['kind']; text: string }[];
  /** What the tax number says of itself. */
  note: TaxNumberCheck;
  /** Whether the cursor has left the tax number: before that nobody is corrected in the middle of typing. */
  taxNoLeft: boolean;
  notice: string;
  picking: boolean;
  moreNote: string;
  layout: 'horizontal' | 'vertical';
}

const data: Data = {
  kinds: [
    { value: 'personal', text: '个人' },
    { value: 'company', text: '单位' },
  ],
  note: { level: 'ok' },
  taxNoLeft: false,
  notice: '',
  picking: false,
  moreNote: '选填',
  layout: fieldLayout(),
};

/** The form of a title (抬头). Controlled: it shows `form` and tells every change. */
Component({
  properties: {
    form: { type: Object, value: newTitleForm() },
    /** What the last attempt to go on found wrong. */
    problems: { type: Object, value: noProblems },
  },
  data,
  observers: {
    form(form: TitleForm) {
      const { address, phone, bank, bankAccount } = form.company;
      const filled = [address, phone, bank, bankAccount].filter((value) => value !== '').length;
      this.setData({ note: taxNumberNote(form), moreNote: filled === 0 ? '选填' : `已填 ${filled} 项` });
    },
  },
  methods: {
    change(form: TitleForm) {
      this.triggerEvent('change', { form });
    },
    current(): TitleForm {
      return this.data.form;
    },
    company(patch: Partial<TitleForm['company']>) {
      const form = this.current();
      this.change({ ...form, company: { ...form.company, ...patch } });
    },

    onKind(event: WechatMiniprogram.CustomEvent<{ value: TitleForm['kind'] }>) {
      this.change({ ...this.current(), kind: event.detail.value });
    },
    onPersonalName(event: Input) {
      this.change({ ...this.current(), personal: { name: event.detail.value } });
    },
    onEmail(event: Input) {
      this.change({ ...this.current(), email: event.detail.value });
    },
    onCompany(event: Input) {
      const { field } = event.currentTarget.dataset as { field: keyof TitleForm['company'] };
      this.company({ [field]: event.detail.value });
    },
    onTaxNo(event: Input) {
      this.setData({ taxNoLeft: false });
      this.company({ taxNo: event.detail.value });
    },
    onTaxNoLeft() {
      this.setData({ taxNoLeft: true });
    },
    onSuggestion() {
      const { note } = this.data;
      if (note.level === 'warning' && note.suggestion !== undefined) this.company({ taxNo: note.suggestion });
    },
    onWithoutTaxNo() {
      this.company({ withoutTaxNo: !this.current().company.withoutTaxNo });
    },

    async onPick() {
      if (this.data.picking) return;
      this.setData({ picking: true, notice: '' });
      const picked = await pickTitle();
      this.setData({ picking: false });
      switch (picked.outcome) {
        case 'picked':
          this.setData({ taxNoLeft: true });
          return this.change(fillIn(this.current(), picked.title));
        case 'denied':
          return this.offerSettings();
        case 'cancelled':
          return undefined;
        default:
          return this.setData({ notice: NOTICES[picked.outcome] });
      }
    },
    offerSettings() {
      this.setData({ notice: '微信设置里没有允许使用发票抬头。手动填写即可' });
      wx.showModal({
        title: '没有获得允许',
        content: '在设置里打开“发票抬头”后，就能从微信选抬头；不打开也可以手动填写。',
        confirmText: '去设置',
        cancelText: '手动填写',
        success: ({ confirm }) => {
          if (confirm) void wx.openSetting();
        },
      });
    },
  },
});
