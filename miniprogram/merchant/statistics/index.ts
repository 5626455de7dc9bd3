import type { Statistics } from '../../../contract/merchant';
import { perInstance } from '../../lib/per-instance';
import { problemOf } from '../../lib/problem';
import type { Problem } from '../../lib/problem';
import { pullDown } from '../../lib/pull-down';
import { merchant } from '../../services/merchant';
import { presets, rangeOf } from '../../lib/date-range';
import { queryOf } from '../../lib/routes';
import { drawBars } from './chart';
import type { Surface } from './chart';
import { modelOf } from './view';
import type { Model } from './view';

class Screen {
  merchantId = '';
  answer: Statistics | undefined;
  turn = 0;
  dispose: (() => void) | undefined;
  redraw: () => void = () => undefined;
}

const screenOf = perInstance(() => new Screen());
/** Statistics are of days with a beginning and an end. */
const RANGES = presets.filter(({ preset }) => preset !== 'always');
const CUSTOM = '自选日期';

interface Data {
  status: 'loading' | 'ready' | 'empty' | 'problem';
  problem: Problem | null;
  ranges: string[];
  rangeName: string;
  from: string;
  to: string;
  model: Model | null;
}

const data: Data = {
  status: 'loading',
  problem: null,
  ranges: [...RANGES.map(({ text }) => text), CUSTOM],
  rangeName: '本月',
  from: '',
  to: '',
  model: null,
};

Component({
  data,
  lifetimes: {
    detached() {
      const screen = screenOf(this);
      screen.dispose?.();
      wx.offThemeChange(screen.redraw);
    },
  },
  methods: {
    ...pullDown,
    onLoad(query: Record<string, string | undefined>) {
      const screen = screenOf(this);
      screen.merchantId = queryOf(query, 'merchant');
      screen.redraw = () => this.draw();
      wx.onThemeChange(screen.redraw);
      const { from = '', to = '' } = rangeOf('month');
      this.setData({ from, to });
      void this.refresh();
    },
    onRange(event: WechatMiniprogram.BaseEvent) {
      const { name } = event.currentTarget.dataset as { name: string };
      const chosen = RANGES.find(({ text }) => text === name);
      const range = chosen ? rangeOf(chosen.preset) : { from: this.data.from, to: this.data.to };
      this.setData({ rangeName: name, from: range.from ?? '', to: range.to ?? '' });
      if (chosen) void this.refresh();
    },
    onDay(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const { end } = event.currentTarget.dataset as { end: 'from' | 'to' };
      this.setData({ [end]: event.detail.value, rangeName: CUSTOM });
      void this.refresh();
    },

    async refresh() {
      const screen = screenOf(this);
      const turn = ++screen.turn;
      const { merchantId } = screen;
      const { from, to } = this.data;
      if (!this.data.model) this.setData({ status: 'loading' });
      try {
        const answer = await merchant('statistics.get', { ...(merchantId === '' ? {} : { merchantId }), from, to });
        if (turn !== screen.turn) return;
        screen.answer = answer;
        const model = modelOf(answer);
        this.setData({ model, problem: null, status: model.empty ? 'empty' : 'ready' }, () => this.draw());
      } catch (error) {
        if (turn !== screen.turn) return;
        const problem = problemOf(error);
        this.setData(this.data.model ? { problem } : { status: 'problem', problem });
      }
    },
    draw() {
      const screen = screenOf(this);
      const { answer } = screen;
      if (!answer || this.data.status !== 'ready') return;
      const query = this.createSelectorQuery();
      query.select('.chart').fields({ node: true, size: true });
      // A rem, so that the axes grow with the text size chosen in WeChat.
      query.select('.rem').boundingClientRect();
      query.exec(
        (found: [{ node?: Surface['canvas']; width: number; height: number } | null, { height: number } | null]) => {
          const [chart, rem] = found;
          if (!chart?.node) return;
          screen.dispose?.();
          const { width, height } = chart;
          screen.dispose = drawBars(
            { canvas: chart.node, width, height },
            {
              periods: answer.periods.map(({ period }) => period),
              issued: answer.periods.map(({ issuedAmount }) => issuedAmount),
              red: answer.periods.map(({ redAmount }) => redAmount),
            },
            Math.round((rem?.height ?? 16) * 0.75),
          );
        },
      );
    },
  },
});
