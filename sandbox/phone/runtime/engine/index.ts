import * as ge from 'glass-easel';
import {
  component as adapter,
  MiniProgramEnv,
  type CodeSpace,
  type ComponentEnv,
  type Root,
} from 'glass-easel-miniprogram-adapter';
import { BUILT_IN_TAGS } from '../../built-in-tags';
import { translateLengths } from '../../lengths';
import type { Program } from '../config';
import { createIntersectionObserver } from '../intersection';
import { reportError, type Reports } from '../reports';
import { SelectorQuery } from '../selector-query';
import { createDefinitions } from './definitions';
import type { Caller, Component } from './nodes';
import { installWxs } from './wxs';

/** The mini program's pages and components on glass-easel. */
export interface Engine {
  components: ge.ComponentSpace;
  /** Runs the script of a page or component, and before it those of the components that it uses. */
  load: (path: string) => void;
  createRoot: (tag: string, path: string, query: string) => Root;
  /** Custom components with `wx://form-field` inside a form. */
  formFields: (form: Component) => Component[];
}

const KNOWN_NOISE =
  /is not a valid (property|event binding|behavior or component)|received type-incompatible value: expected <String> but get null/;

/** Draws with the DOM under WeChat's names: <view> is <wx-view>, <h-input> is a real <input>. */
const createBackend = (): ge.CurrentWindowBackendContext => {
  const backend = new ge.CurrentWindowBackendContext();
  const elementName = (tag: string): string => {
    if (tag.startsWith('h-')) return tag.slice(2);
    return BUILT_IN_TAGS.has(tag) || tag === 'page' ? `wx-${tag}` : tag;
  };
  Object.assign(backend, {
    document: {
      createElement: (tag: string) => document.createElement(elementName(tag)),
      createTextNode: (text: string) => document.createTextNode(text),
      createDocumentFragment: () => document.createDocumentFragment(),
    },
    // gestures.ts delivers every event itself.
    setListenerStats: () => undefined,
  });
  return backend;
};

/** rpx in inline styles. */
const translateInlineStyles = (): void => {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its own `this` below
  const set = ge.Element.prototype.setNodeStyle;
  ge.Element.prototype.setNodeStyle = function (this: ge.Element, style: string, index?: ge.StyleSegmentIndex) {
    set.call(this, translateLengths(style ?? ''), index);
  };
};

const extendCallers = (reports: Reports, topTabBar: () => unknown): void => {
  const prototype = adapter.ComponentCaller.prototype as unknown as Caller & Record<string, unknown>;
  const setData = prototype.setData;
  const encoder = new TextEncoder();
  Object.assign(prototype, {
    renderer: 'webview',
    createSelectorQuery(this: Caller) {
      return new SelectorQuery(this);
    },
    createIntersectionObserver(this: Caller, options?: Parameters<typeof createIntersectionObserver>[1]) {
      return createIntersectionObserver(this, options);
    },
    getPageId: () => 'page',
    getTabBar: topTabBar,
    setData(this: Caller, change: Record<string, unknown>, done?: () => void) {
      reports.updates.push({
        component: this.is,
        bytes: encoder.encode(JSON.stringify(change) ?? '').length,
      });
      setData.call(this, change, done);
    },
  });
};

const registerUnits = (space: CodeSpace, program: Program): void => {
  const templates = program.templates();
  const groupList = templates as unknown as ge.template.ComponentTemplate['groupList'] & object;
  for (const [path, config] of Object.entries(program.configs)) {
    space.addComponentStaticConfig(path, config as Parameters<CodeSpace['addComponentStaticConfig']>[1]);
    space.addStyleSheet(path, undefined, program.scopes[path]);
    const content = templates[path] as ge.template.ComponentTemplate['content'] | undefined;
    if (content) space.addCompiledTemplate(path, { groupList, content });
  }
};

/** Starts glass-easel with everything that the program brings; built-in components come on top. */
export const createEngine = (program: Program, reports: Reports, topTabBar: () => unknown): Engine => {
  installWxs();
  translateInlineStyles();
  extendCallers(reports, topTabBar);
  ge.addGlobalWarningListener((warning, component) => {
    const owner = typeof component === 'string' ? component : component?.is;
    return !owner?.includes('miniprogram_npm/') && !KNOWN_NOISE.test(String(warning));
  });
  ge.addGlobalErrorListener((error, method, component) => {
    const place = typeof component === 'string' ? component : component?.is;
    reportError(reports, [place, method].filter(Boolean).join(' '), error);
    return false;
  });

  const env = new MiniProgramEnv();
  const space = env.createCodeSpace('', true);
  const components = space.getComponentSpace();
  // A component may have a property called `dataset` or `id`: it must not overwrite the node's own.
  components.updateComponentOptions({ writeFieldsToNode: false });
  const hidden = components
    .define()
    .property('hidden', Boolean)
    .observer('hidden', function (this: ge.Element, value: boolean) {
      (this.$$ as unknown as HTMLElement | null)?.toggleAttribute('hidden', value);
    })
    .registerBehavior();
  space.setOverallBehavior(hidden);
  registerUnits(space, program);

  let environment: ComponentEnv | undefined;
  const definitions = createDefinitions(space, () => environment);
  definitions.installGlobals();

  const backend = env.associateBackend(createBackend());
  const loaded = new Set<string>();
  const load = (path: string): void => {
    const config = program.configs[path];
    if (!config || loaded.has(path)) return;
    loaded.add(path);
    const generics = Object.values(config.componentGenerics ?? {}).map((generic) =>
      generic === true ? undefined : generic.default,
    );
    for (const used of [...Object.values(config.usingComponents ?? {}), ...generics]) {
      if (used) load(used.slice(1));
    }
    space.componentEnv(path, (own) => {
      const outer = environment;
      environment = own;
      try {
        program.scripts[path]?.();
      } catch (error) {
        reportError(reports, `loading ${path}`, error);
      } finally {
        environment = outer;
      }
    });
  };

  return {
    components,
    load,
    createRoot: (tag, path, query) => backend.createRoot(tag, space, `/${path}${query && `?${query}`}`),
    formFields: definitions.formFields,
  };
};
