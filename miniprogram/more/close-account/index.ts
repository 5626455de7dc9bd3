import { isSure } from '../../lib/ask';
import { doing } from '../../lib/doing';
import { forgetAddress } from '../../lib/mail-address';
import { perInstance } from '../../lib/per-instance';
import { buyer } from '../../services/buyer';
import { intentionOf } from '../../services/intention';

const closingOf = perInstance(() => ({
  close: intentionOf((confirm: true, requestId) => buyer('account.close', { confirm }, requestId)),
}));

Component({
  data: { understood: false, busy: false, closed: false },
  methods: {
    onUnderstood() {
      this.setData({ understood: !this.data.understood });
    },
    /** The second question: this cannot be taken back. */
    async onClose() {
      const content = '抬头、邮箱、电话和微信标识会立即删除，不能恢复。';
      if (!(await isSure({ title: '确定注销？', content, confirmText: '注销', cancelText: '不注销' }))) return;
      await doing(this, async () => {
        await closingOf(this).close(true);
        forgetAddress();
        this.setData({ closed: true });
      });
    },
    onDone() {
      void wx.reLaunch({ url: '/pages/orders/index' });
    },
  },
});
