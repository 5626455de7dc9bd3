import { createHmac, randomBytes } from 'node:crypto';
import type { EventRecord } from '../../cloudfunctions/common/store/records';
import { company, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(30_000);
let flow: Flow;
let me: string;
beforeAll(async () => {
  flow = await startFlow();
  me = flow.buyer();
}, 60_000);
afterAll(() => flow.close());

const callbacks = async () =>
  (await flow.documents<EventRecord>('events')).filter(({ event }) => event === 'issuer_callback');

const secret = 'sandbox-issuer-secret-m-mall';
interface Forged {
  merchant?: string;
  key?: string;
  secret?: string;
  path?: string;
  ageS?: number;
  body?: string;
  sent?: string;
  headers?: Record<string, string>;
}
const path = '/open/v1/issuer/callbacks/m-mall';
const send = async (told: object, forged: Forged = {}) => {
  const { merchant = 'm-mall', key = `sandbox-issuer-${merchant}`, ageS = 0, headers } = forged;
  const body = forged.body ?? JSON.stringify(told);
  const timestamp = String(Math.floor(flow.sandbox.clock.now() / 1000) - ageS);
  const nonce = randomBytes(16).toString('hex');
  const signature = createHmac('sha256', forged.secret ?? secret)
    .update(['POST', forged.path ?? path, timestamp, nonce, body].join('\n'))
    .digest('hex');
  const answer = await fetch(`${flow.sandbox.url}/open/v1/issuer/callbacks/${merchant}`, {
    method: 'POST',
    headers: { 'X-App-Key': key, 'X-Timestamp': timestamp, 'X-Nonce': nonce, 'X-Signature': signature, ...headers },
    body: forged.sent ?? body,
  });
  return { status: answer.status, body: (await answer.json()) as unknown };
};
const told = () => ({
  id: `cb_${randomBytes(8).toString('hex')}`,
  type: 'card_inserted',
  serial: 'nobody-knows',
  at: Math.floor(flow.sandbox.clock.now() / 1000),
});

test('a callback is taken when it is signed, whoever sends it', async () => {
  expect(await send(told())).toMatchObject({ status: 200, body: { ok: true } });
  expect((await callbacks()).at(-1)).toMatchObject({ state: 'parked', reason: 'unknown_order' });
});

test.each<[string, Forged]>([
  ['with another secret', { secret: 'sandbox-issuer-secret-m-cafe' }],
  ['with another merchant’s key and secret', { key: 'sandbox-issuer-m-cafe', secret: 'sandbox-issuer-secret-m-cafe' }],
  ['for another address', { path: '/open/v1/issuer/callbacks/m-cafe' }],
  ['an hour ago', { ageS: 3600 }],
  ['an hour ahead', { ageS: -3600 }],
  ['before somebody changed it', { sent: JSON.stringify({ id: 'cb_1', type: 'issued', serial: 'x', at: 1 }) }],
  ['with nothing', { headers: { 'X-Signature': '' } }],
  ['with too much', { headers: { 'X-Nonce': 'n'.repeat(1000) } }],
  ['to a merchant that does not exist', { merchant: 'm-none' }],
  [
    'to a merchant whose cards we insert',
    { merchant: 'm-cafe', secret: 'sandbox-issuer-secret-m-cafe', path: '/open/v1/issuer/callbacks/m-cafe' },
  ],
  ['to no merchant at all', { merchant: '%00' }],
  ['around something that is no JSON', { body: '{"id":' }],
  ['around something without an id', { body: '{}' }],
  ['around a list', { body: '[]' }],
  ['around a megabyte', { body: JSON.stringify({ more: 'x'.repeat(300_000) }) }],
])('a callback is refused with 403 when it was signed %s', async (_how, forged) => {
  const before = (await callbacks()).length;
  expect(await send(told(), forged)).toMatchObject({
    status: 403,
    body: { ok: false, error: { code: 'forbidden' } },
  });
  expect(await callbacks()).toHaveLength(before);
});

test('a callback cannot say that a card is there: only asking tells', async () => {
  await flow.control('issuer', { do: 'card_delay', ms: 3_600_000 });
  const orderNo = await flow.putOrder({ merchant: 'm-mall' });
  const { orderId, applicationId } = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
  await flow.authorize(orderId);
  for (let moment = 0; moment < 2; moment += 1) {
    await flow.advance(2);
    await flow.idle();
  }
  expect((await send({ ...told(), serial: orderId })).status).toBe(200);
  await flow.idle();
  expect(await flow.ask(me, 'applications.get', { applicationId })).toMatchObject({ card: 'insert_accepted' });
});

test('a callback cannot reach another merchant’s application, even when it is signed', async () => {
  const orderNo = await flow.putOrder();
  const { orderId } = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
  expect((await send({ ...told(), serial: orderId })).status).toBe(200);
  expect((await callbacks()).at(-1)).toMatchObject({ reason: 'unknown_order' });
});
