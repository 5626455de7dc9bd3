import type { Membership } from '../../../contract/merchant';
import { choose, isSure } from '../../lib/ask';
import { perInstance } from '../../lib/per-instance';
import { problemOf, showProblem } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { pullDown } from '../../lib/pull-down';
import { go, merchantUrl, queryOf } from '../../lib/routes';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';
import { roleTexts } from '../lib/roles';
import { groupsOf } from './groups';
import type { Group } from './groups';

const shownOf = perInstance(() => ({
  merchantId: '',
  memberships: [] as Membership[],
  leave: intentionOf((merchantId: string, requestId) => merchant('members.leave', { merchantId }, requestId)),
}));

interface Data {
  status: 'loading' | 'ready' | 'problem';
  problem: Problem | null;
  name: string;
  role: string;
  groups: Group[];
  /** Whether the caller works for another merchant too. */
  several: boolean;
}

const data: Data = { status: 'loading', problem: null, name: '', role: '', groups: [], several: false };

Component({
  data,
  methods: {
    ...pullDown,
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).merchantId = queryOf(query, 'merchant');
    },
    /** Also the way back from a form. */
    onShow() {
      void this.refresh();
    },
    async refresh() {
      const shown = shownOf(this);
      const { merchantId } = shown;
      try {
        const [settings, { memberships }] = await Promise.all([
          merchant('settings.get', { merchantId }),
          merchant('me.get', {}),
        ]);
        shown.memberships = memberships;
        this.setData({
          status: 'ready',
          problem: null,
          name: settings.name,
          role: roleTexts[settings.role],
          groups: groupsOf(settings),
          several: memberships.length > 1,
        });
      } catch (error) {
        const problem = problemOf(error);
        this.setData(this.data.status === 'ready' ? { problem } : { status: 'problem', problem });
      }
    },
    onRow(event: WechatMiniprogram.BaseEvent) {
      const { url } = event.currentTarget.dataset as { url: string };
      void go(url);
    },
    async onSwitch() {
      const { merchantId, memberships } = shownOf(this);
      const others = memberships
        .filter((one) => one.merchantId !== merchantId)
        .map((one) => ({ id: one.merchantId, text: one.merchantName }));
      const chosen = await choose(others);
      // The list below belongs to the merchant that was left.
      if (chosen) void wx.reLaunch({ url: merchantUrl(chosen.id) });
    },
    async onLeave() {
      const { merchantId, leave } = shownOf(this);
      const content = '退出后看不到它的发票，要再加入需要店主邀请。';
      if (!(await isSure({ title: '退出这家商户？', content, confirmText: '退出' }))) return;
      try {
        await leave(merchantId);
        await wx.switchTab({ url: '/pages/me/index' });
      } catch (error) {
        showProblem(error);
      }
    },
  },
});
