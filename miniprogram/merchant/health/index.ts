import type { Health } from '../../../contract/merchant';
import { doingOne } from '../../lib/doing';
import { perInstance } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { toneIcon } from '../../lib/tones';
import { watching } from '../../lib/watching';
import { copy } from '../../services/clipboard';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';
import { detailUrl } from '../lib/routes';
import { healthModel, parkedModel } from './view';
import type { HealthModel } from './view';

/** While somebody may be scanning, it is looked at again after so many seconds. */
const LOOK_AGAIN = 5;

const shownOf = perInstance(() => ({
  merchantId: '',
  health: undefined as Health | undefined,
  retry: intentionOf((input: { merchantId: string; rowId: string }, requestId) =>
    merchant('health.retry', input, requestId),
  ),
}));

interface Data {
  status: 'loading' | 'ready' | 'problem';
  problem: Problem | null;
  model: HealthModel | null;
  icon: string;
  busy: string;
}

const data: Data = { status: 'loading', problem: null, model: null, icon: '', busy: '' };

const needsPerson = ({ issuer }: Health): boolean => issuer.state === 'known' && issuer.health.scan !== undefined;

Component({
  data,
  methods: {
    ...watching,
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).merchantId = queryOf(query, 'merchant');
    },
    /** Looks once; answers in how many seconds looking again is worth it. */
    async look(): Promise<number | undefined> {
      const shown = shownOf(this);
      try {
        const health = await merchant('health.get', { merchantId: shown.merchantId });
        shown.health = health;
        const model = healthModel(health);
        this.setData({ status: 'ready', problem: null, model, icon: toneIcon(model.headline.tone) });
        return needsPerson(health) ? LOOK_AGAIN : undefined;
      } catch (error) {
        const problem = problemOf(error);
        this.setData(shown.health ? { problem } : { status: 'problem', problem });
        return undefined;
      }
    },
    async onRetry(event: WechatMiniprogram.BaseEvent) {
      const { rowId } = event.currentTarget.dataset as { rowId: string };
      const { merchantId, retry } = shownOf(this);
      await doingOne(this, rowId, async () => {
        const { parked } = await retry({ merchantId, rowId });
        this.setData({ 'model.parked': parkedModel(parked, Date.now() / 1000) });
        await wx.showToast({ title: '正在重试', icon: 'none' });
      });
    },
    onOldest() {
      const { oldest = '' } = this.data.model ?? {};
      if (oldest !== '') void wx.navigateTo({ url: detailUrl(oldest) });
    },
    onCopyScan() {
      void copy(this.data.model?.issuer.url ?? '', '登录地址已复制');
    },
    /** WeChat's consent is for one message each: whoever wants to hear of the next one taps again. */
    async onSubscribe() {
      const { subscribeTemplates: tmplIds = [] } = shownOf(this).health ?? {};
      try {
        await wx.requestSubscribeMessage({ tmplIds });
        await wx.showToast({ title: '下一次会提醒您', icon: 'none' });
      } catch {
        // Refused, or switched off in WeChat's settings.
      }
    },
  },
});
