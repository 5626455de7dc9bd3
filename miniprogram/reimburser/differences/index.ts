import { askForText, isSure } from '../../lib/ask';
import { newListing, PagedList, paging } from '../../lib/paged-list';
import type { Listing } from '../../lib/paged-list';
import { perInstance } from '../../lib/per-instance';
import { intentionOf } from '../../services/intention';
import { reimburser } from '../../services/reimburser';
import { doingOne } from '../../lib/doing';
import { queryOf } from '../../lib/routes';
import { itemUrl } from '../lib/routes';
import { rowOf } from './view';
import type { How, Row } from './view';

type Which = 'open' | 'settled';

const resolve = intentionOf((input: { differenceId: string; how: How; note?: string }, requestId) =>
  reimburser('differences.resolve', input, requestId),
);

const shownOf = perInstance((): { companyId: string; which: Which } => ({ companyId: '', which: 'open' }));
const listOf = perInstance(
  (page) =>
    new PagedList<Row>(page, async (cursor) => {
      const { companyId, which } = shownOf(page);
      const asked = { companyId, settled: which === 'settled', ...(cursor === undefined ? {} : { cursor }) };
      const { differences, next } = await reimburser('differences.list', asked);
      const rows = differences.map(rowOf);
      return next === undefined ? { rows } : { rows, next };
    }),
);

interface Data extends Listing<Row> {
  which: Which;
  options: { value: Which; text: string }[];
  busy: string;
}

const data: Data = {
  ...newListing<Row>(),
  which: 'open',
  options: [
    { value: 'open', text: '未处理' },
    { value: 'settled', text: '已处理' },
  ],
  busy: '',
};

Component({
  data,
  methods: {
    ...paging(listOf),
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).companyId = queryOf(query, 'company');
      void this.refresh();
    },
    onWhich(event: WechatMiniprogram.CustomEvent<{ value: Which }>) {
      const which = event.detail.value;
      shownOf(this).which = which;
      this.setData({ which, status: 'loading', rows: [] });
      void this.refresh();
    },
    onOpen(event: WechatMiniprogram.BaseEvent) {
      const { claimId, itemId } = event.currentTarget.dataset as { claimId: string; itemId: string };
      void wx.navigateTo({ url: itemUrl(claimId, itemId) });
    },
    /** Nothing is overwritten by itself: the person says what holds. */
    async onResolve(event: WechatMiniprogram.BaseEvent) {
      const { id, how } = event.currentTarget.dataset as { id: string; how: How };
      if (this.data.busy) return;
      const note = await this.noteFor(how);
      if (note === undefined) return;
      await doingOne(this, `${id}-${how}`, async () => {
        await resolve({ differenceId: id, how, ...(note === '' ? {} : { note }) });
        await this.refresh();
      });
    },
    /** Asks before anything is settled; undefined when the person thought better of it. */
    async noteFor(how: How): Promise<string | undefined> {
      switch (how) {
        case 'again':
          return '';
        case 'accept': {
          const content = '我们的记录会改成微信现在的状态。';
          return (await isSure({ title: '以微信为准？', content, confirmText: '更改' })) ? '' : undefined;
        }
        case 'noted':
          return askForText({ title: '怎么处理的', placeholder: '如：已从工资扣回', confirmText: '记下' });
      }
    },
  },
});
