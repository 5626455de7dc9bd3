import type {
  ApplicationRecord,
  CounterRecord,
  EventRecord,
  InvoiceRecord,
  OrderRecord,
  OutboxRecord,
} from '../../cloudfunctions/common/store/records';
import type { RedRecord } from '../../cloudfunctions/common/store/reds';
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

/** What a person does whose app shows an error: the same thing again. */
const insistently = async <T>(act: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
};

/** Outward steps that are not done and events that are not worked on. */
const openEnds = async () => [
  ...(await flow.documents<OutboxRecord>('outbox')).filter(({ state }) => state !== 'done'),
  ...(await flow.documents<EventRecord>('events')).filter(({ state }) => state !== 'applied'),
];

/** The whole way, from the tap to the card that is void, whatever breaks underneath. */
const walk = async (): Promise<void> => {
  const asked = { requestId: 'the-one', applicationId, reason: 'error' as const };
  await insistently(() => flow.manage(owner, 'invoices.reverse', asked));
  const look = () => insistently(() => flow.manage(owner, 'invoices.get', { applicationId }));
  for (let looks = 0; looks < 12 && (await look()).card !== 'discarded'; looks += 1)
    await flow.advance(looks < 3 ? 5 : 80);
  await flow.sandbox.wechat.drain();
  for (let looks = 0; looks < 6 && (await openEnds()).length > 0; looks += 1) await flow.advance(80);
};

/** What must have been among the steps, or the test looked elsewhere. */
const theWay = [
  'commit reds,outbox,invoices,applications',
  `/issuer/v1/invoices`,
  '/card/invoice/platform/updatestatus',
  'commit reds,invoices,applications,daily_counters,outbox,orders',
];

/** Calls `strike` after each committed write and each call upstream, before its answer. */
const afterEach = (strike: (what: string) => unknown): (() => void) => {
  const stops = [
    flow.sandbox.cloudbase.onWrite(({ op, collections }) => strike(`${op} ${collections.join()}`)),
    flow.sandbox.wechat.onCall(async ({ path }) => void (await strike(path))),
    flow.sandbox.issuer.onCall(async (path) => void (await strike(path))),
  ];
  return () => stops.forEach((stop) => stop());
};

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
  expect(await openEnds()).toEqual([]);
};

test('after every single write and every single call the functions may die, and one red and one void card come out of it', async () => {
  for (let n = 1, died = true; died; n += 1) {
    await flow.control('reset', {});
    died = false;
    const steps: string[] = [];
    const stop = afterEach(async (what) => {
      if (steps.push(what) !== n) return;
      died = true;
      await flow.sandbox.cloudbase.killInstances();
    });
    await walk();
    stop();
    try {
      await expectReversedOnce();
    } catch (error) {
      throw new Error(`died after step ${n}, ${steps[n - 1]}: ${error instanceof Error ? error.message : ''}`, {
        cause: error,
      });
    }
    if (!died) for (const step of theWay) expect(steps.some((one) => one.startsWith(step))).toBe(true);
    if (!died && process.env['VERBOSE']) process.stderr.write(`${steps.join('\n')}\n`);
  }
}, 600_000);
