import { asText, h } from '../dom';
import { button, openSheet } from './sheet';

export interface PickerOptions {
  mode: string;
  range: unknown[];
  rangeKey: string;
  value: unknown;
  start: string;
  end: string;
  fields: string;
  headerText: string;
}

type ColumnChange = (column: number, value: number) => void;

const labelOf = (item: unknown, key: string): string =>
  String(key && typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[key] : item);

/** WeChat's picker from below; answers the new value, or undefined when it is left. */
export const choose = (options: PickerOptions, columnChanged: ColumnChange): Promise<unknown> =>
  openSheet<unknown>({ label: options.headerText || '请选择', kind: 'sheet' }, (close) => {
    const isDate = options.mode === 'date' || options.mode === 'time';
    const isMulti = options.mode === 'multiSelector';
    const columns = (isMulti ? options.range : [options.range]) as unknown[][];
    const chosen = columns.map((_, column) =>
      Number(isMulti ? ((options.value as unknown[] | undefined)?.[column] ?? 0) : options.value || 0),
    );
    const type = options.mode === 'time' ? 'time' : options.fields === 'month' ? 'month' : 'date';
    const date = h('input', {
      type,
      value: asText(options.value),
      min: options.start || undefined,
      max: options.end || undefined,
      'aria-label': options.headerText || '日期',
    });
    const list = (items: unknown[], column: number): HTMLElement => {
      const select = h(
        'select',
        {
          size: 6,
          'aria-label': options.headerText || '选项',
          onchange: () => {
            chosen[column] = Number(select.value);
            if (isMulti) columnChanged(column, Number(select.value));
          },
        },
        ...items.map((item, index) =>
          h('option', { value: index, selected: index === chosen[column] }, labelOf(item, options.rangeKey)),
        ),
      );
      return select;
    };
    const answer = (): unknown => (isDate ? date.value : isMulti ? chosen : chosen[0]);
    return [
      h(
        'header.mp-bar',
        {},
        button('取消', () => close(undefined)),
        h('strong', {}, options.headerText),
        button('确定', () => close(answer()), 'mp-primary'),
      ),
      h('div.mp-picker', {}, ...(isDate ? [date] : columns.map(list))),
    ];
  });
