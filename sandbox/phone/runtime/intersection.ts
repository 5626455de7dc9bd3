import { type Caller, domOf, findNodes, nodeOf } from './engine/nodes';
import { visibleView } from './selector-query';

interface Margins {
  left?: number;
  right?: number;
  top?: number;
  bottom?: number;
}

const formatMargins = ({ top = 0, right = 0, bottom = 0, left = 0 }: Margins = {}): string =>
  `${top}px ${right}px ${bottom}px ${left}px`;

/** `wx.createIntersectionObserver` on the browser's own. */
export const createIntersectionObserver = (
  scope: Caller,
  { thresholds = [0], observeAll = false }: { thresholds?: number[]; observeAll?: boolean } = {},
) => {
  let root: Element | null = null;
  let rootMargin = '0px';
  let observer: IntersectionObserver | undefined;
  const api = {
    relativeTo: (selector: string, margins?: Margins) => {
      const [node] = findNodes(scope._$, selector);
      root = node ? domOf(node) : null;
      rootMargin = formatMargins(margins);
      return api;
    },
    relativeToViewport: (margins?: Margins) => {
      root = visibleView()?.firstElementChild ?? null;
      rootMargin = formatMargins(margins);
      return api;
    },
    observe: (selector: string, listener: (status: Record<string, unknown>) => void) => {
      observer = new IntersectionObserver(
        (entries) => {
          for (const entry of entries) {
            const node = nodeOf(entry.target);
            listener({
              id: node?.id,
              dataset: node?.dataset,
              intersectionRatio: entry.intersectionRatio,
              intersectionRect: entry.intersectionRect,
              boundingClientRect: entry.boundingClientRect,
              relativeRect: entry.rootBounds,
              time: entry.time,
            });
          }
        },
        { root, rootMargin, threshold: thresholds },
      );
      const nodes = findNodes(scope._$, selector);
      for (const node of observeAll ? nodes : nodes.slice(0, 1)) {
        const element = domOf(node);
        if (element) observer.observe(element);
      }
    },
    disconnect: () => observer?.disconnect(),
  };
  return api;
};
