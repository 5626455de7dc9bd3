import { doing } from '../../lib/doing';
import { fieldLayout } from '../../lib/large-text';
import { perInstance } from '../../lib/per-instance';
import { queryOf, reimburserUrl } from '../../lib/routes';
import { intentionOf } from '../../services/intention';
import { reimburser } from '../../services/reimburser';

interface Form {
  code: string;
  name: string;
}

/** As they are written down and read aloud: blanks and small letters are no part of it. */
const plainCode = (code: string): string => code.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();

const joiningOf = perInstance(() => ({
  join: intentionOf((input: Form, requestId) => reimburser('members.join', input, requestId)),
}));

interface Data {
  form: Form;
  problems: Partial<Form>;
  layout: 'horizontal' | 'vertical';
  busy: boolean;
}

const data: Data = { form: { code: '', name: '' }, problems: {}, layout: fieldLayout(), busy: false };

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      this.setData({ 'form.code': queryOf(query, 'code') });
    },
    onField(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const { field } = event.currentTarget.dataset as { field: keyof Form };
      this.setData({
        form: { ...this.data.form, [field]: event.detail.value },
        problems: { ...this.data.problems, [field]: '' },
      });
    },
    async onJoin() {
      const code = plainCode(this.data.form.code);
      const name = this.data.form.name.trim();
      const found: Partial<Form> = {
        ...(code.length < 6 ? { code: '请填写同事给的邀请码' } : {}),
        ...(name === '' ? { name: '请填写姓名，同事靠它认出您' } : {}),
      };
      if (Object.keys(found).length > 0) return this.setData({ problems: found });
      await doing(this, async () => {
        this.setData({ problems: {} });
        const { companyId } = await joiningOf(this).join({ code, name });
        await wx.redirectTo({ url: reimburserUrl(companyId) });
      });
    },
  },
});
