import { builtIn, fieldProperties, list, registerField, text } from './kit';
import { choose } from '../ui/picker';
import type { Component } from '../engine/nodes';
import { componentOf } from '../engine/nodes';

export const picker = builtIn(
  {
    mode: text('selector'),
    range: list,
    rangeKey: String,
    value: { type: null, value: '' },
    start: String,
    end: String,
    fields: text('day'),
    headerText: String,
    ...fieldProperties,
  },
  ({ el, data, component, first, set, emit, onTap }) => {
    el.setAttribute('role', 'button');
    onTap(() => {
      if (data.disabled) return;
      void choose(data, (column, value) => emit('columnchange', { column, value })).then((value) => {
        if (value === undefined) return emit('cancel');
        set({ value });
        emit('change', { value });
      });
    });
    registerField(component, { value: () => data.value, reset: () => set({ value: first.value }) });
  },
);

const ROW_HEIGHT = 34;

export const pickerView = builtIn(
  {
    value: list,
    indicatorStyle: String,
    indicatorClass: String,
    maskStyle: String,
    maskClass: String,
    immediateChange: Boolean,
  },
  ({ el, data, set, emit }) => {
    const columns = (): Component[] =>
      [...el.querySelectorAll('wx-picker-view-column')].flatMap((column) => componentOf(column) ?? []);
    const elements = (): HTMLElement[] => [...el.querySelectorAll<HTMLElement>('wx-picker-view-column')];
    const rowHeight = (column: HTMLElement): number =>
      (column.firstElementChild as HTMLElement | null)?.offsetHeight ?? ROW_HEIGHT;
    el.addEventListener(
      'scrollend',
      () => {
        const value = elements().map((column) => Math.round(column.scrollTop / rowHeight(column)));
        if (columns().length === 0 || String(value) === String(data.value)) return;
        set({ value });
        emit('change', { value });
      },
      true,
    );
    return {
      value: (value) =>
        requestAnimationFrame(() =>
          elements().forEach((column, index) => {
            column.scrollTop = Number(value[index] ?? 0) * rowHeight(column);
          }),
        ),
    };
  },
);

export const slider = builtIn(
  {
    min: { type: Number, value: 0 },
    max: { type: Number, value: 100 },
    step: { type: Number, value: 1 },
    value: { type: Number, value: 0 },
    showValue: Boolean,
    activeColor: text('#1aad19'),
    ...fieldProperties,
  },
  ({ el, data, component, first, set, emit }) => {
    const range = document.createElement('input');
    range.type = 'range';
    const shown = document.createElement('span');
    el.append(range, shown);
    const paint = (): void => {
      Object.assign(range, { min: String(data.min), max: String(data.max), step: String(data.step) });
      Object.assign(range, { value: String(data.value), disabled: data.disabled });
      range.style.accentColor = data.activeColor;
      shown.textContent = data.showValue ? String(data.value) : '';
    };
    range.addEventListener('input', () => {
      set({ value: Number(range.value) });
      emit('changing', { value: data.value });
    });
    range.addEventListener('change', () => emit('change', { value: data.value }));
    registerField(component, { value: () => data.value, reset: () => set({ value: first.value }) });
    return { min: paint, max: paint, step: paint, value: paint, showValue: paint, disabled: paint };
  },
);
