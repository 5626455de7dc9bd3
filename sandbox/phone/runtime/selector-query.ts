import type * as ge from 'glass-easel';
import { kebab } from './dom';
import { callerOf, type Caller, domOf, findNodes } from './engine/nodes';
import { canvasOf } from './built-ins/canvas';

type Answer = Record<string, unknown> | null;
type Callback = (answer: Answer | Answer[]) => void;

interface Fields {
  id?: boolean;
  dataset?: boolean;
  mark?: boolean;
  rect?: boolean;
  size?: boolean;
  scrollOffset?: boolean;
  properties?: string[];
  computedStyle?: string[];
  node?: boolean;
  context?: boolean;
}

interface Question {
  selector: string | null;
  all: boolean;
  scope: Caller | null;
  fields: Fields;
  callback: Callback | undefined;
}

/** The area of the page that is showing, below the navigation bar. */
export const visibleView = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('.mp-page:not([hidden]) .mp-view');

const currentPage = (): Caller | null =>
  (globalThis as unknown as { getCurrentPages(): Caller[] }).getCurrentPages().at(-1) ?? null;

const scrollOf = (element: Element | null): Record<string, number> => ({
  scrollTop: element?.scrollTop ?? 0,
  scrollLeft: element?.scrollLeft ?? 0,
  scrollHeight: element?.scrollHeight ?? 0,
  scrollWidth: element?.scrollWidth ?? 0,
});

const describeViewport = ({ id, dataset, rect, size, scrollOffset }: Fields): Answer => {
  const view = visibleView();
  const width = view?.clientWidth ?? 0;
  const height = view?.clientHeight ?? 0;
  return {
    ...(id && { id: '' }),
    ...(dataset && { dataset: {} }),
    ...(rect && { left: 0, top: 0, right: width, bottom: height }),
    ...(size && { width, height }),
    ...(scrollOffset && scrollOf(view?.firstElementChild ?? null)),
  };
};

const describeNode = (node: ge.Element, fields: Fields): Answer => {
  const element = domOf(node);
  const box = element?.getBoundingClientRect() ?? new DOMRect();
  const origin = visibleView()?.getBoundingClientRect() ?? new DOMRect();
  const component = node.asGeneralComponent();
  const data = (component?.data ?? {}) as Record<string, unknown>;
  const style = fields.computedStyle && element ? getComputedStyle(element) : undefined;
  return {
    ...(fields.id && { id: node.id }),
    ...(fields.dataset && { dataset: node.dataset ?? {} }),
    ...(fields.mark && { mark: node.collectMarks() }),
    ...(fields.rect && {
      left: box.left - origin.left,
      top: box.top - origin.top,
      right: box.right - origin.left,
      bottom: box.bottom - origin.top,
    }),
    ...(fields.size && { width: box.width, height: box.height }),
    ...(fields.scrollOffset && scrollOf(element)),
    ...Object.fromEntries((fields.properties ?? []).map((name) => [name, data[name]])),
    ...Object.fromEntries((fields.computedStyle ?? []).map((name) => [name, style?.getPropertyValue(kebab(name))])),
    ...(fields.node && { node: canvasOf(element) ?? (component ? callerOf(component) : element) }),
    ...(fields.context && { context: element }),
  };
};

/** `wx.createSelectorQuery` over the tree of glass-easel. */
export class SelectorQuery {
  private readonly questions: Question[] = [];

  constructor(private scope: Caller | null = null) {}

  in(scope: Caller): this {
    this.scope = scope;
    return this;
  }

  select(selector: string) {
    return this.ask(selector, false);
  }

  selectAll(selector: string) {
    return this.ask(selector, true);
  }

  selectViewport() {
    return this.ask(null, false);
  }

  exec(done?: (answers: (Answer | Answer[])[]) => void): this {
    requestAnimationFrame(() => {
      const answers = this.questions.map((question) => {
        const answer = this.answer(question);
        question.callback?.(answer);
        return answer;
      });
      done?.(answers);
    });
    return this;
  }

  private answer({ selector, all, scope, fields }: Question): Answer | Answer[] {
    if (selector === null) return describeViewport(fields);
    const owner = (scope ?? currentPage())?._$;
    const nodes = owner ? findNodes(owner, selector) : [];
    if (all) return nodes.map((node) => describeNode(node, fields));
    return nodes[0] ? describeNode(nodes[0], fields) : null;
  }

  private ask(selector: string | null, all: boolean) {
    const { scope } = this;
    const push = (fields: Fields, callback?: Callback): this => {
      this.questions.push({ selector, all, scope, fields, callback });
      return this;
    };
    return {
      boundingClientRect: (callback?: Callback) => push({ id: true, dataset: true, rect: true, size: true }, callback),
      scrollOffset: (callback?: Callback) => push({ id: true, dataset: true, scrollOffset: true }, callback),
      fields: push,
      node: (callback?: Callback) => push({ node: true }, callback),
      context: (callback?: Callback) => push({ context: true }, callback),
    };
  }
}
