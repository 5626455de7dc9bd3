import fc from 'fast-check';
import { writeCompanies } from '../../scripts/demo/companies';
import { openDoor, type Described, type OpenDoor } from '../support/open-description';
import { startFlow, type Flow } from '../support/sandbox';
import { wechatPhone } from '../support/visitor';

jest.setTimeout(120_000);
let flow: Flow;
let door: OpenDoor;
let headers: Record<string, string>;
beforeAll(async () => {
  flow = await startFlow();
  await writeCompanies(flow.sandbox);
  door = await openDoor(flow);
  headers = {
    authorization: `Bearer ${flow.sandbox.demo.merchants[0]?.apiKey ?? ''}`,
    'content-type': 'application/json',
  };
}, 60_000);
afterAll(() => flow.close());

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const filled = (path: string) => path.replace(/\{\w+\}/g, 'H-1');
const exampleOf = ({ operation }: Described) => operation.requestBody?.content['application/json']?.example;
const withBody = () => door.operations.filter((described) => exampleOf(described));

test('every path refuses every method that it does not have, and names those that it has', async () => {
  const paths = [...new Set(door.operations.map(({ path }) => path))];
  for (const path of paths) {
    const own = door.operations.filter((described) => described.path === path);
    const allowed = own.map(({ method }) => method);
    for (const method of METHODS) {
      if (allowed.includes(method) || method === 'HEAD') continue;
      const body = method === 'GET' ? {} : { body: '{}' };
      const url = `${flow.sandbox.url}/open/v1${filled(path)}`;
      const answer = await fetch(url, { method, headers, ...body });
      expect([method, path, answer.status]).toEqual([method, path, 405]);
      expect((answer.headers.get('allow') ?? '').split(', ').sort()).toEqual([...allowed].sort());
      expect(await answer.json()).toMatchObject({ ok: false, error: { code: 'method_not_allowed' } });
    }
  }
});

test('no operation takes a body in another encoding, too large, or nested without end', async () => {
  const deep = (levels: number) => `${'{"a":['.repeat(levels)}1${']}'.repeat(levels)}`;
  for (const described of withBody()) {
    const path = filled(described.path);
    const text = JSON.stringify(exampleOf(described));
    const send = async (body: BodyInit, more: Record<string, string> = {}) =>
      (await door.send(described, { path, headers: { ...headers, ...more }, body })).status;
    const told = (what: string, status: number) => `${described.method} ${path} ${what} ${status}`;
    for (const [what, body] of [
      ['UTF-16', Buffer.from(text, 'utf16le')],
      ['GBK', Buffer.from('{"label":"\xb6\xa9"}', 'latin1')],
      ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0])],
      ['a form', 'order_id=1'],
      ['nothing', ''],
      ['a list', '[]'],
      ['null', 'null'],
      ['nesting', deep(20_000)],
      ['a key that is no key', '{"__proto__":{"id":"x"},"constructor":{"prototype":{}}}'],
    ] as const)
      expect(told(what, await send(body))).toBe(told(what, 400));
    expect(told('large', await send(JSON.stringify({ id: 'x'.repeat(600_000) })))).toBe(told('large', 413));
    for (const type of ['application/json; charset=gbk', 'text/xml', 'multipart/form-data', 'application/json;'])
      expect(told(type, await send(text, { 'content-type': type }))).toBe(told(type, 415));
  }
});

const strange = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => Buffer.from(text).toString() === text),
  fc.constantFrom(
    '',
    '%',
    '%E0%A4',
    '..',
    '../../etc/passwd',
    'constructor',
    '__proto__',
    'x'.repeat(4000),
    '<b>',
    '\u0000',
  ),
);
const bodies = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value) ?? ''),
  fc.constantFrom('', '{', 'x'.repeat(600_000), `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'key=%E0%A4&key=2'),
  fc
    .record(
      {
        item_list: fc.jsonValue(),
        openid: fc.jsonValue(),
        reimburse_status: fc.jsonValue(),
        invoice_list: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
);
const noStack = (text: string) => expect(text).not.toMatch(/\bat \S+ \(|node_modules|\.ts:\d/);
const segment = (text: string) => encodeURIComponent(text);

test('whatever is sent to seed 002’s interfaces, the answer is HTTP 200 and a code, and never a word from inside', async () => {
  const origin = 'http://127.0.0.1:8080';
  const token = (
    (await (await fetch(`${flow.sandbox.url}/core/r/api/weChat/getToken`, { headers: { origin } })).json()) as {
      access_token: string;
    }
  ).access_token;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('getToken', 'getInvoiceBatch', 'updateStatus', ''),
      fc.constantFrom(...METHODS),
      strange,
      bodies,
      fc.boolean(),
      async (name, method, odd, body, isKnown) => {
        const query = `?token=${isKnown ? token : segment(odd)}&url=${segment(odd)}&type=auto`;
        const hasBody = !['GET', 'HEAD'].includes(method);
        const url = `${flow.sandbox.url}/core/r/api/weChat/${name || segment(odd)}${query}`;
        const answer = await fetch(url, { method, headers: { origin }, ...(hasBody && { body }) });
        const text = await answer.text();
        noStack(text);
        if (method === 'OPTIONS' && name) return expect(answer.status).toBe(204);
        expect(answer.status).toBe(200);
        if (method === 'HEAD') return;
        const { errcode, access_token: handle } = JSON.parse(text) as { errcode?: number; access_token?: string };
        if (handle === undefined) expect(Number.isInteger(errcode)).toBe(true);
        expect(errcode).not.toBe(-1);
      },
    ),
    { numRuns: 300, seed: 20_261_122 },
  );
});

const lastOf = (url: string) => new URL(url).pathname.split('/').pop() ?? '';
/** Of a merchant's 台卡. */
const shopCode = async (): Promise<string> => {
  const event = { action: 'shops.link', merchantId: 'm-cafe' };
  const { data } = (await flow.sandbox.cloudbase.call('open', event, { source: ',scf' })) as { data: { url: string } };
  return lastOf(data.url);
};
/** Of the page on which an employee picks invoices for a claim. */
const pickCode = async (): Promise<string> => {
  const employee = flow.sandbox.demo.people.find(({ role }) => role === 'employee')?.openid ?? '';
  const ask = async (input: object) =>
    (await flow.call(employee, 'reimburser', input)) as { data: Record<string, string> };
  const { data: claim } = await ask({ action: 'claims.create', purpose: '出差', requestId: 'hostile' });
  const { data } = await ask({ action: 'claims.pickLink', claimId: claim['claimId'] });
  return lastOf(data['url'] ?? '');
};

test('whatever is opened or sent to people’s pages, a page answers, never ours to be ashamed of', async () => {
  const orderNo = await flow.putOrder();
  const read = (await (await fetch(`${flow.sandbox.url}/open/v1/orders/${orderNo}`, { headers })).json()) as {
    data: { receipt: { code: string } };
  };
  const { code } = read.data.receipt;
  const ends = [code, await shopCode(), await pickCode()];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/r/', '/h5/orders/', '/h5/shop/', '/h5/pick/', '/h5/claim/', '/h5/result/', '/h5/'),
      fc.constantFrom(...METHODS),
      fc.oneof(strange, fc.constantFrom(...ends, code.slice(0, -1), `${code}x`)),
      bodies,
      async (area, method, odd, body) => {
        const hasBody = !['GET', 'HEAD'].includes(method);
        const answer = await fetch(`${flow.sandbox.url}${area}${segment(odd)}`, {
          method,
          redirect: 'manual',
          headers: { 'user-agent': wechatPhone, cookie: `applicant_x=${segment(odd)}` },
          ...(hasBody && { body }),
        });
        const text = await answer.text();
        noStack(text);
        expect([200, 302, 400, 404, 405, 409, 410, 422]).toContain(answer.status);
        if (method === 'GET' && answer.status !== 302)
          expect(answer.headers.get('content-type')).toContain('text/html');
      },
    ),
    { numRuns: 300, seed: 20_261_122 },
  );
});
