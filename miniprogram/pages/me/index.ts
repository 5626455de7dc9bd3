import { perInstance } from '../../lib/per-instance';
import { showProblem } from '../../lib/problem';
import { claimUrl } from '../../lib/routes';
import { localError } from '../../services/app-error';
import { copy } from '../../services/clipboard';
import { sandboxDoor } from '../../services/sandbox-door';
import type { SandboxPerson } from '../../services/sandbox-door';

const LINKS = {
  titles: '/more/titles/index',
  claim: claimUrl(),
  privacy: '/more/privacy/index',
  close: '/more/close-account/index',
  about: '/more/about/index',
} as const;

const SANDBOX = 'http://127.0.0.1:8080/';

const peopleOf = perInstance(() => ({ all: [] as SandboxPerson[] }));

Component({
  data: {
    sandbox: false,
    person: '',
  },
  methods: {
    onShow() {
      if (sandboxDoor()) void this.showPerson();
    },
    onLink(event: WechatMiniprogram.BaseEvent) {
      const { to } = event.currentTarget.dataset as { to: keyof typeof LINKS };
      void wx.navigateTo({ url: LINKS[to] });
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
      try {
        // WeChat's sheet takes six rows.
        const buyers = all.filter(({ role }) => role === 'buyer').slice(0, 6);
        const { tapIndex } = await wx.showActionSheet({ itemList: buyers.map(({ name }) => name) });
        const chosen = buyers[tapIndex];
        if (chosen) sandboxDoor()?.become(chosen.openid);
        await this.showPerson();
      } catch {
        // Closed without choosing.
      }
    },
    onSandboxLink() {
      void copy(SANDBOX);
    },
  },
});
