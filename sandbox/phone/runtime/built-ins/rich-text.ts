import { asText, h } from '../dom';
import { anything, builtIn } from './kit';

const ALLOWED = new Set(
  'a abbr b blockquote br code col colgroup dd del div dl dt em fieldset h1 h2 h3 h4 h5 h6 hr i img ins label legend li ol p q span strong sub sup table tbody td tfoot th thead tr u ul'.split(
    ' ',
  ),
);

interface RichNode {
  type?: string;
  text?: string;
  name?: string;
  attrs?: Record<string, string>;
  children?: RichNode[];
}

const isSafe = ({ name, value }: { name: string; value: string }): boolean =>
  !/^on/i.test(name) && !/javascript:/i.test(value);

const fromMarkup = (markup: string): Node[] => {
  const template = h('template');
  template.innerHTML = markup;
  for (const element of template.content.querySelectorAll('*')) {
    if (!ALLOWED.has(element.localName)) element.remove();
    else
      for (const attribute of [...element.attributes]) if (!isSafe(attribute)) element.removeAttribute(attribute.name);
  }
  return [...template.content.childNodes];
};

const fromNodes = (nodes: RichNode[]): Node[] =>
  nodes.flatMap(({ type, text = '', name = '', attrs = {}, children = [] }): Node[] => {
    if (type === 'text') return [document.createTextNode(text)];
    if (!ALLOWED.has(name)) return [];
    const safe = Object.entries(attrs).filter(([key, value]) => isSafe({ name: key, value: String(value) }));
    return [h(name, Object.fromEntries(safe), ...fromNodes(children))];
  });

export const richText = builtIn({ nodes: anything(''), space: String, userSelect: Boolean }, ({ el }) => ({
  nodes: (nodes) =>
    el.replaceChildren(...(Array.isArray(nodes) ? fromNodes(nodes as RichNode[]) : fromMarkup(asText(nodes)))),
}));
