import type * as ge from 'glass-easel';
import { kebab } from '../dom';
import { shapeEvent } from './event-shape';
import { callerOf, type Caller, domOf } from './nodes';

/** What wxs code may do with a component: WeChat's ComponentDescriptor. */
type Descriptor = Record<string, unknown>;
type WxsFunction = ((...values: unknown[]) => unknown) & { isWxs?: boolean };
type ModuleLoader = () => Record<string, unknown> | undefined;

const descriptors = new WeakMap<ge.Element, Descriptor>();

const parseStyle = (style: string | Record<string, unknown>): Record<string, unknown> => {
  if (typeof style !== 'string') return style;
  const declarations = style.split(';').map((declaration) => {
    const colon = declaration.indexOf(':');
    return [declaration.slice(0, colon).trim(), declaration.slice(colon + 1).trim()];
  });
  return Object.fromEntries(declarations.filter(([property]) => property)) as Record<string, unknown>;
};

const describe = (node: ge.Element | null | undefined): Descriptor | null => {
  if (!node) return null;
  const known = descriptors.get(node);
  if (known) return known;
  const state = {};
  const component = node.asGeneralComponent();
  const root = component?.getShadowRoot() ?? node;
  const descriptor: Descriptor = {
    selectComponent: (selector: string) => describe(root.querySelector(selector)),
    selectAllComponents: (selector: string) => root.querySelectorAll(selector).map(describe),
    setStyle: (style: string | Record<string, unknown>) => {
      for (const [property, value] of Object.entries(parseStyle(style))) {
        domOf(node)?.style.setProperty(kebab(property), String(value));
      }
      return descriptor;
    },
    addClass: (name: string) => {
      node.classList?.toggle(name, true);
      return descriptor;
    },
    removeClass: (name: string) => {
      node.classList?.toggle(name, false);
      return descriptor;
    },
    hasClass: (name: string) => node.classList?.contains(name) ?? false,
    getDataset: () => node.dataset ?? {},
    callMethod: (name: string, argument: unknown) => {
      const caller = component && callerOf(component);
      const method = caller?.[name];
      if (typeof method === 'function') method.call(caller, argument);
    },
    triggerEvent: (name: string, detail: unknown) => node.triggerEvent(name, detail),
    requestAnimationFrame: (run: () => void) => requestAnimationFrame(run),
    getState: () => state,
    getComputedStyle: (names: string[]) => {
      const element = domOf(node);
      const style = element && getComputedStyle(element);
      return Object.fromEntries(names.map((name) => [name, style?.getPropertyValue(kebab(name)) ?? '']));
    },
    getBoundingClientRect: () => domOf(node)?.getBoundingClientRect(),
    setTimeout: (run: () => void, delay: number) => setTimeout(run, delay),
    clearTimeout: (timer: number) => clearTimeout(timer),
  };
  descriptors.set(node, descriptor);
  return descriptor;
};

/** What the generated template code calls (compile/templates.ts names these). */
const runtime = {
  console,
  getRegExp: (pattern: string, flags?: string) => new RegExp(pattern, flags),
  getDate: (...values: [] | [number | string]) => new Date(...(values as [number])),
  /** In wxs `x.constructor` is a name. */
  typeName: (value: unknown) =>
    value === null || value === undefined ? undefined : Object.prototype.toString.call(value).slice(8, -1),
  /** Marks the functions of wxs modules, so that an event can tell one from a page's method. */
  markFunctions:
    (define: (name: string, run: unknown) => ModuleLoader) =>
    (name: string, run: unknown): ModuleLoader => {
      const load = define(name, run);
      return () => {
        const exported = load();
        for (const value of Object.values(exported ?? {})) {
          if (typeof value === 'function') (value as WxsFunction).isWxs = true;
        }
        return exported;
      };
    },
  /** `change:prop` would run before the component's own nodes exist: a microtask later they do. */
  changeListener: (listener: unknown) =>
    typeof listener === 'function'
      ? (value: unknown, old: unknown, host: ge.Element, node: ge.Element) =>
          queueMicrotask(() => (listener as WxsFunction)(value, old, describe(host), describe(node)))
      : listener,
  eventListener: (caller: Caller, event: ge.ShadowedEvent<unknown>, listener: WxsFunction) => {
    const shaped = shapeEvent(event);
    if (!listener.isWxs) return listener.call(caller, shaped);
    const current = event.currentTarget as ge.Element & { _$?: ge.Element };
    shaped['instance'] = describe(current._$ ?? current);
    return listener.call(null, shaped, describe(caller._$));
  },
};

/** Installs the runtime of wxs modules where the generated code looks for it. */
export const installWxs = (): void => {
  (globalThis as { __wxsRuntime?: typeof runtime }).__wxsRuntime = runtime;
};
