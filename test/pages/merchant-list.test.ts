import { rangeOf } from '../../miniprogram/lib/date-range';
import { DRAWN, WindowedList } from '../../miniprogram/lib/windowed-list';

const PART = 20;

interface Line {
  id: number;
  text: string;
}

/** A screen that takes setData as WeChat does, whole fields and paths, and counts its bytes. */
class Screen {
  data: Record<string, unknown> & { rows: Line[] } = { rows: [] };
  largest = 0;

  setData(patch: Record<string, unknown>): void {
    this.largest = Math.max(this.largest, JSON.stringify(patch).length);
    for (const [path, value] of Object.entries(patch)) {
      const index = /^rows\[(\d+)\]$/.exec(path)?.[1];
      if (index === undefined) this.data[path] = value;
      else this.data.rows = Object.assign([...this.data.rows], { [index]: value });
    }
  }

  get ids(): number[] {
    return this.data.rows.map(({ id }) => id);
  }
}

const part = async (total: number, cursor = '0') => {
  const from = Number(cursor);
  const rows = Array.from({ length: Math.min(PART, total - from) }, (_, i) => ({ id: from + i, text: 'as served' }));
  return from + PART < total ? { rows, next: String(from + PART) } : { rows };
};

const open = async (total: number) => {
  const screen = new Screen();
  const list = new WindowedList<Line>(screen, (cursor) => part(total, cursor));
  await list.reload();
  return { screen, list };
};

/** Scrolls to the end as a person does, and lets every part come. */
const scrollThrough = async ({ screen, list }: Awaited<ReturnType<typeof open>>, total: number) => {
  for (let row = 0; row < total; row += 3) {
    list.look(row);
    if (row + DRAWN >= list.length) await list.more();
    expect(screen.data.rows.length).toBeLessThanOrEqual(DRAWN);
  }
};

describe('a list of fixed rows', () => {
  it('draws only the rows near the screen and keeps the room of the others', async () => {
    const opened = await open(200);
    await scrollThrough(opened, 200);
    const { screen, list } = opened;
    list.look(100);
    expect(screen.ids).toContain(100);
    expect(screen.ids).toContain(111);
    expect((screen.data['above'] as number) + screen.ids.length + (screen.data['below'] as number)).toBe(200);
  });

  it('has every row at its place, none twice and none left out, wherever one looks', async () => {
    const opened = await open(87);
    await scrollThrough(opened, 87);
    for (let row = 86; row >= 0; row -= 1) {
      opened.list.look(row);
      const first = opened.screen.data['above'] as number;
      expect(opened.screen.ids).toEqual(opened.screen.ids.map((_, i) => first + i));
      expect(opened.screen.ids).toContain(row);
    }
    expect(opened.screen.data['foot']).toBe('end');
  });

  it('never sends more than a window of rows to the screen', async () => {
    const opened = await open(1000);
    const { largest: first } = opened.screen;
    await scrollThrough(opened, 1000);
    expect(opened.screen.largest).toBeLessThan(first * 1.2);
  });

  it('changes one row where it stands', async () => {
    const { screen, list } = await open(40);
    list.patch(
      ({ id }) => id === 3,
      (row) => ({ ...row, text: 'changed' }),
    );
    expect(screen.data.rows[3]).toEqual({ id: 3, text: 'changed' });
    expect(screen.data.rows[4]?.text).toBe('as served');
    list.patch(
      ({ id }) => id === 4_000,
      (row) => ({ ...row, text: 'nobody' }),
    );
    expect(screen.data.rows.some(({ text }) => text === 'nobody')).toBe(false);
  });

  it('keeps what came and the place of the person when its rows are looked at again', async () => {
    const opened = await open(87);
    await scrollThrough(opened, 87);
    opened.list.look(50);
    const { ids } = opened.screen;
    await opened.list.renew();
    expect(opened.screen.ids).toEqual(ids);
    expect(opened.list.length).toBe(87);
  });

  it('that is asked for another filter meanwhile never shows the older answer', async () => {
    const screen = new Screen();
    const waiting: ((rows: Line[]) => void)[] = [];
    const list = new WindowedList<Line>(
      screen,
      () => new Promise((resolve) => waiting.push((rows) => resolve({ rows }))),
    );
    const [old, fresh] = [list.restart(), list.restart()];
    waiting[1]?.([{ id: 2, text: 'new' }]);
    waiting[0]?.([{ id: 1, text: 'old' }]);
    await Promise.all([old, fresh]);
    expect(screen.ids).toEqual([2]);
  });
});

describe('the days of a preset', () => {
  // Half past midnight in Beijing on 1 March 2026: in London it is still February.
  const newMonth = Date.parse('2026-03-01T00:30:00+08:00') / 1000;

  it('are those of China, wherever the phone is', () => {
    expect(rangeOf('today', newMonth)).toEqual({ from: '2026-03-01', to: '2026-03-01' });
    expect(rangeOf('month', newMonth)).toEqual({ from: '2026-03-01', to: '2026-03-01' });
  });

  it('cross months and years', () => {
    expect(rangeOf('week', newMonth)).toEqual({ from: '2026-02-23', to: '2026-03-01' });
    expect(rangeOf('last_month', newMonth)).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    const newYear = Date.parse('2026-01-05T12:00:00+08:00') / 1000;
    expect(rangeOf('last_month', newYear)).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  });

  it('are open for all time', () => {
    expect(rangeOf('always', newMonth)).toEqual({});
  });
});
