type Child = Node | string;
type Attributes = Record<string, string | number | boolean | undefined | ((event: Event) => void)>;

/** Makes an element: `h('button.primary', { onclick }, '好')`. */
export const h = <Tag extends string>(
  selector: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): Tag extends `${infer Name}.${string}`
  ? Name extends keyof HTMLElementTagNameMap
    ? HTMLElementTagNameMap[Name]
    : HTMLElement
  : Tag extends keyof HTMLElementTagNameMap
    ? HTMLElementTagNameMap[Tag]
    : HTMLElement => {
  const [name = 'div', ...classes] = selector.split('.');
  const element = document.createElement(name);
  if (classes.length > 0) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children);
  return element as ReturnType<typeof h<Tag>>;
};

/** camelCase → kebab-case */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A property's value as text; what is no text and no number says nothing. */
export const asText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
};

/** An element of the phone's own page, which is always there. */
export const part = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the phone's page has no #${id}`);
  return element;
};

/** A length in px: a number, `12px` or `24rpx`. */
export const toPixels = (length: unknown): number => {
  const [, amount, unit] = /^(-?[\d.]+)(rpx)?/.exec(String(length)) ?? [];
  if (amount === undefined) return 0;
  return unit ? (Number(amount) * innerWidth) / 750 : Number(amount);
};
