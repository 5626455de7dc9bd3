import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

jest.setTimeout(60_000);

let own: Reimburse;
let employee: string;
let finance: string;

beforeAll(async () => {
  own = await startReimburse();
  [employee, finance] = [own.one('employee'), own.one('reimburser')];
}, 120_000);
afterEach(() => own.flow.faults());
afterAll(() => own.close());

const itemsOf = (...cards: Card[]) => cards.map(({ chosen }) => chosen);
const foreign = { title: { kind: 'company', name: '别家（北京）有限公司', taxNo: '91000000MA0MAX1A22' } };

describe('without a claim', () => {
  test('what may not be locked may not be closed from the unlocked either; what is locked already may', async () => {
    const [theirs, ours] = [await own.card(employee, foreign), await own.card(employee)];
    const { rows } = await own.ask(finance, 'invoices.close', { items: itemsOf(theirs, ours) });
    expect(rows).toMatchObject([
      { done: false, status: 'INIT', problem: { code: 'checks_forbid' } },
      { done: true, status: 'CLOSURE' },
    ]);
    expect(await own.statusOf(theirs)).toBe('INIT');
    // Locked for us at WeChat before: closing it is still finance's to decide.
    await own.byOther(theirs, 'LOCK', own.flow.sandbox.demo.accounts.find(({ kind }) => kind === 'miniprogram')?.appid);
    const closed = await own.ask(finance, 'invoices.close', { items: itemsOf(theirs) });
    expect(closed.rows).toMatchObject([{ done: true, status: 'CLOSURE' }]);
  });
});
