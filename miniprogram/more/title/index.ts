import type { SavedTitle, Title } from '../../../contract/buyer';
import { isSure } from '../../lib/ask';
import { doing } from '../../lib/doing';
import { perInstance } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { filledTitle, newTitleFields, titleFields } from '../../lib/title-fields';
import type { TitleFields } from '../../lib/title-fields';
import { fillIn, newTitleForm } from '../../lib/title-form';
import { buyer } from '../../services/buyer';
import { intentionOf } from '../../services/intention';
import { editedTitle } from './edited-title';

type Save = { titleId?: string; title: Title; isDefault: boolean };

const editingOf = perInstance(() => ({
  titleId: undefined as string | undefined,
  save: intentionOf((input: Save, requestId) => buyer('titles.save', input, requestId)),
  remove: intentionOf((titleId: string, requestId) => buyer('titles.remove', { titleId }, requestId)),
}));

const find = async (titleId: string): Promise<SavedTitle | undefined> =>
  editedTitle.take(titleId) ?? (await buyer('titles.list', {})).titles.find((saved) => saved.titleId === titleId);

interface Data extends TitleFields {
  status: 'loading' | 'ready' | 'gone' | 'problem';
  problem: Problem | null;
  /** Whether the title is in the book already, and so can be deleted. */
  existing: boolean;
  isDefault: boolean;
  busy: boolean;
}

const data: Data = {
  ...newTitleFields(),
  status: 'loading',
  problem: null,
  existing: false,
  isDefault: false,
  busy: false,
};

Component({
  data,
  methods: {
    ...titleFields,
    onLoad(query: Record<string, string | undefined>) {
      const { id } = query;
      if (id === undefined || id === '') return this.setData({ status: 'ready' });
      editingOf(this).titleId = decodeURIComponent(id);
      return this.load();
    },
    async load() {
      const { titleId } = editingOf(this);
      if (titleId === undefined) return;
      this.setData({ status: 'loading', problem: null });
      try {
        const saved = await find(titleId);
        if (!saved) return this.setData({ status: 'gone' });
        this.setData({
          status: 'ready',
          existing: true,
          form: fillIn(newTitleForm(), saved.title),
          isDefault: saved.isDefault,
        });
      } catch (error) {
        this.setData({ status: 'problem', problem: problemOf(error) });
      }
    },
    onDefault() {
      this.setData({ isDefault: !this.data.isDefault });
    },
    async onSave() {
      const { titleId, save } = editingOf(this);
      const title = filledTitle(this);
      if (!title) return;
      const input = { title, isDefault: this.data.isDefault };
      await this.leaveAfter(() => save(titleId === undefined ? input : { ...input, titleId }));
    },
    async onRemove() {
      const { titleId, remove } = editingOf(this);
      if (titleId === undefined) return;
      const content = '已开出的发票不受影响。';
      if (await isSure({ title: '删除这个抬头？', content, confirmText: '删除', cancelText: '不删除' }))
        await this.leaveAfter(() => remove(titleId));
    },
    leaveAfter(write: () => Promise<unknown>): Promise<void> {
      return doing(this, async () => {
        await write();
        void wx.navigateBack();
      });
    },
    onBack() {
      void wx.navigateBack();
    },
  },
});
