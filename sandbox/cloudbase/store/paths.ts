import { isPlainObject, type Document } from './values';

const INDEX = /^\d+$/;

const descend = (value: unknown, segments: readonly string[]): { values: unknown[]; throughArray: boolean } => {
  const [head, ...rest] = segments;
  if (head === undefined) return { values: [value], throughArray: false };
  if (Array.isArray(value)) {
    const byPosition = INDEX.test(head) && Number(head) < value.length ? [descend(value[Number(head)], rest)] : [];
    const byElement = value.filter(isPlainObject).map((item) => descend(item, segments));
    return { values: [...byPosition, ...byElement].flatMap((found) => found.values), throughArray: true };
  }
  if (!isPlainObject(value) || !Object.hasOwn(value, head)) return { values: [], throughArray: false };
  return descend(value[head], rest);
};

/**
 * The values at a dotted path, looking into arrays on the way as MongoDB does; none when the path is missing.
 * `throughArray` tells that an array lay on the path, before its last segment.
 */
export const valuesAt = (document: Document, path: string) => descend(document, path.split('.'));
