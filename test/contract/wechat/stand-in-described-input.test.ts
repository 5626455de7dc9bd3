import described from '../../fixtures/wechat/endpoints.json';
import texts from '../../../sandbox/wechat/wire/error-texts.json';
import printed from '../../fixtures/wechat/contract-samples.json';
import nontax from '../../fixtures/wechat/nontax-samples.json';
import { appids, startStandIn, type Json, type StandIn } from './stand-in-support';

interface Described {
  method: string;
  path: string;
  fields: { path: string; type: string; required: boolean }[];
}
const interfaces: Described[] = described;
const samples: Record<string, unknown> = { ...printed, ...nontax };

let at: StandIn;
const lines: string[] = [];
beforeAll(async () => {
  at = startStandIn({ log: (line) => lines.push(line) });
  await at.setContact(appids.cafe);
});
afterAll(() => at.wechat.close());

const urlOf = async ({ path }: Described) => {
  const query = path === '/cgi-bin/ticket/getticket' ? '?type=wx_card&' : path.includes('?') ? '&' : '?';
  return `${path}${query}access_token=${await at.token(appids.cafe)}`;
};

/** Sends it and expects an answer of the contract, whatever it was. */
const send = async (
  one: Described,
  body: RequestInit['body'],
  method = 'POST',
  headers: Record<string, string> = {},
) => {
  const answer = await at.request(await urlOf(one), { method, headers, ...(body ? { body } : {}) });
  expect(answer.status).toBe(200);
  const text = await answer.text();
  if (method === 'HEAD') return {};
  const { errcode = 0, errmsg = '' } = JSON.parse(text) as { errcode?: number; errmsg?: string };
  expect(Object.keys(texts)).toContain(String(errcode));
  expect(errcode).not.toBe(-1);
  expect(errmsg).not.toMatch(/\bat |node_modules|Error:/);
  return { errcode, errmsg };
};

const ofType: Record<string, unknown> = {
  string: 'x',
  int: 1,
  'int|string': 1,
  bool: true,
  object: {},
  'array<object>': [{}],
  'array<string>': ['x'],
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Writes `value` at a path such as `a.list[].b`; undefined removes what is there. */
const put = (target: Json, path: string, value: unknown): void => {
  const [head = '', ...rest] = path.split('.');
  const name = head.replace('[]', '');
  if (rest.length === 0) {
    if (value === undefined) delete target[name];
    else target[name] = value;
    return;
  }
  const held = target[name];
  const list = head.endsWith('[]') ? (Array.isArray(held) ? (held as unknown[]) : [{}]) : undefined;
  const next = list ? list[0] : held;
  const inner = isObject(next) ? next : {};
  target[name] = list ? [inner] : inner;
  put(inner, rest.join('.'), value);
};

/** A body that fits the description: the printed sample, and the fields that it leaves out. */
const bodyOf = ({ path, fields }: Described): Json => {
  const name = path.slice(1).replaceAll('/', '_').replace('?action=', '__');
  const sample = samples[`${name}.request`];
  const body: Json = isObject(sample) ? structuredClone(sample) : {};
  if (!isObject(sample)) for (const field of fields) put(body, field.path, ofType[field.type]);
  return body;
};

const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: [deep(levels - 1)] });
const strange: [string, unknown][] = [
  ['missing', undefined],
  ['null', null],
  ['empty', ''],
  ['a number', 42.5],
  ['negative', -1],
  ['beyond all integers', 1e308],
  ['true', true],
  ['text', 'x'],
  ['long text', 'x'.repeat(100_000)],
  ['control characters', '\u0000\u0007\ud800]]>'],
  ['a list', [[], {}, null]],
  ['an object', { __proto__: null, toString: 1 }],
  ['deep', deep(500)],
];

const posted = interfaces.filter(({ method, path }) => method === 'POST' && !path.endsWith('/setpdf'));

describe.each(posted.map((one) => [one.path, one] as const))('%s', (_path, one) => {
  it('answers every field in every wrong shape with a code of the contract', async () => {
    for (const field of one.fields) {
      for (const [, value] of strange) {
        const body = bodyOf(one);
        put(body, field.path.replace(/\[\]$/, ''), value);
        await send(one, JSON.stringify(body));
      }
    }
  });

  it('takes fields that it does not know, at every level', async () => {
    const body = bodyOf(one);
    const expected = await send(one, JSON.stringify(body));
    for (const { path, type } of one.fields) if (type === 'object') put(body, `${path}.unknown`, deep(3));
    const { errcode } = await send(one, JSON.stringify({ ...body, unknown: 'x', constructor: {} }));
    expect(errcode).toBe(expected.errcode);
  });

  it('answers other methods, other encodings and no body', async () => {
    const text = JSON.stringify(bodyOf(one));
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']) {
      const { errcode } = await send(one, method === 'GET' || method === 'HEAD' ? undefined : text, method);
      if (method !== 'HEAD') expect(errcode).toBe(43002);
    }
    for (const body of [
      Buffer.from(text, 'utf16le'),
      Buffer.from([0xef, 0xbb, 0xbf, ...Buffer.from(text)]),
      Buffer.from('{"order_id":"\xb6\xa9"}', 'latin1'),
      Buffer.from([0x1f, 0x8b, 8, 0, 0]),
      'null',
      '[]',
      '"text"',
      new URLSearchParams({ order_id: '1' }).toString(),
      undefined,
    ])
      await send(one, body, 'POST', { 'content-type': 'text/plain; charset=gbk' });
  });
});

/** What the documentation calls required and WeChat lets pass, as integrators and its own samples show. */
const lenient = ['time_out', 'check_code', 'action'];

it.each(posted.map((one) => [one.path, one] as const))(
  '%s names a required field that is not there, or that is no such thing',
  async (_path, one) => {
    const whole = await send(one, JSON.stringify(bodyOf(one)));
    for (const { path, type, required } of one.fields) {
      const name = path.replace(/\[\]$/, '').split('.').at(-1) ?? '';
      if (!required || lenient.includes(name)) continue;
      for (const value of [undefined, null, ...(type.startsWith('array') ? [{}] : [[{}]])]) {
        const body = bodyOf(one);
        put(body, path.replace(/\[\]$/, ''), value);
        const { errcode = 0 } = await send(one, JSON.stringify(body));
        const isAbout = [72031, 40002, 40013, 40056, 41002, 41004, 47001].includes(errcode) || errcode >= 73000;
        if (!isAbout) throw new Error(`${path} as ${JSON.stringify(value)}: ${errcode}, whole: ${whole.errcode}`);
      }
    }
  },
);

it.each(['/cgi-bin/token', '/cgi-bin/ticket/getticket'])('%s answers any query', async (path) => {
  const token = await at.token(appids.cafe);
  for (const query of [
    '',
    '?',
    '?&&&=',
    '?grant_type',
    '?access_token=%E0%A4%A',
    '?access_token=%00',
    `?access_token=${'x'.repeat(50_000)}`,
    `?access_token=${token}&access_token=x`,
    `?access_token=${token}&type[]=wx_card`,
    `?access_token=${token}&type=wx_card%00`,
    '?grant_type=client_credential&appid=__proto__&secret=constructor',
    '?grant_type=client_credential&appid[]=wx&secret={}',
  ]) {
    for (const method of ['GET', 'POST', 'PUT']) {
      const answer = await at.request(`${path}${query}`, { method });
      const { errcode } = (await answer.json()) as { errcode: number };
      expect(answer.status).toBe(200);
      if (errcode !== undefined) expect(Object.keys(texts)).toContain(String(errcode));
    }
  }
});

it('no interface of the contract is missing', async () => {
  for (const one of interfaces) {
    const { errcode } = await send(one, '{}');
    expect([one.path, errcode]).not.toEqual([one.path, 40066]);
  }
});

it('nothing of this was an internal error', () =>
  expect(lines.filter((line) => line.startsWith('internal'))).toEqual([]));
