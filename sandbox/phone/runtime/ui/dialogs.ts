import { h } from '../dom';
import { button, openSheet } from './sheet';

export interface ModalOptions {
  title?: string;
  content?: string;
  showCancel?: boolean;
  cancelText?: string;
  cancelColor?: string;
  confirmText?: string;
  confirmColor?: string;
  editable?: boolean;
  placeholderText?: string;
}

export interface ModalAnswer {
  confirm: boolean;
  cancel: boolean;
  content: string | null;
}

export const showModal = (options: ModalOptions): Promise<ModalAnswer> => {
  const { title = '', content = '', showCancel = true, cancelText = '取消', confirmText = '确定' } = options;
  return openSheet<ModalAnswer>({ label: title || content, kind: 'modal' }, (close) => {
    const field = options.editable
      ? h('input.mp-modal__input', { placeholder: options.placeholderText, value: content })
      : undefined;
    const answer = (confirm: boolean) => (): void =>
      close({ confirm, cancel: !confirm, content: confirm && field ? field.value : null });
    const no = button(cancelText, answer(false));
    const yes = button(confirmText, answer(true), 'mp-primary');
    if (options.cancelColor) no.style.color = options.cancelColor;
    if (options.confirmColor) yes.style.color = options.confirmColor;
    return [
      ...(title ? [h('h3', {}, title)] : []),
      field ?? h('p', {}, content),
      h('footer', {}, ...(showCancel ? [no] : []), yes),
    ];
  });
};

/** Answers the index of the chosen item, or -1. */
export const showActionSheet = (items: string[], color?: string, title = '请选择'): Promise<number> =>
  openSheet<number>({ label: title, kind: 'sheet', dismissed: -1 }, (close) => [
    ...items.map((item, index) => {
      const row = button(item, () => close(index));
      if (color) row.style.color = color;
      return row;
    }),
    button('取消', () => close(-1), 'mp-cancel'),
  ]);

export interface Question {
  heading: string;
  /** Says who asks, or what it is about. */
  lines: (Node | string)[];
  allow: string;
  refuse: string;
}

/** WeChat's sheet that asks for a permission. */
export const askPermission = ({ heading, lines, allow, refuse }: Question): Promise<boolean> =>
  openSheet<boolean>({ label: heading, kind: 'sheet' }, (close) => [
    h(
      'div.mp-ask',
      {},
      h('h3', {}, heading),
      ...lines.map((line) => (typeof line === 'string' ? h('p', {}, line) : line)),
    ),
    h(
      'footer.mp-ask__actions',
      {},
      button(refuse, () => close(false), 'mp-button'),
      button(allow, () => close(true), 'mp-button mp-button--primary'),
    ),
  ]);
