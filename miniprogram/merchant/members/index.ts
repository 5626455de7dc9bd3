import type { InvitationView, MemberView } from '../../../contract/merchant';
import type { MemberRole } from '../../../contract/states';
import { choose, isSure } from '../../lib/ask';
import { momentText } from '../../lib/dates';
import { perInstance } from '../../lib/per-instance';
import { problemOf, showProblem } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { pullDown } from '../../lib/pull-down';
import { queryOf } from '../../lib/routes';
import { intentionOf } from '../../services/intention';
import { merchant } from '../../services/merchant';
import { roleOrder, roleTexts } from '../lib/roles';
import { inviteUrl } from '../lib/settings-routes';

interface Of {
  merchantId: string;
  memberId: string;
}

const shownOf = perInstance(() => ({
  merchantId: '',
  setRole: intentionOf((input: Of & { role: MemberRole }, requestId) => merchant('members.setRole', input, requestId)),
  remove: intentionOf((input: Of, requestId) => merchant('members.remove', input, requestId)),
  revoke: intentionOf((input: { merchantId: string; invitationId: string }, requestId) =>
    merchant('invitations.revoke', input, requestId),
  ),
}));

const memberRow = ({ memberId, name, role, isMe, canChange }: MemberView) => ({
  memberId,
  name,
  role: roleTexts[role],
  isMe,
  canChange,
});
const invitationRow = ({ invitationId, role, by, expiresAt }: InvitationView) => ({
  invitationId,
  role: roleTexts[role],
  under: `${by} 邀请 · ${momentText(expiresAt)} 前有效`,
});

interface Data {
  status: 'loading' | 'ready' | 'problem';
  problem: Problem | null;
  members: ReturnType<typeof memberRow>[];
  invitations: ReturnType<typeof invitationRow>[];
  canInvite: boolean;
}

const data: Data = { status: 'loading', problem: null, members: [], invitations: [], canInvite: false };

Component({
  data,
  methods: {
    ...pullDown,
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).merchantId = queryOf(query, 'merchant');
    },
    /** Also the way back from an invitation. */
    onShow() {
      void this.refresh();
    },
    async refresh() {
      const { merchantId } = shownOf(this);
      try {
        const { members, invitations, canInvite } = await merchant('members.list', { merchantId });
        this.setData({
          status: 'ready',
          problem: null,
          members: members.map(memberRow),
          invitations: invitations.map(invitationRow),
          canInvite,
        });
      } catch (error) {
        const problem = problemOf(error);
        this.setData(this.data.status === 'ready' ? { problem } : { status: 'problem', problem });
      }
    },
    onInvite() {
      void wx.navigateTo({ url: inviteUrl(shownOf(this).merchantId) });
    },
    async onMember(event: WechatMiniprogram.BaseEvent) {
      const { memberId } = event.currentTarget.dataset as { memberId: string };
      const member = this.data.members.find((one) => one.memberId === memberId);
      if (!member?.canChange) return;
      const others = roleOrder.filter((role) => roleTexts[role] !== member.role);
      const offered = [
        ...others.map((role) => ({ role, text: `改为${roleTexts[role]}` })),
        { role: undefined, text: '移除' },
      ];
      const chosen = await choose(offered, member.name);
      if (!chosen) return;
      await (chosen.role ? this.change(memberId, chosen.role, member.name) : this.remove(memberId, member.name));
    },
    async change(memberId: string, role: MemberRole, name: string) {
      const { merchantId, setRole } = shownOf(this);
      try {
        const { members } = await setRole({ merchantId, memberId, role });
        this.setData({ members: members.map(memberRow) });
        await wx.showToast({ title: `${name}现在是${roleTexts[role]}`, icon: 'none' });
      } catch (error) {
        showProblem(error);
      }
    },
    async remove(memberId: string, name: string) {
      const { merchantId, remove } = shownOf(this);
      const content = '移除后马上不能再查看和操作，做过的事仍留在记录里。';
      if (!(await isSure({ title: `移除${name}？`, content, confirmText: '移除' }))) return;
      try {
        const { members } = await remove({ merchantId, memberId });
        this.setData({ members: members.map(memberRow) });
      } catch (error) {
        showProblem(error);
      }
    },
    async onRevoke(event: WechatMiniprogram.BaseEvent) {
      const { invitationId } = event.currentTarget.dataset as { invitationId: string };
      const { merchantId, revoke } = shownOf(this);
      try {
        await revoke({ merchantId, invitationId });
        const invitations = this.data.invitations.filter((one) => one.invitationId !== invitationId);
        this.setData({ invitations });
      } catch (error) {
        showProblem(error);
      }
    },
  },
});
