import type * as ge from 'glass-easel';

export type Component = ge.GeneralComponent;

/** A component or page as its own code knows it: `this`. */
export interface Caller {
  [member: string]: unknown;
  _$: Component;
  is: string;
  data: Record<string, unknown>;
  dataset: Record<string, unknown> | null;
  setData: (change: Record<string, unknown>, done?: () => void) => void;
}

declare global {
  interface Element {
    /** glass-easel leaves this on every DOM element that it makes. */
    __wxElement?: ge.Element;
  }
}

/** The DOM element of a node; glass-easel types it for all of its backends at once. */
export const domOf = (node: ge.Element): HTMLElement | null => node.$$ as unknown as HTMLElement | null;

/** The node that a DOM element draws. */
export const nodeOf = (element: Element | null): ge.Element | null => element?.__wxElement ?? null;

/** The component that a DOM element draws. */
export const componentOf = (element: Element | null): Component | null => nodeOf(element)?.asGeneralComponent() ?? null;

/** The innermost node at or above a DOM event's target. */
export const nodeAround = (target: EventTarget | null): ge.Element | null => {
  for (let element = target instanceof Element ? target : null; element; element = element.parentElement) {
    const node = nodeOf(element);
    if (node) return node;
  }
  return null;
};

/** From a node upwards through slots and hosts, to the page. */
export function* composedAncestors(node: ge.Element): Generator<ge.Element> {
  for (let next: ge.Element | null = node; next; next = next.getComposedParent()) yield next;
}

/** The public face of a component, as pages and other components see it. */
export const callerOf = (component: Component): Caller => component.getMethodCaller() as unknown as Caller;

/** Nodes inside a page or component; `.a >>> .b` looks into components. */
export const findNodes = (owner: Component, selector: string): ge.Element[] => {
  const steps = selector.split('>>>').map((step) => step.trim());
  let roots: (ge.Element | null)[] = [owner.getShadowRoot()];
  let found: ge.Element[] = [];
  for (const step of steps) {
    found = roots.flatMap((root) => root?.querySelectorAll(step) ?? []);
    roots = found.map((node) => node.asGeneralComponent()?.getShadowRoot() ?? null);
  }
  return found;
};

/** A node of the same template as `component`, by id. */
export const siblingById = (component: Component, id: string): ge.Element | null =>
  component.ownerShadowRoot?.getHostNode().getShadowRoot()?.querySelector(`#${id}`) ?? null;
