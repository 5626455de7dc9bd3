import { isSure } from '../../../lib/ask';
import { doing } from '../../../lib/doing';
import { perInstance } from '../../../lib/per-instance';
import { problemOf, showProblem } from '../../../lib/problem';
import type { Problem } from '../../../lib/problem';
import { queryOf } from '../../../lib/routes';
import { copy } from '../../../services/clipboard';
import { intentionOf } from '../../../services/intention';
import { merchant } from '../../../services/merchant';

const shownOf = perInstance(() => ({
  merchantId: '',
  put: intentionOf((input: { merchantId: string; url: string }, requestId) =>
    merchant('webhook.put', input, requestId),
  ),
  rotate: intentionOf((merchantId: string, requestId) => merchant('webhook.rotate', { merchantId }, requestId)),
  remove: intentionOf((merchantId: string, requestId) => merchant('webhook.remove', { merchantId }, requestId)),
}));

interface Data {
  status: 'loading' | 'ready' | 'problem';
  problem: Problem | null;
  url: string;
  /** Whether there is one already. */
  isSet: boolean;
  secrets: number;
  /** A secret, once: nobody is shown it again. */
  secret: string;
  wrong: string;
  busy: boolean;
}

const data: Data = {
  status: 'loading',
  problem: null,
  url: '',
  isSet: false,
  secrets: 0,
  secret: '',
  wrong: '',
  busy: false,
};

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).merchantId = queryOf(query, 'merchant');
      void this.load();
    },
    async load() {
      const { merchantId } = shownOf(this);
      this.setData({ status: 'loading', problem: null });
      try {
        const { webhook } = await merchant('settings.get', { merchantId });
        this.setData({
          status: 'ready',
          url: webhook?.url ?? '',
          isSet: webhook !== undefined,
          secrets: webhook?.secrets ?? 0,
        });
      } catch (error) {
        this.setData({ status: 'problem', problem: problemOf(error) });
      }
    },
    onUrl(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      this.setData({ url: event.detail.value, wrong: '' });
    },
    async onSave() {
      const { merchantId, put } = shownOf(this);
      const url = this.data.url.trim();
      if (!/^https?:\/\/\S+$/.test(url)) return this.setData({ wrong: '请填写 https 开头的网址' });
      await this.change(() => put({ merchantId, url }), '已保存');
    },
    async onRotate() {
      const { merchantId, rotate } = shownOf(this);
      const content = '新的密钥只显示一次；旧的还能用，直到下次更换。';
      if (await isSure({ title: '更换签名密钥？', content, confirmText: '更换' }))
        await this.change(() => rotate(merchantId), '已更换');
    },
    async onRemove() {
      const { merchantId, remove } = shownOf(this);
      const content = '之后不再告诉这个地址发票的状态。';
      if (!(await isSure({ title: '停用通知？', content, confirmText: '停用' }))) return;
      try {
        await remove(merchantId);
        this.setData({ url: '', isSet: false, secrets: 0, secret: '' });
      } catch (error) {
        showProblem(error);
      }
    },
    async change(call: () => Promise<{ url: string; secrets: number; secret?: string }>, said: string) {
      await doing(this, async () => {
        const { url, secrets, secret = '' } = await call();
        this.setData({ url, secrets, secret, isSet: true });
        await wx.showToast({ title: said, icon: 'success' });
      });
    },
    onCopy() {
      void copy(this.data.secret, '签名密钥已复制');
    },
  },
});
