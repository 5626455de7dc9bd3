import * as ge from 'glass-easel';
import { BUILT_IN_TAGS } from '../../built-in-tags';
import type { CompiledTemplates } from '../config';
import { asText, kebab } from '../dom';
import type { Component } from '../engine/nodes';
import { domOf } from '../engine/nodes';
import { checkbox, checkboxGroup, label, radio, radioGroup, switchControl } from './choices';
import { createButton, createForm } from './form';
import { type BuiltIn, builtIn, type Control, hoverable, type Properties, type Updates } from './kit';
import { canvas, createImage, icon, progress, video, webView } from './media';
import { createNavigator } from './navigator';
import { createPageMeta } from './page-meta';
import { picker, pickerView, slider } from './pickers';
import { richText } from './rich-text';
import { scrollView, swiper } from './scrolling';
import { input, textarea } from './text-field';

/** What the built-in components need of the phone around them. */
export interface BuiltInHost {
  assetUrl: (source: string, base: string) => string;
  formFields: (form: Component) => Component[];
  openType: Parameters<typeof createButton>[0];
  wx: Parameters<typeof createNavigator>[0];
  fontScale: () => number;
}

type Data = Record<string, unknown>;

const ARIA_AND_HIDDEN: Properties = {
  ariaRole: String,
  ariaLabel: String,
  ariaHidden: String,
  ariaLabelledby: String,
  ariaDescribedby: String,
  ariaBusy: String,
  ariaLive: String,
  hidden: Boolean,
};

const describeBuiltIns = (host: BuiltInHost): Record<string, BuiltIn> => ({
  view: builtIn(hoverable('none', 400)),
  text: builtIn({ selectable: Boolean, userSelect: Boolean, space: String, decode: Boolean }, ({ el }) => ({
    userSelect: (selectable) => el.toggleAttribute('data-selectable', selectable),
    selectable: (selectable) => el.toggleAttribute('data-selectable', selectable),
  })),
  image: createImage(host.assetUrl),
  'cover-image': createImage(host.assetUrl),
  icon,
  canvas,
  video,
  'web-view': webView,
  progress,
  'rich-text': richText,
  button: createButton(host.openType),
  form: createForm(host.formFields),
  input,
  textarea,
  label,
  checkbox,
  'checkbox-group': checkboxGroup,
  radio,
  'radio-group': radioGroup,
  switch: switchControl,
  picker,
  'picker-view': pickerView,
  slider,
  'scroll-view': scrollView,
  swiper,
  'swiper-item': builtIn({ itemId: String, skipHiddenItemLayout: Boolean }),
  navigator: createNavigator(host.wx),
  'page-meta': createPageMeta(host.fontScale),
});

/** Property values as they are when a handler reads them, however it took them apart. */
const live = (read: () => Data): Data => new Proxy({}, { get: (_, name) => read()[String(name)] });

const isUnset = (value: unknown): boolean =>
  value === '' || value === false || (Array.isArray(value) && value.length === 0);

/** Makes WeChat's own components known; they are ordinary glass-easel components on plain elements. */
export const registerBuiltIns = (space: ge.ComponentSpace, host: BuiltInHost, templates: CompiledTemplates): void => {
  const own = new ge.ComponentSpace();
  const described = describeBuiltIns(host);
  for (const tag of BUILT_IN_TAGS) {
    const { properties: declared, setup } = described[tag] ?? builtIn({});
    const properties = { ...ARIA_AND_HIDDEN, ...declared };
    const controls = new WeakMap<Component, { updates: Updates<Data>; first: Data }>();

    const apply = (component: Component, name: string, value: unknown): void => {
      controls.get(component)?.updates[name]?.(value);
      const el = domOf(component);
      if (name === 'hidden') el?.toggleAttribute('hidden', Boolean(value));
      else if (name === 'ariaRole' && value) el?.setAttribute('role', asText(value));
      else if (name.startsWith('aria') && value) el?.setAttribute(kebab(name), asText(value));
    };

    const create = (component: Component): void => {
      const el = domOf(component);
      if (!el) return;
      const state: { updates: Updates<Data>; first: Data } = { updates: {}, first: {} };
      const control: Control<Data> = {
        el,
        component,
        data: live(() => component.data),
        first: live(() => state.first),
        set: (change) => component.setData(change),
        emit: (name, detail = {}, options = {}) => component.triggerEvent(name, detail, options),
        onTap: (listener) => component.addListener('tap', listener),
        base: () => component.ownerShadowRoot?.getHostNode().is ?? '',
      };
      controls.set(component, state);
      state.updates = setup(control);
      for (const name of Object.keys(properties)) {
        const value: unknown = component.data[name];
        if (!isUnset(value)) apply(component, name, value);
      }
    };

    const template = templates[tag] as ge.template.ComponentTemplate['content'] | undefined;
    const groupList = templates as unknown as ge.template.ComponentTemplate['groupList'] & object;
    const definition = own.defineComponent({
      is: `wx-${tag}`,
      ...(template ? { template: { groupList, content: template } } : {}),
      properties: properties,
      observers: Object.keys(properties).map((name) => ({
        fields: name,
        observer(this: Component, value: unknown) {
          apply(this, name, value);
        },
      })),
      lifetimes: {
        created(this: Component) {
          create(this);
        },
        attached(this: Component) {
          const state = controls.get(this);
          if (state) state.first = { ...this.data };
        },
      },
    });
    space.setGlobalUsingComponent(tag, definition);
  }
};
