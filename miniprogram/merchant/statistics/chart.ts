import { init } from 'echarts/core';

/** A canvas of `type="2d"`, as the page finds it, and how large it is on the screen. */
export interface Surface {
  canvas: WechatMiniprogram.Canvas;
  width: number;
  height: number;
}

/** What stands above and below the line in each period, in fen. */
export interface Bars {
  periods: string[];
  issued: number[];
  red: number[];
}

const colours = {
  light: { issued: '#3a6d9c', red: '#b3261e', text: 'rgba(0, 0, 0, 0.6)', line: '#e3e5e8' },
  dark: { issued: '#8db8e0', red: '#f2a29b', text: 'rgba(255, 255, 255, 0.62)', line: '#3a3d42' },
};

/** `1.2万`: an axis has no room for more. */
const shortYuan = (fen: number): string => {
  const yuan = fen / 100;
  return Math.abs(yuan) >= 10_000 ? `${Number((yuan / 10_000).toFixed(1))}万` : String(Math.round(yuan));
};

/** Draws bars for what was invoiced, and below the line for what was reversed. Answers the way to let go of them. */
export const drawBars = ({ canvas, width, height }: Surface, { periods, issued, red }: Bars, fontSize: number) => {
  const { theme = 'light' } = wx.getAppBaseInfo();
  const colour = colours[theme];
  // WeChat's canvas is no element: it listens to nothing.
  const element = Object.assign(canvas, { addEventListener: () => undefined, removeEventListener: () => undefined });
  const chart = init(element, null, {
    width,
    height,
    devicePixelRatio: wx.getWindowInfo().pixelRatio,
  });
  const text = { color: colour.text, fontSize };
  chart.setOption({
    animation: false,
    grid: { left: 4, right: 4, top: 12, bottom: 4, containLabel: true },
    xAxis: {
      type: 'category',
      data: periods.map((period) => (period.length > 7 ? period.slice(5) : period)),
      axisLabel: { ...text, hideOverlap: true },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour.line }, onZero: true },
    },
    yAxis: {
      type: 'value',
      splitNumber: 3,
      axisLabel: { ...text, formatter: shortYuan },
      splitLine: { lineStyle: { color: colour.line } },
    },
    series: [
      {
        type: 'bar',
        stack: 'all',
        data: issued,
        itemStyle: { color: colour.issued, borderRadius: 2 },
        barMaxWidth: 24,
      },
      { type: 'bar', stack: 'all', data: red.map((fen) => -fen), itemStyle: { color: colour.red }, barMaxWidth: 24 },
    ],
  });
  return () => chart.dispose();
};
