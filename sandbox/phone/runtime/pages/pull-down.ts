/** Pull-down refresh of a whole page. */
export interface PullDown {
  start: () => void;
  stop: () => void;
}

const REST = 50;
const FURTHEST = 80;
const TRIGGER = 100;

/** Lets the page be pulled down; `refresh` is called once per pull that is long enough. */
export const enablePullDown = (scroller: HTMLElement, refresh: () => void): PullDown => {
  let from: number | undefined;
  const show = (height: number): void => scroller.style.setProperty('--pull', `${height}px`);
  const isRefreshing = (): boolean => scroller.classList.contains('mp-refreshing');
  const start = (): void => {
    scroller.classList.add('mp-refreshing');
    show(REST);
    refresh();
  };

  const down = (y: number): void => {
    from = scroller.scrollTop <= 0 && !isRefreshing() ? y : undefined;
  };
  const move = (y: number): void => {
    if (from !== undefined && y > from) show(Math.min(FURTHEST, (y - from) / 2));
  };
  const up = (y: number): void => {
    if (from === undefined) return;
    if (y - from > TRIGGER) start();
    else show(0);
    from = undefined;
  };

  const touch = (name: string, handle: (y: number) => void): void =>
    scroller.addEventListener(name, (event) => handle((event as TouchEvent).changedTouches[0]?.clientY ?? 0), {
      passive: true,
    });
  touch('touchstart', down);
  touch('touchmove', move);
  touch('touchend', up);
  scroller.addEventListener('mousedown', ({ clientY }) => down(clientY));
  scroller.addEventListener('mousemove', ({ buttons, clientY }) => {
    if (buttons) move(clientY);
  });
  scroller.addEventListener('mouseup', ({ clientY }) => up(clientY));

  return {
    start,
    stop: () => {
      scroller.classList.remove('mp-refreshing');
      show(0);
    },
  };
};
