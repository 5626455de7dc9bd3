import type {
  ApplicationRecord,
  CounterRecord,
  InvoiceRecord,
  OrderRecord,
} from '../../cloudfunctions/common/store/records';
import type { RedRecord } from '../../cloudfunctions/common/store/reds';
import { closeEnds, dieAfterEachStep, insistently, openEnds } from '../support/crash';
import { company, startFlow, type Flow } from '../support/sandbox';

let flow: Flow;
let me: string;
let owner: string;
let applicationId: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-cafe');
  me = flow.buyer();
  owner = flow.member('m-cafe', 'owner');
  const orderNo = await flow.putOrder();
  const made = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
  applicationId = made.applicationId;
  await flow.authorize(made.orderId);
  await flow.settle(me, applicationId);
  await flow.sandbox.snapshot();
}, 60_000);
afterAll(() => flow.close());

/** The whole way, from the tap to the card that is void, whatever breaks underneath. */
const walk = async (): Promise<void> => {
  const asked = { requestId: 'the-one', applicationId, reason: 'error' as const };
  await insistently(() => flow.manage(owner, 'invoices.reverse', asked));
  const look = () => insistently(() => flow.manage(owner, 'invoices.get', { applicationId }));
  for (let looks = 0; looks < 12 && (await look()).card !== 'discarded'; looks += 1)
    await flow.advance(looks < 3 ? 5 : 80);
  await closeEnds(flow);
};

/** What must have been among the steps, or the test looked elsewhere. */
const theWay = [
  'commit reds,outbox,invoices,applications',
  `/issuer/v1/invoices`,
  '/card/invoice/platform/updatestatus',
  'commit reds,invoices,applications,daily_counters,outbox,orders',
];

const expectReversedOnce = async (): Promise<void> => {
  const reds = await flow.documents<RedRecord>('reds');
  expect(reds).toMatchObject([{ state: 'issued', whole: true, amount: 4100, net: 3868, tax: 232, attempt: 1 }]);
  expect(reds[0]?.files.length).toBeGreaterThan(0);
  expect(await flow.documents<InvoiceRecord>('invoices')).toMatchObject([{ state: 'reversed' }]);
  const [application] = await flow.documents<ApplicationRecord>('applications');
  expect(application).toMatchObject({
    card: { state: 'discarded' },
    reversal: { state: 'reversed', count: 1, left: 0 },
  });
  const codes = application?.timeline.map(({ code }) => code) ?? [];
  for (const once of ['red_requested', 'red_issued', 'card_discarded'])
    expect(codes.filter((code) => code === once)).toHaveLength(1);
  expect(application?.audit).toHaveLength(1);
  expect((await flow.cards(me)).map((card) => card['reimburse_status'])).toEqual(['INVOICE_REIMBURSE_CANCEL']);
  expect(await flow.documents<OrderRecord>('orders')).toMatchObject([{ hold: 'free', attempts: 1 }]);
  const counted = (await flow.documents<CounterRecord>('daily_counters')).filter(({ period }) =>
    period.startsWith('d'),
  );
  const sum = (key: 'red_count' | 'red_amount' | 'red_tax' | 'issued_count' | 'reversed_count') =>
    counted.reduce((total, counter) => total + (counter[key] ?? 0), 0);
  expect([sum('red_count'), sum('red_amount'), sum('red_tax')]).toEqual([1, 4100, 232]);
  expect([sum('issued_count'), sum('reversed_count')]).toEqual([0, 1]);
  expect(await openEnds(flow)).toEqual([]);
};

test('after every single write and every single call the functions may die, and one red and one void card come out of it', async () => {
  const steps = await dieAfterEachStep(flow, walk, expectReversedOnce);
  for (const step of theWay) expect(steps.some((one) => one.startsWith(step))).toBe(true);
}, 1_800_000);
