import type { Component } from '../engine/nodes';
import { componentOf } from '../engine/nodes';
import { asText, kebab } from '../dom';

type PropertyType =
  StringConstructor | NumberConstructor | BooleanConstructor | ArrayConstructor | ObjectConstructor | null;
type Property = PropertyType | { type: PropertyType; value: unknown };
export type Properties = Record<string, Property>;

type ValueOf<Type> = Type extends StringConstructor
  ? string
  : Type extends NumberConstructor
    ? number
    : Type extends BooleanConstructor
      ? boolean
      : Type extends ArrayConstructor
        ? unknown[]
        : Type extends ObjectConstructor
          ? Record<string, unknown> | null
          : unknown;
type DataOf<Declared extends Properties> = {
  [Name in keyof Declared]: Declared[Name] extends { type: infer Type } ? ValueOf<Type> : ValueOf<Declared[Name]>;
};

/** One built-in component on the page, as its own code sees it. */
export interface Control<Data> {
  el: HTMLElement;
  component: Component;
  readonly data: Data;
  /** Property values as the page first gave them, for a form's reset. */
  readonly first: Data;
  set: (change: Partial<Data>) => void;
  emit: (name: string, detail?: unknown, options?: { bubbles?: boolean }) => void;
  onTap: (listener: (event: { detail: unknown; getOriginalEvent?(): unknown }) => void) => void;
  /** Path of the page or component whose template holds it: where relative paths start. */
  base: () => string;
}

/** What to do when a property changes. */
export type Updates<Data> = { [Name in keyof Data]?: (value: Data[Name]) => void };

export interface BuiltIn {
  properties: Properties;
  setup: (control: Control<Record<string, unknown>>) => Updates<Record<string, unknown>>;
}

/** A built-in component: its properties with their defaults, and what it does with its element. */
export const builtIn = <const Declared extends Properties>(
  properties: Declared,
  setup: (control: Control<DataOf<Declared>>) => Updates<DataOf<Declared> & { ariaLabel: string }> | void = () => ({}),
): BuiltIn => ({
  properties,
  // The registry keeps built-ins of all shapes: glass-easel guarantees the declared types at run time.
  setup: (control) =>
    (setup(control as unknown as Control<DataOf<Declared>>) ?? {}) as Updates<Record<string, unknown>>,
});

export const text = <const Value extends string>(value: Value) => ({ type: String, value });
export const number = (value: number) => ({ type: Number, value });
export const flag = (value: boolean) => ({ type: Boolean, value });
export const list = { type: Array, value: [] };
export const anything = (value: unknown) => ({ type: null, value });

export const hoverable = (hoverClass: string, stay = 70) => ({
  hoverClass: text(hoverClass),
  hoverStartTime: number(20),
  hoverStayTime: number(stay),
  hoverStopPropagation: Boolean,
});
export const fieldProperties = { name: String, disabled: Boolean };

/** What a form, a label or a group asks of a control. */
export interface Field {
  value: () => unknown;
  reset?: () => void;
  /** What a tap on the label does. */
  activate?: () => void;
}
const fields = new WeakMap<Component, Field>();

export const registerField = (component: Component, field: Field): void => {
  fields.set(component, field);
};
export const fieldOf = (component: Component | null): Field | undefined =>
  component ? fields.get(component) : undefined;

/** The components drawn by elements that match `selector` inside `el`. */
export const componentsIn = (el: Element, selector: string): Component[] =>
  [...el.querySelectorAll(selector)].flatMap((element) => componentOf(element) ?? []);

/** Mirrors properties as attributes, for the style sheet. */
export const mirror = <Data>(el: HTMLElement, names: (keyof Data & string)[]): Updates<Data> => {
  const updates: Updates<Data> = {};
  for (const name of names) {
    updates[name] = (value: unknown) => {
      const attribute = value === true ? '' : asText(value);
      el.toggleAttribute(kebab(name), value === true || (value !== false && attribute !== ''));
      if (value !== false && attribute !== '') el.setAttribute(kebab(name), attribute);
    };
  }
  return updates;
};
