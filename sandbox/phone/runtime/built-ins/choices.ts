import * as ge from 'glass-easel';
import { asText, h } from '../dom';
import { type Component, componentOf, siblingById } from '../engine/nodes';
import {
  builtIn,
  componentsIn,
  type Control,
  fieldOf,
  fieldProperties,
  registerField,
  text,
  type Updates,
} from './kit';

interface ChoiceData {
  value: string;
  checked: boolean;
  color: string;
  disabled: boolean;
}
/** A tap on a control inside a label reaches the label too: it must not flip the control back. */
interface TapDetail {
  handledBy?: Component;
}

const valueOf = (choice: Component): string => asText((choice.data as Record<string, unknown>)['value']);
const isChecked = (choice: Component): boolean => Boolean((choice.data as Record<string, unknown>)['checked']);
const checkedValues = (group: Element, tag: string): string[] =>
  componentsIn(group, tag).filter(isChecked).map(valueOf);

const connectChoice = (control: Control<ChoiceData>, role: 'checkbox' | 'radio'): Updates<ChoiceData> => {
  const { el, component, data, set } = control;
  el.prepend(h('span.wx-box', { 'aria-hidden': 'true' }));
  el.setAttribute('role', role);
  const flip = (): void => {
    if (data.disabled || (role === 'radio' && data.checked)) return;
    const group = el.closest(`wx-${role}-group`);
    if (role === 'radio' && group) {
      for (const other of componentsIn(group, 'wx-radio')) if (other !== component) other.setData({ checked: false });
    }
    set({ checked: role === 'radio' || !data.checked });
    const owner = componentOf(group);
    if (!group || !owner) return;
    ge.triggerEvent(
      owner,
      'change',
      { value: role === 'radio' ? data.value : checkedValues(group, 'wx-checkbox') },
      {},
    );
  };
  control.onTap(({ detail }) => {
    flip();
    (detail as TapDetail).handledBy = component;
  });
  registerField(component, {
    value: () => data.checked,
    reset: () => set({ checked: control.first.checked }),
    activate: flip,
  });
  return {
    checked: (checked) => el.setAttribute('aria-checked', String(checked)),
    color: (color) => el.style.setProperty('--on', color),
    disabled: (disabled) => {
      el.toggleAttribute('disabled', disabled);
      el.setAttribute('aria-disabled', String(disabled));
    },
  };
};

const choiceProperties = { value: String, checked: Boolean, color: String, ...fieldProperties };
export const checkbox = builtIn(choiceProperties, (control) => connectChoice(control, 'checkbox'));
export const radio = builtIn(choiceProperties, (control) => connectChoice(control, 'radio'));

const group = (tag: 'wx-checkbox' | 'wx-radio') =>
  builtIn(fieldProperties, ({ el, component }) => {
    if (tag === 'wx-radio') el.setAttribute('role', 'radiogroup');
    registerField(component, {
      value: () => (tag === 'wx-radio' ? (checkedValues(el, tag)[0] ?? '') : checkedValues(el, tag)),
      reset: () => componentsIn(el, tag).forEach((choice) => fieldOf(choice)?.reset?.()),
    });
  });
export const checkboxGroup = group('wx-checkbox');
export const radioGroup = group('wx-radio');

export const switchControl = builtIn(
  { checked: Boolean, type: text('switch'), color: String, ...fieldProperties },
  (control) => {
    const { el, data, component, set, emit } = control;
    const flip = (): void => {
      if (data.disabled) return;
      set({ checked: !data.checked });
      emit('change', { value: data.checked });
    };
    el.setAttribute('role', 'switch');
    control.onTap(({ detail }) => {
      flip();
      (detail as TapDetail).handledBy = component;
    });
    registerField(component, {
      value: () => data.checked,
      reset: () => set({ checked: control.first.checked }),
      activate: flip,
    });
    return {
      checked: (checked) => el.setAttribute('aria-checked', String(checked)),
      color: (color) => el.style.setProperty('--on', color),
      disabled: (disabled) => el.toggleAttribute('disabled', disabled),
    };
  },
);

const LABELLED = 'wx-checkbox,wx-radio,wx-switch,wx-input,wx-textarea,wx-button';

export const label = builtIn({ for: String }, ({ el, data, component, onTap }) =>
  onTap(({ detail }) => {
    const control = data.for
      ? (siblingById(component, data.for)?.asGeneralComponent() ?? null)
      : componentOf(el.querySelector(LABELLED));
    if (control && (detail as TapDetail).handledBy !== control) fieldOf(control)?.activate?.();
  }),
);
