import { h, part } from '../dom';
import { duringTap } from '../tap-gesture';

/** The click that a browser makes up after a touch must not close what the tap has just opened. */
const SETTLING = 400;

/** A button of the phone itself; what it sets off counts as set off by a tap. */
export const button = (label: string, onTap: () => void, className = ''): HTMLButtonElement =>
  h('button', { type: 'button', class: className || undefined, onclick: () => duringTap(onTap) }, label);

interface SheetOptions<Answer> {
  label: string;
  kind: 'sheet' | 'modal' | 'full';
  /** What a tap beside the sheet answers; without it only the sheet's own buttons close it. */
  dismissed?: Answer;
}

/** Shows something above the page until it answers. */
export const openSheet = <Answer>(
  { label, kind, dismissed }: SheetOptions<Answer>,
  build: (close: (answer: Answer) => void) => (Node | string)[],
): Promise<Answer> =>
  new Promise((resolve) => {
    const openedAt = performance.now();
    const focused = document.activeElement;
    const close = (answer: Answer): void => {
      mask.remove();
      if (focused instanceof HTMLElement && focused !== document.body) focused.focus({ preventScroll: true });
      resolve(answer);
    };
    const box = h(`div.mp-${kind}`, { role: 'dialog', 'aria-modal': 'true', 'aria-label': label });
    const mask = h(
      `div.mp-mask.mp-mask--${kind}`,
      {
        onclick: (event) => {
          const settled = performance.now() - openedAt > SETTLING;
          if (event.target === mask && dismissed !== undefined && settled) duringTap(() => close(dismissed));
        },
      },
      box,
    );
    box.append(...build(close));
    part('mp-layer').append(mask);
  });

/** A line that says openly that WeChat would do this, and the sandbox stands in for it. */
export const standInNote = (text: string): HTMLElement => h('p.mp-note', {}, text);
