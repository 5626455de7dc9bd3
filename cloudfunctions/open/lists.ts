import type { OpenList } from '../../contract/open';
import { fail } from '../common/runtime/errors';
import type { HttpRequest } from './http';

const USUAL = 50;
const MOST = 100;

/** Where a page of a list begins, and how many rows it has at most. */
export interface Place {
  limit: number;
  /** The `sortKey` of the row before it. */
  before?: string;
}

const limitIn = (request: HttpRequest): number => {
  const asked = request.query('limit');
  if (asked === undefined) return USUAL;
  const limit = /^\d{1,3}$/.test(asked) ? Number(asked) : 0;
  if (limit >= 1 && limit <= MOST) return limit;
  throw fail('bad_request', { hint: `开发者：limit 应为 1 到 ${MOST} 的整数`, field: 'limit' });
};

/** `?cursor=&limit=` of a list. */
export const readPlace = (request: HttpRequest): Place => {
  const limit = limitIn(request);
  const cursor = request.query('cursor');
  if (cursor === undefined) return { limit };
  const before = Buffer.from(cursor, 'base64url').toString();
  if (/^\d{10}:[^\s\p{C}]{1,200}$/u.test(before)) return { limit, before };
  throw fail('bad_request', { hint: '开发者：cursor 不是上一次的应答给出的', field: 'cursor' });
};

/** One page; the cursor names the place of its last row, so that new rows shift nothing. */
export const listed = async <T extends { sortKey: string }, Row>(
  { limit, before }: Place,
  find: (limit: number, before?: string) => Promise<T[]>,
  show: (record: T) => Row,
): Promise<OpenList<Row>> => {
  const found = await find(limit + 1, before);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map(show),
    ...(found.length > limit && last && { next: Buffer.from(last.sortKey).toString('base64url') }),
  };
};
