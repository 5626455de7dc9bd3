import type { InvitationMade } from '../../../../contract/merchant';
import type { MemberRole } from '../../../../contract/states';
import { momentText } from '../../../lib/dates';
import { doing } from '../../../lib/doing';
import { perInstance } from '../../../lib/per-instance';
import { queryOf } from '../../../lib/routes';
import { copy } from '../../../services/clipboard';
import { intentionOf } from '../../../services/intention';
import { merchant } from '../../../services/merchant';
import { roleNotes, roleOrder, roleTexts } from '../../lib/roles';

const shownOf = perInstance(() => ({
  merchantId: '',
  made: undefined as InvitationMade | undefined,
  create: intentionOf((input: { merchantId: string; role: MemberRole }, requestId) =>
    merchant('invitations.create', input, requestId),
  ),
}));

interface Data {
  roles: { role: MemberRole; text: string; note: string }[];
  role: MemberRole;
  busy: boolean;
  /** The invitation, once it is made; its code is shown here and never again. */
  code: string;
  qr: string;
  roleText: string;
  until: string;
}

const data: Data = {
  roles: roleOrder.map((role) => ({ role, text: roleTexts[role], note: roleNotes[role] })),
  role: 'clerk',
  busy: false,
  code: '',
  qr: '',
  roleText: '',
  until: '',
};

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).merchantId = queryOf(query, 'merchant');
    },
    onRole(event: WechatMiniprogram.BaseEvent) {
      const { role } = event.currentTarget.dataset as { role: MemberRole };
      this.setData({ role });
    },
    async onCreate() {
      const shown = shownOf(this);
      await doing(this, async () => {
        const made = await shown.create({ merchantId: shown.merchantId, role: this.data.role });
        shown.made = made;
        this.setData({
          code: made.code,
          qr: made.qr,
          roleText: roleTexts[made.role],
          until: momentText(made.expiresAt),
        });
      });
    },
    onCopy() {
      void copy(this.data.code, '邀请码已复制');
    },
    /** The card in a chat opens the page that takes the code. */
    onShareAppMessage() {
      const { made } = shownOf(this);
      return { title: `邀请您加入开票后台，做${this.data.roleText}`, path: made?.path ?? '/pages/me/index' };
    },
  },
});
