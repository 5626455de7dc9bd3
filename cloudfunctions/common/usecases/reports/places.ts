import { fail } from '../../runtime/errors';

const encoded = (place: string): string => Buffer.from(place).toString('base64url');

/** The place that a cursor stands for. */
export const afterPlace = (cursor: string | undefined): string | undefined => {
  if (cursor === undefined) return undefined;
  const place = Buffer.from(cursor, 'base64url').toString();
  if (encoded(place) !== cursor)
    throw fail('bad_request', { hint: '开发者：cursor 不是上一次的应答给出的', field: 'cursor' });
  return place;
};

/** The cursor behind a page, when one more than the page was found. */
export const placeCursor = (found: readonly { sortKey: string }[], page: number): { next?: string } => {
  const last = found[page - 1];
  return found.length > page && last ? { next: encoded(last.sortKey) } : {};
};
