import type { CodeSpace, ComponentEnv } from 'glass-easel-miniprogram-adapter';
import { type Caller, type Component, composedAncestors } from './nodes';

type Lifetime = (this: Caller, ...values: unknown[]) => void;

/** What a mini program passes to Component(), Page() or Behavior(). */
interface Definition {
  behaviors?: unknown[];
  lifetimes?: Record<string, Lifetime>;
  attached?: Lifetime;
  detached?: Lifetime;
  [member: string]: unknown;
}

type BehaviorDefinition = Parameters<ReturnType<CodeSpace['behavior']>['definition']>[0];

/** The globals that define things, with the behaviours that WeChat knows by name (`wx://form-field`). */
export const createDefinitions = (space: CodeSpace, environment: () => ComponentEnv | undefined) => {
  const register = (definition: Definition): unknown =>
    space
      .behavior()
      .definition(definition as BehaviorDefinition)
      .register();
  const named = new Map<string, unknown>([
    ['wx://form-field', register({ properties: { name: String, value: { type: null, value: '' } } })],
  ]);
  const behaviorByName = (name: string): unknown => {
    if (!named.has(name)) named.set(name, register({}));
    return named.get(name);
  };

  const fields = new Set<Component>();
  const trackField = ({ lifetimes = {}, attached, detached }: Definition): Record<string, Lifetime> => ({
    ...lifetimes,
    attached(...values) {
      fields.add(this._$);
      (lifetimes['attached'] ?? attached)?.apply(this, values);
    },
    detached(...values) {
      fields.delete(this._$);
      (lifetimes['detached'] ?? detached)?.apply(this, values);
    },
  });

  const translate = (definition: Definition): Definition => {
    const { behaviors = [] } = definition;
    const isField = behaviors.includes('wx://form-field');
    return {
      ...definition,
      behaviors: behaviors
        .map((behavior) => (typeof behavior === 'string' ? behaviorByName(behavior) : behavior))
        .filter(Boolean),
      ...(isField ? { lifetimes: trackField(definition) } : {}),
    };
  };

  const defineWith = (kind: 'Component' | 'Page') => (definition: Definition) => {
    const own = environment();
    if (!own) throw new Error(`${kind}() was called outside the script of a page or component`);
    (own[kind] as (definition: Definition) => unknown)(translate(definition));
  };

  return {
    /** Makes Component(), Page() and Behavior() available to the mini program's scripts. */
    installGlobals: (): void => {
      Object.assign(globalThis, {
        Component: defineWith('Component'),
        Page: defineWith('Page'),
        Behavior: (definition: Definition) => register(translate(definition)),
      });
    },
    formFields: (form: Component): Component[] =>
      [...fields].filter((field) => [...composedAncestors(field)].includes(form)),
  };
};
