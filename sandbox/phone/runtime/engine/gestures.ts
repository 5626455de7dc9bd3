import * as ge from 'glass-easel';
import { duringTap } from '../tap-gesture';
import { composedAncestors, nodeAround } from './nodes';

const MOVE_THRESHOLD = 10;
const LONG_PRESS = 350;
/** After a touch, browsers send the mouse events of the same finger; they are not a second tap. */
const GHOST_MOUSE = 800;

interface Point {
  identifier: number;
  clientX: number;
  clientY: number;
  pageX: number;
  pageY: number;
}

interface Press {
  node: ge.Element;
  x: number;
  y: number;
  moved: boolean;
  long: boolean;
  timer: ReturnType<typeof setTimeout>;
}

/** glass-easel keeps listeners here; it has no public way to ask for them. */
interface Listening {
  _$eventTarget?: {
    listeners: Record<string, unknown>;
    captureListeners?: Record<string, unknown>;
  };
}

const listensTo = (node: ge.Element, names: string[]): boolean =>
  [...composedAncestors(node)].some((ancestor) => {
    const target = (ancestor as ge.Element & Listening)._$eventTarget;
    return target && names.some((name) => target.listeners[name] ?? target.captureListeners?.[name]);
  });

/** Sends an event up the tree; answers whether somebody prevented its default. */
export const fire = (
  node: ge.Element,
  type: string,
  detail: unknown,
  extraFields: Record<string, unknown> = {},
): boolean => {
  const event = new ge.Event(type, detail, {
    bubbles: true,
    composed: true,
    capturePhase: true,
    extraFields,
  });
  ge.Event.dispatchEvent(node, event);
  return event.defaultPrevented();
};

const hoverTimers = new WeakMap<ge.Element, ReturnType<typeof setTimeout>>();

/** `hover-class`: how WebView pages show that a finger rests on something. */
const hover = (node: ge.Element, on: boolean): void => {
  for (const ancestor of composedAncestors(node)) {
    const data = ancestor.asGeneralComponent()?.data as Record<string, unknown> | undefined;
    const name = data?.['hoverClass'];
    if (typeof name !== 'string' || name === '' || name === 'none' || data?.['disabled']) continue;
    const toggle = (): void => {
      for (const one of name.split(/\s+/).filter(Boolean)) ancestor.classList?.toggle(one, on);
    };
    clearTimeout(hoverTimers.get(ancestor));
    hoverTimers.set(ancestor, setTimeout(toggle, Number(data?.[on ? 'hoverStartTime' : 'hoverStayTime'] ?? 50)));
    if (data?.['hoverStopPropagation']) return;
  }
};

/** Turns the browser's mouse and touch input under `root` into touch, tap and longpress events. */
export const installGestures = (root: HTMLElement): void => {
  let press: Press | undefined;
  let lastTouch = -GHOST_MOUSE;

  const point = ({
    clientX,
    clientY,
    identifier = 0,
  }: {
    clientX: number;
    clientY: number;
    identifier?: number;
  }): Point => ({
    identifier,
    clientX,
    clientY,
    pageX: clientX,
    pageY: clientY,
  });

  const send = (type: string, at: Point, released: boolean): boolean =>
    press !== undefined &&
    fire(press.node, type, { x: at.clientX, y: at.clientY }, { touches: released ? [] : [at], changedTouches: [at] });

  const down = (event: Event, at: Point): void => {
    const node = nodeAround(event.target);
    if (!node) return;
    const timer = setTimeout(() => {
      if (started.moved || !listensTo(node, ['longpress', 'longtap'])) return;
      started.long = true;
      for (const type of ['longpress', 'longtap']) send(type, at, false);
    }, LONG_PRESS);
    const started: Press = { node, x: at.clientX, y: at.clientY, moved: false, long: false, timer };
    press = started;
    send('touchstart', at, false);
    hover(node, true);
  };

  const move = (event: Event, at: Point): void => {
    if (!press) return;
    if (!press.moved && Math.hypot(at.clientX - press.x, at.clientY - press.y) > MOVE_THRESHOLD) {
      press.moved = true;
      clearTimeout(press.timer);
      hover(press.node, false);
    }
    if (send('touchmove', at, false) && event.cancelable) event.preventDefault();
  };

  const up = (at: Point, cancelled: boolean): void => {
    if (!press) return;
    clearTimeout(press.timer);
    send(cancelled ? 'touchcancel' : 'touchend', at, true);
    const { node, moved, long, x, y } = press;
    press = undefined;
    if (moved) return;
    hover(node, false);
    if (!cancelled && !long) duringTap(() => fire(node, 'tap', { x, y }, { touches: [], changedTouches: [at] }));
  };

  const touch = (name: string, handle: (event: TouchEvent, at: Point) => void, passive: boolean): void =>
    root.addEventListener(
      name,
      (event) => {
        lastTouch = performance.now();
        const [first] = (event as TouchEvent).changedTouches;
        if (first) handle(event as TouchEvent, point(first));
      },
      { capture: true, passive },
    );
  touch('touchstart', down, true);
  touch('touchmove', move, false);
  touch('touchend', (_, at) => up(at, false), true);
  touch('touchcancel', (_, at) => up(at, true), true);

  const mouse = (target: EventTarget, name: string, handle: (event: MouseEvent) => void): void =>
    target.addEventListener(
      name,
      (event) => {
        if (performance.now() - lastTouch > GHOST_MOUSE) handle(event as MouseEvent);
      },
      { capture: true },
    );
  mouse(root, 'mousedown', (event) => {
    if (event.button === 0) down(event, point(event));
  });
  mouse(window, 'mousemove', (event) => move(event, point(event)));
  mouse(window, 'mouseup', (event) => up(point(event), false));
  root.addEventListener('dragstart', (event) => event.preventDefault());
};
