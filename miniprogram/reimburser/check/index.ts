import { doingOne } from '../../lib/doing';
import { perInstance } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { queryOf } from '../../lib/routes';
import { RowScroll } from '../../lib/row-scroll';
import { newWindow, WindowedList } from '../../lib/windowed-list';
import type { Windowed } from '../../lib/windowed-list';
import type { ChosenCard } from '../../../contract/wechat-shapes';
import type { Line } from '../lib/invoice-line';
import { pickCards } from '../lib/pick-cards';
import { cardUrl, readInvoices } from '../lib/routes';
import { AT_ONCE, Picked } from './picked';
import type { Offer, Outcomes } from './picked';

/** What belongs to this page and is not drawn. */
class Shown {
  readonly picked = new Picked();
  readonly scroll = new RowScroll();
  /** What the last reading was of, to be tried again. */
  wanted: ChosenCard[] = [];
}

const shownOf = perInstance(() => new Shown());
const tableOf = perInstance((page) => new WindowedList<Line>(page, async () => ({ rows: shownOf(page).picked.lines })));

interface Data extends Omit<Windowed<Line>, 'status'> {
  status: 'none' | Windowed<Line>['status'];
  problem: Problem | null;
  /** What shows is older than what was done last. */
  stale: boolean;
  totals: { count: number; amount: number; under: string; unread: number } | null;
  offers: Offer[];
  /** What the last step came to. */
  outcome: string;
  busy: string;
  doing: string;
}

const data: Data = {
  ...newWindow<Line>(),
  status: 'none',
  stale: false,
  totals: null,
  offers: [],
  outcome: '',
  busy: '',
  doing: '',
};

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).picked.companyId = queryOf(query, 'company');
    },
    onPageScroll({ scrollTop }: { scrollTop: number }) {
      const first = shownOf(this).scroll.firstAt(scrollTop);
      if (first !== undefined) tableOf(this).look(first);
    },

    async onPick() {
      if (this.data.busy) return;
      const cards = await pickCards();
      if (!cards) return;
      if (cards.length > AT_ONCE) void wx.showToast({ title: `一次看 ${AT_ONCE} 张，先看前面的`, icon: 'none' });
      this.setData({ outcome: '' });
      await this.read(cards.slice(0, AT_ONCE));
    },
    onReadAgain() {
      return this.read(shownOf(this).wanted);
    },
    async read(cards: ChosenCard[], outcomes?: Outcomes) {
      const shown = shownOf(this);
      const known = this.data.totals !== null;
      shown.wanted = cards;
      this.setData({ busy: 'read', doing: `正在读取并检查 ${cards.length} 张发票` });
      if (!known) this.setData({ status: 'loading' });
      try {
        this.setData({ totals: await shown.picked.read(cards, outcomes) });
        await tableOf(this).renew();
        this.setData({ offers: shown.picked.offers, stale: false });
        shown.scroll.measure(this);
      } catch (error) {
        // Nothing is offered on what may no longer be so.
        if (known) this.setData({ stale: true, offers: [] });
        else this.setData({ status: 'problem', problem: problemOf(error) });
      } finally {
        this.setData({ busy: '', doing: '' });
      }
    },

    onChoose(event: WechatMiniprogram.BaseEvent) {
      const { id } = event.currentTarget.dataset as { id: string };
      const { picked } = shownOf(this);
      picked.toggle(id);
      tableOf(this).patch(
        (line) => line.id === id,
        (line) => ({ ...line, chosen: !line.chosen }),
      );
      this.setData({ offers: picked.offers });
    },
    onOpen(event: WechatMiniprogram.BaseEvent) {
      const { id } = event.currentTarget.dataset as { id: string };
      const { picked } = shownOf(this);
      const row = picked.find(id);
      if (!row) return;
      readInvoices.leave(id, row);
      void wx.navigateTo({ url: cardUrl(picked.companyId, row.cardId, row.encryptCode) });
    },
    /** Afterwards all are read again: what shows is what WeChat has. */
    async onOffer(event: WechatMiniprogram.BaseEvent) {
      const { step } = event.currentTarget.dataset as { step: Offer['step'] };
      const { picked } = shownOf(this);
      await doingOne(this, step, async () => {
        const outcome = await picked.perform(step);
        if (!outcome) return;
        this.setData({ outcome: outcome.text });
        await this.read(picked.cards, outcome.outcomes);
      });
    },
  },
});
