import type {
  ApplicationRecord,
  CounterRecord,
  InvoiceRecord,
  OrderRecord,
} from '../../cloudfunctions/common/store/records';
import type { BuyerOutput } from '../../contract/buyer';
import { closeEnds, dieAfterEachStep, insistently, openEnds } from '../support/crash';
import { company, startFlow, type Flow } from '../support/sandbox';

let flow: Flow;
let me: string;
let orderNo: string;
beforeAll(async () => {
  flow = await startFlow();
  me = flow.buyer();
  orderNo = await flow.putOrder();
  await flow.sandbox.snapshot();
}, 60_000);
afterAll(() => flow.close());

/** The whole way, from the tap to the card pack, whatever breaks underneath. */
const walk = async (): Promise<string> => {
  const created = await insistently(() =>
    flow.ask(me, 'applications.create', { requestId: 'the-one', orderNos: [orderNo], title: company }),
  );
  const { orderId, applicationId } = created;
  await flow.control('authorize', { order_id: orderId, openid: me });
  let view: BuyerOutput['applications.get'] | undefined;
  for (let look = 0; !view || (look < 12 && view.refreshAfter !== undefined); look += 1) {
    view = await insistently(() => flow.ask(me, 'applications.refresh', { applicationId }));
    await flow.advance(look < 2 ? 5 : 80);
  }
  await closeEnds(flow);
  return applicationId;
};

/** What must have been among the steps, or the test looked elsewhere. */
const theWay = [
  'commit orders,applications,daily_counters,outbox',
  '/cgi-bin/stable_token',
  '/card/invoice/getauthurl',
  'commit applications,daily_counters,outbox',
  '/issuer/v1/invoices',
  'commit invoices,applications,daily_counters,outbox,orders',
  '/card/invoice/platform/createcard',
  '/card/invoice/platform/setpdf',
  '/card/invoice/insert',
  'commit applications',
];

/** What the merchant's counters come to, by day and by month. */
const counted = async (): Promise<string[]> =>
  (await flow.documents<CounterRecord>('daily_counters')).flatMap((counter) =>
    Object.entries(counter).flatMap(([field, value]) =>
      typeof value === 'number' && value !== 0 ? [`${counter.period.charAt(0)} ${field} ${value}`] : [],
    ),
  );

const expectDelivered = async (applicationId: string): Promise<void> => {
  const applications = await flow.documents<ApplicationRecord>('applications');
  expect(applications.map(({ _id }) => _id)).toEqual([applicationId]);
  expect(applications[0]).toMatchObject({
    authorization: { state: 'authorized' },
    issuing: { state: 'issued' },
    card: { state: 'inserted' },
  });
  expect(await flow.documents<InvoiceRecord>('invoices')).toHaveLength(1);
  expect(await flow.cards(me)).toHaveLength(1);
  expect(await flow.documents<OrderRecord>('orders')).toMatchObject([{ hold: 'invoiced', attempts: 1, applicationId }]);
  expect((await counted()).sort()).toEqual(
    ['d', 'm'].flatMap((period) => [
      `${period} issued_amount 4100`,
      `${period} issued_count 1`,
      `${period} issued_tax 232`,
    ]),
  );
  expect(await openEnds(flow)).toEqual([]);
};

test('after every single write and every single call the functions may die, and one invoice and one card come out of it', async () => {
  const steps = await dieAfterEachStep(flow, walk, expectDelivered);
  expect(steps).toEqual(expect.arrayContaining(theWay));
}, 1_800_000);
