import { momentText } from '../../lib/dates';
import { doing } from '../../lib/doing';
import { fieldLayout } from '../../lib/large-text';
import { perInstance } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { merchantUrl, queryOf } from '../../lib/routes';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';
import { roleNotes, roleTexts } from '../lib/roles';

const joiningOf = perInstance(() => ({
  accept: intentionOf((input: { code: string; name: string }, requestId) =>
    merchant('invitations.accept', input, requestId),
  ),
}));

interface Data {
  code: string;
  name: string;
  /** What the code invites to, once that is known. */
  invitation: { merchantName: string; role: string; note: string; until: string } | null;
  problem: Problem | null;
  missing: boolean;
  layout: 'horizontal' | 'vertical';
  busy: boolean;
}

const data: Data = {
  code: '',
  name: '',
  invitation: null,
  problem: null,
  missing: false,
  layout: 'horizontal',
  busy: false,
};

type Input = WechatMiniprogram.CustomEvent<{ value: string }>;

Component({
  data,
  methods: {
    /** From a card in a chat the code is there already. */
    onLoad(query: Record<string, string | undefined>) {
      const code = queryOf(query, 'code');
      this.setData({ layout: fieldLayout(), code });
      if (code !== '') void this.look();
    },
    onCode(event: Input) {
      this.setData({ code: event.detail.value, problem: null });
    },
    onName(event: Input) {
      this.setData({ name: event.detail.value, missing: false });
    },
    async onScan() {
      try {
        const { result } = await wx.scanCode({ onlyFromCamera: false, scanType: ['qrCode'] });
        this.setData({ code: result });
        await this.look();
      } catch {
        // Closed without scanning.
      }
    },
    async look() {
      const code = this.data.code.trim();
      if (code === '' || this.data.busy) return;
      this.setData({ busy: true, problem: null });
      try {
        const { merchantName, role, expiresAt } = await merchant('invitations.look', { code });
        const invitation = {
          merchantName,
          role: roleTexts[role],
          note: roleNotes[role],
          until: `${momentText(expiresAt)} 前有效`,
        };
        this.setData({ invitation });
      } catch (error) {
        this.setData({ problem: problemOf(error) });
      } finally {
        this.setData({ busy: false });
      }
    },
    onAnother() {
      this.setData({ invitation: null, code: '' });
    },
    async onAccept() {
      const [code, name] = [this.data.code.trim(), this.data.name.trim()];
      if (name === '') return this.setData({ missing: true });
      await doing(this, async () => {
        const { merchantId } = await joiningOf(this).accept({ code, name });
        await wx.reLaunch({ url: merchantUrl(merchantId) });
      });
    },
  },
});
