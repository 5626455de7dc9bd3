import { h } from '../dom';
import { builtIn, type Control, fieldProperties, flag, number, registerField, text, type Updates } from './kit';

const shared = {
  value: String,
  placeholder: String,
  placeholderStyle: String,
  placeholderClass: String,
  maxlength: number(140),
  focus: Boolean,
  autoFocus: Boolean,
  cursor: number(-1),
  cursorSpacing: Number,
  adjustPosition: flag(true),
  holdKeyboard: Boolean,
  confirmHold: Boolean,
  selectionStart: number(-1),
  selectionEnd: number(-1),
  ...fieldProperties,
} as const;

interface TextData {
  value: string;
  placeholder: string;
  placeholderStyle: string;
  maxlength: number;
  focus: boolean;
  autoFocus: boolean;
  disabled: boolean;
  confirmHold: boolean;
  confirmType: string;
  ariaLabel: string;
}

const KEYBOARD_LABELS = ['send', 'search', 'next', 'go', 'done'];
const INPUT_MODES: Record<string, string> = { number: 'numeric', digit: 'decimal', tel: 'tel' };

const placeholderColor = (style: string): string | undefined => /(?:^|;)\s*color\s*:\s*([^;]+)/.exec(style)?.[1];

/** What input and textarea share: typing, limits, focus. */
const connect = (
  { el, data, component, set, emit, first }: Control<TextData>,
  field: HTMLInputElement | HTMLTextAreaElement,
  grow: () => void,
): Updates<TextData> => {
  el.append(field);
  const limit = (): number => (data.maxlength > -1 ? data.maxlength : Infinity);

  const typed = (): void => {
    if (field.value.length > limit()) field.value = field.value.slice(0, limit());
    set({ value: field.value });
    grow();
    emit('input', { value: field.value, cursor: field.selectionStart ?? field.value.length, keyCode: 0 });
  };
  // While a Chinese input method composes, the letters are not yet what the user writes.
  field.addEventListener('input', (event) => {
    if (!(event as InputEvent).isComposing) typed();
  });
  field.addEventListener('compositionend', typed);
  field.addEventListener('focus', () => emit('focus', { value: field.value, height: 0 }));
  field.addEventListener('blur', () => emit('blur', { value: field.value, cursor: field.value.length }));
  field.addEventListener('keydown', (event) => {
    if ((event as KeyboardEvent).key !== 'Enter' || field instanceof HTMLTextAreaElement) return;
    emit('confirm', { value: field.value });
    if (!data.confirmHold) field.blur();
  });
  el.addEventListener('click', () => {
    if (document.activeElement !== field) field.focus();
  });
  registerField(component, {
    value: () => field.value,
    reset: () => set({ value: first.value }),
    activate: () => field.focus(),
  });

  const focus = (wanted: boolean): void => {
    if (wanted) requestAnimationFrame(() => field.focus());
    else if (document.activeElement === field) field.blur();
  };
  return {
    value: (value) => {
      const shown = String(value ?? '').slice(0, limit());
      if (field.value !== shown) field.value = shown;
      grow();
    },
    placeholder: (value) => {
      field.placeholder = value;
    },
    placeholderStyle: (style) => {
      const color = placeholderColor(style);
      if (color) el.style.setProperty('--placeholder', color);
    },
    disabled: (disabled) => {
      field.disabled = disabled;
    },
    focus,
    autoFocus: focus,
    ariaLabel: (label) => field.setAttribute('aria-label', label),
    confirmType: (type) => {
      field.enterKeyHint = KEYBOARD_LABELS.includes(type) ? type : 'enter';
    },
  };
};

export const input = builtIn(
  { ...shared, type: text('text'), password: Boolean, confirmType: text('done'), alwaysEmbed: Boolean },
  (control) => {
    const field = h('input');
    const type = (): void => {
      field.type = control.data.password ? 'password' : 'text';
      field.inputMode = INPUT_MODES[control.data.type] ?? 'text';
    };
    return {
      ...connect(control as unknown as Control<TextData>, field, () => undefined),
      type,
      password: type,
    };
  },
);

export const textarea = builtIn(
  {
    ...shared,
    autoHeight: Boolean,
    fixed: Boolean,
    showConfirmBar: flag(true),
    disableDefaultPadding: Boolean,
    confirmType: text('return'),
  },
  (control) => {
    const field = h('textarea', { rows: 1 });
    const grow = (): void => {
      if (!control.data.autoHeight) return;
      field.style.height = 'auto';
      field.style.height = `${field.scrollHeight}px`;
      control.el.style.height = 'auto';
    };
    return {
      ...connect(control as unknown as Control<TextData>, field, grow),
      autoHeight: () => requestAnimationFrame(grow),
    };
  },
);
