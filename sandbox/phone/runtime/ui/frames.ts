import { h } from '../dom';
import { button, openSheet } from './sheet';

/** A message from one of the stand-in's pages, by type. */
export interface FrameMessage {
  type: string;
  [field: string]: unknown;
}

interface FrameOptions {
  url: string;
  title: string;
  /** Full screen with WeChat's capsule, as another mini program; otherwise a sheet with a bar. */
  kind: 'program' | 'sheet';
}

/**
 * Shows a page of the WeChat stand-in until it posts a message or the user leaves.
 * @returns the message, or undefined when the user left
 */
export const openFrame = (
  { url, title, kind }: FrameOptions,
  isAnswer: (message: FrameMessage) => boolean,
): Promise<FrameMessage | undefined> => {
  const { origin } = new URL(url);
  const frame = h('iframe', { src: url, title });
  let close: (answer: FrameMessage | undefined) => void = () => undefined;
  const listen = ({ origin: from, source, data }: MessageEvent<unknown>): void => {
    if (from !== origin || source !== frame.contentWindow) return;
    if (typeof data === 'object' && data !== null && 'type' in data && isAnswer(data as FrameMessage)) {
      close(data as FrameMessage);
    }
  };
  addEventListener('message', listen);
  const sheetKind = kind === 'program' ? 'full' : 'sheet';
  return openSheet<FrameMessage | undefined>({ label: title, kind: sheetKind }, (done) => {
    close = done;
    const leave = (): void => done(undefined);
    const capsule = h('div.mp-capsule', {}, h('i.mp-capsule__more', { 'aria-hidden': 'true' }));
    const closeButton = button('', leave, 'mp-capsule__close');
    closeButton.setAttribute('aria-label', '关闭小程序');
    capsule.append(closeButton);
    const bar =
      kind === 'program'
        ? h('header.mp-nav.mp-nav--foreign', {}, h('h1', {}, title), capsule)
        : h('header.mp-bar', {}, button('关闭', leave), h('strong', {}, title), h('span'));
    return [bar, frame];
  }).finally(() => removeEventListener('message', listen));
};
