import { h, part } from '../dom';

export interface ToastOptions {
  title?: string;
  icon?: 'success' | 'error' | 'loading' | 'none';
  duration?: number;
  mask?: boolean;
}

let toast: { element: HTMLElement; loading: boolean; timer: ReturnType<typeof setTimeout> | undefined } | undefined;

export const hideToast = (): void => {
  clearTimeout(toast?.timer);
  toast?.element.remove();
  toast = undefined;
};

/** Shows the one toast that there can be; a loading toast stays until it is hidden. */
export const showToast = (
  { title = '', icon = 'success', duration = 1500, mask }: ToastOptions,
  loading = false,
): void => {
  hideToast();
  const shown = loading ? 'loading' : icon;
  const sign = shown === 'none' ? [] : [h('i.mp-toast__icon', { 'aria-hidden': 'true' })];
  const element = h('div.mp-toast', { role: 'status', 'data-icon': shown }, ...sign, h('p', {}, title));
  if (mask) element.classList.add('mp-toast--mask');
  part('mp-layer').append(element);
  toast = { element, loading, timer: loading ? undefined : setTimeout(hideToast, duration) };
};
