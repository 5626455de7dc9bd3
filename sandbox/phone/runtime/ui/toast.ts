import { h, part } from '../dom';

export interface ToastOptions {
  title?: string;
  icon?: 'success' | 'error' | 'loading' | 'none';
  duration?: number;
  mask?: boolean;
}

let toast: { element: HTMLElement; timer: ReturnType<typeof setTimeout> } | undefined;

export const hideToast = (): void => {
  clearTimeout(toast?.timer);
  toast?.element.remove();
  toast = undefined;
};

/** Shows the one toast that there can be. */
export const showToast = ({ title = '', icon = 'success', duration = 1500, mask }: ToastOptions): void => {
  hideToast();
  const sign = icon === 'none' ? [] : [h('i.mp-toast__icon', { 'aria-hidden': 'true' })];
  const element = h('div.mp-toast', { role: 'status', 'data-icon': icon }, ...sign, h('p', {}, title));
  if (mask) element.classList.add('mp-toast--mask');
  part('mp-layer').append(element);
  toast = { element, timer: setTimeout(hideToast, duration) };
};
