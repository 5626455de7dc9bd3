import fc from 'fast-check';
import { routes } from '../../cloudfunctions/open/routes';
import { apiScopes } from '../../contract/open';
import { openDoor, type Described, type OpenDoor } from '../support/open-description';
import { company, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(120_000);
let flow: Flow;
let door: OpenDoor;
let headers: Record<string, string>;
beforeAll(async () => {
  flow = await startFlow();
  door = await openDoor(flow);
  const key = flow.sandbox.demo.merchants[0]?.apiKey ?? '';
  headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
}, 60_000);
afterAll(() => flow.close());

const filled = (path: string, values: Record<string, string>) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? 'X'));
const byId = (id: string): Described => {
  const found = door.operations.find(({ operation }) => operation.operationId === id);
  if (!found) throw new Error(`${id} is not described`);
  return found;
};
const exampleOf = ({ operation }: Described) => operation.requestBody?.content['application/json']?.example;
const schemaOf = ({ operation }: Described) => operation.requestBody?.content['application/json']?.schema;
const ask = async (id: string, values: Record<string, string>, body?: object) => {
  const described = byId(id);
  const path = filled(described.path, values);
  const { status, text } = await door.send(described, { path, headers, ...(body && { body: JSON.stringify(body) }) });
  expect(`${id} ${status}`).toBe(`${id} 200`);
  return text;
};
const dataOf = (text: string) => (JSON.parse(text) as { data: Record<string, string> }).data;

test('every route of the open API is described, and nothing else', () => {
  const api = routes.filter(({ path }) => path.source.startsWith('^\\/open\\/v1'));
  const known = (route: (typeof api)[number]) =>
    door.operations.filter(
      ({ path, method }) => route.path.test(`/open/v1${filled(path, {})}`) && method in route.methods,
    );
  for (const route of api) {
    expect([
      route.path.source,
      known(route)
        .map(({ method }) => method)
        .sort(),
    ]).toEqual([route.path.source, Object.keys(route.methods).sort()]);
  }
  expect(door.operations).toHaveLength(api.flatMap(known).length);
  expect(door.description.openapi).toBe('3.1.0');
});

test('the examples are what the description asks for', () => {
  for (const described of door.operations) {
    const schema = schemaOf(described);
    if (schema) expect([described.path, door.problems(schema, exampleOf(described))]).toEqual([described.path, '']);
  }
});

test('real answers of every operation are as described', async () => {
  const orderNo = 'D-1';
  await ask('putOrder', { orderNo }, exampleOf(byId('putOrder')));
  await ask('putOrders', {}, { orders: [{ orderNo: 'D-2', status: 'paid', paid: 4100 }, { orderNo: 'D 3' }] });
  await ask('getOrder', { orderNo });
  for (const id of ['getQrPng', 'getQrSvg', 'getReceipt']) await ask(id, { orderNo });
  const attached = await door.send(byId('putAttachment'), {
    path: filled(byId('putAttachment').path, { orderNo, name: '%E8%A1%8C%E7%A8%8B%E5%8D%95' }),
    headers: { ...headers, 'content-type': 'application/pdf' },
    body: '%PDF-1.4\n%%EOF',
  });
  expect(attached.status).toBe(200);
  await ask('linkToPage', { orderNo }, {});
  const made = dataOf(await ask('authorize', { orderNo }, { source: 'web', title: company }));
  const orderId = made['orderId'] ?? '';
  for (const id of ['getApplication', 'getAuthorization', 'listWebhooks']) await ask(id, { orderId });
  await ask('getAuthorizationOfOrder', { orderNo });
  await ask('putOrder', { orderNo: 'D-3' }, exampleOf(byId('putOrder')));
  await ask('authorize', { orderNo: 'D-3' }, { source: 'wxa' });
  await ask('listOrders', {});
  await ask('issueFirst', { orderNo: 'D-2' }, { title: company });
  await flow.advance(20);
  await flow.advance(20);
  const [invoice] = (JSON.parse(await ask('listInvoices', {})) as { data: { rows: { number: string }[] } }).data.rows;
  await ask('getInvoice', { number: invoice?.number ?? '' });
  await ask('listApplications', {});
  await ask(
    'placePayment',
    { orderNo },
    {
      openid: flow.sandbox.demo.people[0]?.openids[flow.sandbox.demo.merchants[0]?.appids.pay ?? ''],
      clientIp: '127.0.0.1',
      notifyUrl: `${flow.sandbox.url}/nobody`,
    },
  );
  await ask('placeCloudPayment', { orderNo }, exampleOf(byId('placeCloudPayment')));
  await ask('createKey', {}, exampleOf(byId('createKey')));
  await ask('listKeys', {});
  await ask('rotateKey', { id: 'till-2' }, exampleOf(byId('rotateKey')));
  await ask('revokeKey', { id: 'till-2' });
  await ask('description', {});
});

test('a failure is a problem of RFC 9457 for whoever asks so, and the envelope for everybody else', async () => {
  const described = byId('getOrder');
  const path = filled(described.path, { orderNo: 'NO-SUCH' });
  const accept = 'application/problem+json, application/json;q=0.9';
  const { status, text } = await door.send(described, { path, headers: { ...headers, accept } });
  expect(status).toBe(404);
  expect(JSON.parse(text)).toMatchObject({
    type: `${flow.sandbox.url}/open/v1/openapi.json#not_found`,
    title: '没有找到这笔订单',
    status: 404,
    instance: '/open/v1/orders/NO-SUCH',
    code: 'not_found',
    retryable: false,
  });
  const plain = await door.send(described, { path, headers });
  expect(JSON.parse(plain.text)).toMatchObject({ ok: false, error: { code: 'not_found' } });
});

test('a key may do what its scopes say and nothing else; a plain key may do everything', async () => {
  const named = apiScopes.map((scope) => ({
    id: scope.replace(':', '-'),
    key: `scoped-key-${scope}`,
    label: '',
    scopes: [scope],
  }));
  await flow.putMerchant('m-mall', { apiKeys: named });
  const statuses = async (described: Described, scope: string) => {
    const authorization = `Bearer scoped-key-${scope}`;
    const path = filled(described.path, {});
    return (await door.send(described, { path, headers: { ...headers, authorization } })).status;
  };
  for (const described of door.operations) {
    const [{ apiKey: [needed] = [] } = {}] = (described.operation.security ?? []) as { apiKey?: string[] }[];
    if (!needed) continue;
    for (const scope of apiScopes)
      expect([described.path, scope, (await statuses(described, scope)) === 403]).toEqual([
        described.path,
        scope,
        scope !== needed,
      ]);
  }
  // One key is exchanged, one keeps its secret and may do more, and the others are gone.
  const [first, second] = named;
  const kept = { id: first?.id, label: '收银', scopes: ['orders:read', 'invoices:read'] };
  await flow.putMerchant('m-mall', { apiKeys: [kept, { ...second, key: 'scoped-key-exchanged' }] });
  expect(await statuses(byId('listInvoices'), 'orders:read')).toBe(200);
  expect(await statuses(byId('listInvoices'), 'exchanged')).toBe(403);
  expect(await statuses(byId('listInvoices'), 'invoices:read')).toBe(401);
  await flow.putMerchant('m-mall');
});

/** Every place in a value, as a path. */
const placesIn = (value: unknown, path: string[] = []): string[][] => [
  path,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, below]) => placesIn(below, [...path, name]))
    : []),
];
/** A copy with something else, or nothing, at one place. */
const changed = (value: unknown, [name, ...rest]: string[], to: unknown): unknown => {
  if (name === undefined) return to;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  if (rest.length === 0 && to === undefined) delete copy[name];
  else copy[name] = changed(copy[name], rest, to);
  return copy;
};
const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => ({ a: [inner] }), {});
const oddities = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(undefined, null, '', 0, -1, 1.5, 1e21, true, [], {}, { $ne: null }, { __proto__: null }),
  fc.constantFrom<unknown>('x'.repeat(100_000), '\u0000', '\ud800', '𠮷'.repeat(200), '../../etc/passwd', nested(500)),
);
const segments = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }).filter((text) => Buffer.from(text).toString() === text),
  fc.constantFrom('D-1', '%', '..', 'constructor', 'x'.repeat(3000), '{"$ne":1}'),
);

test('whatever is sent to whichever operation, the answer is one of the description, and never ours to be ashamed of', async () => {
  const { operations } = door;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...operations),
      segments,
      oddities,
      oddities,
      fc.nat(),
      fc.constantFrom('changed', 'extra', 'other', 'bytes', 'type', 'method', 'query', 'key', 'nobody', 'as it is'),
      async (described, segment, odd, second, place, how) => {
        const example = exampleOf(described);
        const places = placesIn(example);
        const whole = changed(example, places[place % places.length] ?? [], odd);
        const bodies: Record<string, unknown> = {
          changed: whole,
          extra: { ...example, [String(place)]: odd },
          other: second,
        };
        const known = place % 2 === 0 ? 'D-1' : segment || 'X';
        const path = filled(described.path, {
          orderNo: known,
          orderId: segment || 'X',
          number: segment || 'X',
          merchantId: 'm-cafe',
        });
        const text = JSON.stringify(how in bodies ? bodies[how] : example) ?? '';
        const body = how === 'bytes' ? new Uint8Array([0x7b, 0xff, 0xfe, place & 0xff, 0x7d]) : text;
        const sent: Record<string, string> = { ...headers, accept: place % 3 ? '*/*' : 'application/problem+json' };
        if (how === 'type')
          sent['content-type'] =
            ['text/plain', 'application/json; charset=gbk', 'multipart/form-data', ''][place % 4] ?? '';
        if (how === 'key') sent['idempotency-key'] = ['', 'x'.repeat(300), 'ÿ'][place % 3] ?? '';
        if (how === 'nobody') sent['authorization'] = ['', 'Bearer', 'Bearer nobody', 'Basic eDp5'][place % 4] ?? '';
        const method =
          how === 'method'
            ? (['PATCH', 'DELETE', 'PUT', 'POST', 'GET', 'OPTIONS'][place % 6] ?? 'PATCH')
            : described.method;
        const query =
          how === 'query'
            ? `?${['cursor', 'limit', 'state', 'code'].map((name) => `${name}=${encodeURIComponent(segment)}`).join('&')}`
            : '';
        // Another method may be another operation of the same path.
        const meant = operations.find((other) => other.path === described.path && other.method === method) ?? described;
        await door.send(meant, {
          path: path + query,
          method,
          headers: sent,
          ...(method !== 'GET' && (described.method !== 'GET' || method !== described.method) && { body }),
        });
      },
    ),
    { numRuns: 400, seed: 20_261_122 },
  );
});
