import type { Membership } from '../../../contract/merchant';
import type { CompanyMembership } from '../../../contract/reimburser-company';
import { choose } from '../../lib/ask';
import { perInstance } from '../../lib/per-instance';
import { showProblem } from '../../lib/problem';
import { claimUrl, merchantUrl, reimburserUrl, tillUrl } from '../../lib/routes';
import { localError } from '../../services/app-error';
import { copy } from '../../services/clipboard';
import { merchant } from '../../services/merchant';
import { reimburser } from '../../services/reimburser';
import { sandboxDoor } from '../../services/sandbox-door';
import type { SandboxPerson } from '../../services/sandbox-door';

const LINKS = {
  titles: '/more/titles/index',
  claim: claimUrl(),
  join: '/merchant/join/index',
  joinCompany: '/reimburser/join/index',
  privacy: '/more/privacy/index',
  close: '/more/close-account/index',
  about: '/more/about/index',
} as const;

const SANDBOX = 'http://127.0.0.1:8080/';

const peopleOf = perInstance(() => ({ all: [] as SandboxPerson[] }));

const SIDES = [
  { text: '用户', has: ({ merchant, company }: SandboxPerson) => !merchant && !company },
  { text: '商户', has: ({ merchant }: SandboxPerson) => merchant !== undefined },
  { text: '企业', has: ({ company }: SandboxPerson) => company !== undefined },
];

interface Data {
  sandbox: boolean;
  person: string;
  memberships: Membership[];
  companies: CompanyMembership[];
}

const data: Data = { sandbox: false, person: '', memberships: [], companies: [] };

Component({
  data,
  methods: {
    onLoad() {
      void this.showMerchants();
      void this.showCompanies();
    },
    onShow() {
      if (sandboxDoor()) void this.showPerson();
    },
    onLink(event: WechatMiniprogram.BaseEvent) {
      const { to } = event.currentTarget.dataset as { to: keyof typeof LINKS };
      void wx.navigateTo({ url: LINKS[to] });
    },

    /** The way to the merchant's side, for those who are members of one; nobody else hears of it. */
    async showMerchants() {
      try {
        this.setData({ memberships: (await merchant('me.get', {})).memberships });
      } catch {
        // Without an answer the page shows what everybody sees.
      }
    },
    onMerchant(event: WechatMiniprogram.BaseEvent) {
      const { merchantId } = event.currentTarget.dataset as { merchantId: string };
      void wx.navigateTo({ url: merchantUrl(merchantId) });
    },
    onTill(event: WechatMiniprogram.BaseEvent) {
      const { merchantId } = event.currentTarget.dataset as { merchantId: string };
      void wx.navigateTo({ url: tillUrl(merchantId) });
    },

    /** The same for those who claim expenses in a company. */
    async showCompanies() {
      try {
        this.setData({ companies: (await reimburser('me.get', {})).memberships });
      } catch {
        // As above.
      }
    },
    onCompany(event: WechatMiniprogram.BaseEvent) {
      const { companyId } = event.currentTarget.dataset as { companyId: string };
      void wx.navigateTo({ url: reimburserUrl(companyId) });
    },

    /** Whose phone this is, in the sandbox on a developer's machine. */
    async showPerson() {
      const door = sandboxDoor();
      if (!door) return;
      this.setData({ sandbox: true });
      try {
        peopleOf(this).all = await door.people();
        const openid = await door.person();
        this.setData({ person: peopleOf(this).all.find((someone) => someone.openid === openid)?.name ?? '' });
      } catch {
        this.setData({ person: '沙盒没有启动' });
      }
    },
    async onSwitchPerson() {
      const { all } = peopleOf(this);
      if (all.length === 0) return showProblem(localError('offline', 'sandbox'));
      const side = await choose(SIDES);
      const chosen = side && (await choose(all.filter(side.has).map((one) => ({ ...one, text: one.name }))));
      if (!chosen) return;
      sandboxDoor()?.become(chosen.openid);
      await Promise.all([this.showPerson(), this.showMerchants(), this.showCompanies()]);
    },
    onSandboxLink() {
      void copy(SANDBOX);
    },
  },
});
