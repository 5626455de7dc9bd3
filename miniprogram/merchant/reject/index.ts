import { doing } from '../../lib/doing';
import { perInstance } from '../../lib/per-instance';
import { queryOf } from '../../lib/routes';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';
import { commonReasons } from '../lib/reasons';
import { changedInvoices } from '../lib/routes';

const shownOf = perInstance(() => ({
  applicationId: '',
  reject: intentionOf(({ applicationId, reason }: { applicationId: string; reason: string }, requestId) =>
    merchant('applications.reject', { applicationId, reason }, requestId),
  ),
}));

Component({
  data: {
    common: commonReasons,
    reason: '',
    missing: false,
    busy: false,
  },
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).applicationId = queryOf(query, 'id');
    },
    onReason(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      this.setData({ reason: event.detail.value, missing: false });
    },
    onCommon(event: WechatMiniprogram.BaseEvent) {
      const { reason } = event.currentTarget.dataset as { reason: string };
      this.setData({ reason, missing: false });
    },
    async onReject() {
      // A line break is no part of a reason.
      const reason = this.data.reason.replace(/\s+/g, ' ').trim();
      if (reason === '') return this.setData({ missing: true });
      const { applicationId, reject } = shownOf(this);
      await doing(this, async () => {
        changedInvoices.leave(applicationId, await reject({ applicationId, reason }));
        await wx.navigateBack();
      });
    },
  },
});
