import { failsByChance } from '../../sandbox/issuer';
import { company, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(30_000);
const SEED = 21;
let flow: Flow;
let me: string;
beforeAll(async () => {
  flow = await startFlow({ issuerSeed: SEED });
  me = flow.buyer();
}, 60_000);
afterAll(() => flow.close());

const strikes = (orderNo: string) => failsByChance(SEED, `${orderNo}-1-anything`);
const numbers = Array.from({ length: 200 }, (_, index) => `CHANCE-${index}`);
const [first = '', second = ''] = numbers.filter(strikes);
const spared = numbers.find((orderNo) => !strikes(orderNo)) ?? '';

const authorized = async (orderNo: string) => {
  await flow.putOrder({ orderNo });
  const application = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
  await flow.authorize(application.orderId);
  await flow.advance(10);
  return application;
};
const look = (applicationId: string) => flow.ask(me, 'applications.get', { applicationId });

test('while the sandbox is being filled, its issuer does not fail', async () => {
  const { applicationId } = await authorized(first);
  expect(await look(applicationId)).toMatchObject({ issuing: 'issued' });
});

test('an issuer that fails in passing is asked again, and nobody has to do anything for the one invoice', async () => {
  flow.sandbox.ready();
  const { applicationId, orderId } = await authorized(second);
  expect(await look(applicationId)).toMatchObject({
    issuing: 'failed',
    problem: { code: 'tax_bureau_busy' },
    headline: { text: '开票暂时没有成功', next: '系统会自动重试，无需操作' },
  });
  for (let waited = 0; waited < 90; waited += 10) await flow.advance(10);
  const view = await look(applicationId);
  expect(view).toMatchObject({ authorization: 'authorized', issuing: 'issued', card: 'inserted' });
  expect(view.timeline.filter(({ code }) => code === 'issuing_again')).toHaveLength(1);
  const invoices = await flow.documents<{ applicationId: string }>('invoices');
  expect(invoices.filter((invoice) => invoice.applicationId === applicationId)).toHaveLength(1);
  expect((await flow.cards(me)).filter((card) => card['order_id'] === orderId)).toHaveLength(1);
});

test('most orders never meet a failure', async () => {
  flow.sandbox.ready();
  const { applicationId } = await authorized(spared);
  expect(await look(applicationId)).toMatchObject({ issuing: 'issued' });
  expect(numbers.filter(strikes).length).toBeLessThan(numbers.length / 10);
});
