import type { CompanyMember, CompanyRole } from '../../../contract/reimburser';
import { choose, isSure } from '../../lib/ask';
import { dayText, momentText } from '../../lib/dates';
import { perInstance } from '../../lib/per-instance';
import { problemOf, showProblem } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { copy } from '../../services/clipboard';
import { intentionOf } from '../../services/intention';
import { reimburser } from '../../services/reimburser';
import { doing } from '../../lib/doing';
import { queryOf } from '../../lib/routes';
import { joinUrl } from '../lib/routes';

const ROLES: { role: CompanyRole; name: string; text: string }[] = [
  { role: 'employee', name: '员工', text: '员工：提交自己的报销单' },
  { role: 'approver', name: '审批人', text: '审批人：看全部，审批' },
  { role: 'finance', name: '财务', text: '财务：看全部，锁定、付款核销' },
  { role: 'owner', name: '管理员', text: '管理员：看全部，审批，管成员和规定' },
];

const nameOf = (role: CompanyRole): string => ROLES.find((one) => one.role === role)?.name ?? role;

const invite = intentionOf((input: { companyId: string; role: CompanyRole }, requestId) =>
  reimburser('members.invite', input, requestId),
);
const change = intentionOf((input: { companyId: string; memberId: string; role: CompanyRole }, requestId) =>
  reimburser('members.change', input, requestId),
);
const remove = intentionOf((input: { companyId: string; memberId: string }, requestId) =>
  reimburser('members.remove', input, requestId),
);

const shownOf = perInstance(() => ({ companyId: '', members: [] as CompanyMember[] }));

interface Row {
  id: string;
  name: string;
  role: string;
  joined: string;
  canChange: boolean;
}

const rowOf = ({ memberId, name, me, roleText, joinedAt, roles }: CompanyMember): Row => ({
  id: memberId,
  name: me ? `${name}（我）` : name,
  role: roleText,
  joined: `${dayText(joinedAt)} 加入`,
  canChange: roles.length > 0,
});

interface Data {
  status: 'loading' | 'ready' | 'problem';
  problem: Problem | null;
  rows: Row[];
  canInvite: boolean;
  /** An invitation that was just made: it is told once. */
  invitation: { code: string; shown: string; role: string; until: string } | null;
  busy: boolean;
}

const data: Data = { status: 'loading', problem: null, rows: [], canInvite: false, invitation: null, busy: false };

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).companyId = queryOf(query, 'company');
      void this.load();
    },
    async onPullDownRefresh() {
      await this.load();
      void wx.stopPullDownRefresh();
    },
    async load() {
      const shown = shownOf(this);
      try {
        const { members, canInvite } = await reimburser('members.list', { companyId: shown.companyId });
        this.show(members);
        this.setData({ status: 'ready', canInvite, problem: null });
      } catch (error) {
        if (shown.members.length > 0) showProblem(error);
        else this.setData({ status: 'problem', problem: problemOf(error) });
      }
    },
    show(members: CompanyMember[]) {
      shownOf(this).members = members;
      this.setData({ rows: members.map(rowOf) });
    },

    async onInvite() {
      const chosen = await choose(ROLES);
      if (!chosen) return;
      await this.doing(async (companyId) => {
        const { code, role, expiresAt } = await invite({ companyId, role: chosen.role });
        this.setData({
          invitation: {
            code,
            shown: code.replace(/(.{5})(?=.)/g, '$1 '),
            role: nameOf(role),
            until: momentText(expiresAt),
          },
        });
        void wx.pageScrollTo({ scrollTop: 0 });
      });
    },
    onCopyCode() {
      const { invitation } = this.data;
      if (invitation) void copy(invitation.code, '邀请码已复制');
    },
    /** The card leads straight to the page where one joins. */
    onShareAppMessage() {
      const { invitation } = this.data;
      return invitation
        ? { title: '邀请您加入报销', path: joinUrl(invitation.code) }
        : { title: '电子发票', path: '/pages/orders/index' };
    },
    async onMember(event: WechatMiniprogram.BaseEvent) {
      const { id } = event.currentTarget.dataset as { id: string };
      const member = shownOf(this).members.find(({ memberId }) => memberId === id);
      if (!member || member.roles.length === 0) return;
      const chosen = await choose([
        ...member.roles.map((role) => ({ role, text: `改为${nameOf(role)}` })),
        { role: undefined, text: '移出企业' },
      ]);
      if (!chosen) return;
      await (chosen.role ? this.change(member, chosen.role) : this.remove(member));
    },
    change({ memberId, name }: CompanyMember, role: CompanyRole) {
      return this.doing(async (companyId) => {
        const content = ROLES.find((one) => one.role === role)?.text ?? '';
        if (!(await isSure({ title: `把${name}改为${nameOf(role)}？`, content, confirmText: '更改' }))) return;
        this.show((await change({ companyId, memberId, role })).members);
      });
    },
    remove({ memberId, name }: CompanyMember) {
      return this.doing(async (companyId) => {
        const content = '移出后看不到企业的报销单；已经提交的会保留。';
        if (!(await isSure({ title: `把${name}移出企业？`, content, confirmText: '移出' }))) return;
        await remove({ companyId, memberId });
        await this.load();
      });
    },
    doing(run: (companyId: string) => Promise<void>): Promise<void> {
      return doing(this, () => run(shownOf(this).companyId));
    },
  },
});
