import type { SavedTitle } from '../../../contract/buyer';
import { newListing, PagedList, paging } from '../../lib/paged-list';
import { perInstance } from '../../lib/per-instance';
import { titleLine } from '../../lib/title-form';
import { buyer } from '../../services/buyer';
import { editedTitle } from '../title/edited-title';

interface TitleRow {
  titleId: string;
  name: string;
  line: string;
  isDefault: boolean;
}

const titlesOf = perInstance((page) => {
  const book = new Map<string, SavedTitle>();
  const list = new PagedList<TitleRow>(page, async () => {
    const { titles } = await buyer('titles.list', {});
    book.clear();
    for (const saved of titles) book.set(saved.titleId, saved);
    return {
      rows: titles.map(({ titleId, title, isDefault }) => ({
        titleId,
        name: title.name,
        line: titleLine(title),
        isDefault,
      })),
    };
  });
  return { book, list };
});

Component({
  data: newListing<TitleRow>(),
  methods: {
    ...paging((page) => titlesOf(page).list),
    onShow() {
      void this.refresh();
    },
    onEdit(event: WechatMiniprogram.BaseEvent) {
      const { titleId } = event.currentTarget.dataset as { titleId: string };
      const saved = titlesOf(this).book.get(titleId);
      if (saved) editedTitle.leave(titleId, saved);
      void wx.navigateTo({ url: `/more/title/index?id=${encodeURIComponent(titleId)}` });
    },
    onAdd() {
      void wx.navigateTo({ url: '/more/title/index' });
    },
  },
});
