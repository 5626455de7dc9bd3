import { asText } from '../dom';
import { type Component, componentOf } from '../engine/nodes';
import { builtIn, componentsIn, fieldOf, hoverable, mirror, number, text } from './kit';

interface FormActions {
  submit: (target: Component) => void;
  reset: () => void;
}
const forms = new WeakMap<Component, FormActions>();

/** `formFields` finds the custom components in the form that behave as `wx://form-field`. */
export const createForm = (formFields: (form: Component) => Component[]) =>
  builtIn({ reportSubmit: Boolean }, ({ el, component, emit }) => {
    const dataOf = (field: Component): Record<string, unknown> => field.data;
    forms.set(component, {
      submit: (target) => {
        const value: Record<string, unknown> = {};
        for (const one of componentsIn(el, '*')) {
          const name = dataOf(one)['name'];
          const field = fieldOf(one);
          if (field && name) value[asText(name)] = field.value();
        }
        for (const one of formFields(component)) {
          const { name, value: current } = dataOf(one);
          if (name) value[asText(name)] = current;
        }
        emit('submit', { value, target, formId: 'sandbox' });
      },
      reset: () => {
        for (const one of componentsIn(el, '*')) fieldOf(one)?.reset?.();
        emit('reset', {});
      },
    });
  });

/** `openType` does what WeChat itself does when such a button is tapped. */
export const createButton = (
  openType: (
    type: string,
    source: { id: string; dataset: unknown; emit: (name: string, detail: unknown) => void },
  ) => void,
) =>
  builtIn(
    {
      type: text('default'),
      size: text('default'),
      plain: Boolean,
      disabled: Boolean,
      loading: Boolean,
      formType: String,
      openType: String,
      ...hoverable('button-hover'),
      hoverStartTime: number(20),
      sendMessageTitle: String,
      appParameter: String,
    },
    ({ el, data, component, emit, onTap }) => {
      el.setAttribute('role', 'button');
      onTap(() => {
        if (data.disabled) return;
        const form = componentOf(el.closest('wx-form'));
        const actions = form && forms.get(form);
        if (data.formType === 'submit') actions?.submit(component);
        if (data.formType === 'reset') actions?.reset();
        if (data.openType) openType(data.openType, { id: component.id, dataset: component.dataset, emit });
      });
      const attributes = mirror<typeof data>(el, ['type', 'size', 'plain', 'loading']);
      return {
        ...attributes,
        disabled: (disabled) => {
          el.toggleAttribute('disabled', disabled);
          el.setAttribute('aria-disabled', String(disabled));
        },
      };
    },
  );
