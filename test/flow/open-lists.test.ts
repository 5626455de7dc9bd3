import { errorOf, startOpenDoor, type OpenDoor } from '../unit/open/support';
import { company } from '../support/sandbox';

jest.setTimeout(60_000);
let door: OpenDoor;
beforeAll(async () => {
  door = await startOpenDoor();
}, 60_000);
afterAll(() => door.close());

interface Page {
  rows: Record<string, unknown>[];
  next?: string;
}
const get = (query: string) => door.send<Page>('GET', `/open/v1/orders${query}`);
const page = async (query = ''): Promise<Page> => {
  const { body } = await get(query);
  if (!body.ok) throw new Error(JSON.stringify(body.error));
  return body.data;
};
const numbers = ({ rows }: Page) => rows.map(({ orderNo }) => orderNo);

describe('the list of a merchant’s orders', () => {
  test('goes newest first, page by page, whole while new orders come in, and without another merchant’s', async () => {
    const mine: string[] = [];
    for (let i = 0; i < 23; i += 1) {
      const orderNo = `OL-${String(i).padStart(2, '0')}`;
      mine.unshift(orderNo);
      // Several in one second: the order number decides.
      await door.put(orderNo, { paidAt: door.now() - 1000 + Math.floor(i / 3) });
    }
    await door.put('OL-mall', {}, { authorization: `Bearer ${door.key('m-mall')}` });
    const seen: unknown[] = [];
    let query = '?limit=5';
    for (let pages = 0; pages < 10; pages += 1) {
      const { rows, next } = await page(query);
      seen.push(...numbers({ rows }));
      if (next === undefined) break;
      await door.put(`OL-new-${pages}`, { paidAt: door.now() });
      query = `?limit=5&cursor=${next}`;
    }
    expect(seen).toEqual(mine);
    expect(numbers(await page('?limit=1'))[0]).toMatch(/^OL-new-/);
  });

  test('tells of each order what reading it tells, without its lines', async () => {
    const line = { name: '*餐饮服务*餐饮服务', taxCode: '3070401000000000000', gross: 4100, rate: '6%' };
    await door.put('OL-lines', { paidAt: door.now() + 60, lines: [line], summary: '午餐' });
    const [row] = (await page('?limit=1')).rows;
    const { body } = await door.send('GET', '/open/v1/orders/OL-lines');
    if (!body.ok) throw new Error('not read');
    const { lines, ...rest } = body.data;
    expect(row).toEqual(rest);
    expect(lines).toEqual([line]);
  });

  test('shows only those that stand as asked', async () => {
    for (const orderNo of ['OL-free', 'OL-held', 'OL-done']) await door.put(orderNo);
    const ask = (orderNo: string, what: string, body: object) =>
      door.send('POST', `/open/v1/orders/${orderNo}/${what}`, body);
    await ask('OL-held', 'authorization', { source: 'web', title: company });
    await ask('OL-done', 'invoice', { title: company });
    await door.advance(20);
    expect(numbers(await page('?state=held'))).toEqual(['OL-held']);
    expect(numbers(await page('?state=invoiced'))).toEqual(['OL-done']);
    const free = numbers(await page('?state=free&limit=100'));
    expect(free).toContain('OL-free');
    expect(free).not.toContain('OL-held');
  });

  test.each(['?limit=0', '?limit=101', '?limit=1.5', '?limit=', '?cursor=AAAA', '?cursor=', '?state=', '?state=open'])(
    'refuses %s with the field to blame',
    async (query) => {
      const answer = await get(query);
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).toMatchObject({ code: 'bad_request', field: /limit|cursor|state/.exec(query)?.[0] });
    },
  );
});

test('applications and invoices are listed by the same cursor and limit', async () => {
  for (const orderNo of ['OA-1', 'OA-2', 'OA-3']) {
    await door.put(orderNo);
    await door.send('POST', `/open/v1/orders/${orderNo}/invoice`, { title: company });
  }
  await door.advance(20);
  for (const list of ['applications', 'invoices']) {
    const first = (await door.send<Page>('GET', `/open/v1/${list}?limit=2`)).body;
    if (!first.ok) throw new Error(JSON.stringify(first.error));
    expect(first.data.rows).toHaveLength(2);
    const second = (await door.send<Page>('GET', `/open/v1/${list}?limit=2&cursor=${first.data.next}`)).body;
    if (!second.ok) throw new Error(JSON.stringify(second.error));
    const both = [...first.data.rows, ...second.data.rows].map((row) => String(row['applicationId']));
    expect(new Set(both).size).toBe(both.length);
    expect(both.length).toBeGreaterThan(2);
  }
});
