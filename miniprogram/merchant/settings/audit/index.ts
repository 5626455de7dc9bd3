import type { AuditLine } from '../../../../contract/merchant';
import { momentText } from '../../../lib/dates';
import { newListing, PagedList, paging } from '../../../lib/paged-list';
import type { Part } from '../../../lib/paged-list';
import { perInstance } from '../../../lib/per-instance';
import { queryOf } from '../../../lib/routes';
import { merchant } from '../../../services/merchant';
import { roleTexts } from '../../lib/roles';

const rowOf = ({ at, who, role, text, detail }: AuditLine) => ({
  key: `${at}:${text}:${detail.join()}`,
  text,
  detail,
  under: `${role === 'operator' ? '' : `${roleTexts[role]} `}${who} · ${momentText(at)}`,
});
type Row = ReturnType<typeof rowOf>;

const shownOf = perInstance((page) => {
  const shown = { merchantId: '' };
  const list = new PagedList<Row>(page, async (cursor): Promise<Part<Row>> => {
    const asked = { merchantId: shown.merchantId, ...(cursor === undefined ? {} : { cursor }) };
    const { rows, next } = await merchant('audit.list', asked);
    const drawn = rows.map(rowOf);
    return next === undefined ? { rows: drawn } : { rows: drawn, next };
  });
  return Object.assign(shown, { list });
});

Component({
  data: newListing<Row>(),
  methods: {
    ...paging((page) => shownOf(page).list),
    onLoad(query: Record<string, string | undefined>) {
      shownOf(this).merchantId = queryOf(query, 'merchant');
      void this.refresh();
    },
  },
});
