import type { Settings, SettingsPart } from '../../../../contract/merchant';
import { say } from '../../../lib/ask';
import { doing } from '../../../lib/doing';
import { fieldLayout } from '../../../lib/large-text';
import { perInstance } from '../../../lib/per-instance';
import { problemOf } from '../../../lib/problem';
import type { Problem } from '../../../lib/problem';
import { queryOf } from '../../../lib/routes';
import { intentionOf } from '../../../services/intention';
import { merchant } from '../../../services/merchant';
import { roleTexts } from '../../lib/roles';
import type { Change, Problems, Section, Values } from './form';
import { forms, isPart } from './forms';

/** What belongs to this page and is not drawn. */
class Editing {
  merchantId = '';
  part: SettingsPart = 'profile';
  settings: Settings | undefined;
  values: Values = {};
  /** Problems show once saving was tried. */
  tried = false;
  readonly save = intentionOf(({ merchantId, change }: { merchantId: string; change: Change }, requestId) =>
    merchant('settings.put', { merchantId, change }, requestId),
  );
}

const editingOf = perInstance(() => new Editing());

interface Data {
  status: 'loading' | 'ready' | 'problem';
  problem: Problem | null;
  sections: Section[];
  values: Values;
  problems: Problems;
  /** Why nothing can be changed here; empty when it can. */
  readOnly: string;
  layout: 'horizontal' | 'vertical';
  busy: boolean;
}

const data: Data = {
  status: 'loading',
  problem: null,
  sections: [],
  values: {},
  problems: {},
  readOnly: '',
  layout: 'horizontal',
  busy: false,
};

type Input = WechatMiniprogram.CustomEvent<{ value: string }>;

Component({
  data,
  methods: {
    onLoad(query: Record<string, string | undefined>) {
      const editing = editingOf(this);
      editing.merchantId = queryOf(query, 'merchant');
      const { part = '' } = query;
      if (isPart(part)) editing.part = part;
      void wx.setNavigationBarTitle({ title: forms[editing.part].title });
      this.setData({ layout: fieldLayout() });
      void this.load();
    },
    async load() {
      const editing = editingOf(this);
      this.setData({ status: 'loading', problem: null });
      try {
        const settings = await merchant('settings.get', { merchantId: editing.merchantId });
        editing.settings = settings;
        editing.values = forms[editing.part].valuesOf(settings);
        const mayChange = settings.editable.includes(editing.part);
        this.setData({
          status: 'ready',
          readOnly: mayChange ? '' : `您是${roleTexts[settings.role]}，只能查看。要修改请联系店主`,
        });
        this.draw();
      } catch (error) {
        this.setData({ status: 'problem', problem: problemOf(error) });
      }
    },
    draw() {
      const { part, settings, values, tried } = editingOf(this);
      if (!settings) return;
      const form = forms[part];
      const result = form.changeOf(values, settings);
      this.setData({
        sections: form.sectionsOf(values, settings),
        values,
        problems: tried && 'problems' in result ? result.problems : {},
      });
    },
    onInput(event: Input) {
      const { key } = event.currentTarget.dataset as { key: string };
      this.change(key, event.detail.value);
    },
    change(key: string, value: string) {
      const editing = editingOf(this);
      if (this.data.readOnly !== '' || editing.values[key] === value) return;
      editing.values = { ...editing.values, [key]: value };
      this.draw();
    },
    async onSave() {
      const editing = editingOf(this);
      const { merchantId, settings, values, part, save } = editing;
      if (!settings || this.data.busy) return;
      editing.tried = true;
      const result = forms[part].changeOf(values, settings);
      if ('problems' in result) return this.draw();
      await doing(this, async () => {
        this.setData({ problems: {} });
        const { warning } = await save({ merchantId, change: result.change });
        // WeChat could not be told: what was saved stays.
        if (warning) await say(warning.message, warning.hint);
        else await wx.showToast({ title: '已保存', icon: 'success' });
        await wx.navigateBack();
      });
    },
  },
});
