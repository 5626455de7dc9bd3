import type { HoldRecord } from '../../cloudfunctions/common/store/holds';
import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

jest.setTimeout(60_000);

const BATCH = '/card/invoice/reimburse/updatestatusbatch';

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

describe('an unlock that stopped', () => {
  test('keeps the claim and its invoice until WeChat has unlocked it: nothing else knows of the lock', async () => {
    const [card, more] = [await own.card(employee), await own.card(employee)];
    const claimId = await own.claim(employee, [card]);
    await own.ask(employee, 'claims.submit', { claimId });
    await own.flow.faults({ path: BATCH, kind: 'errcode', errcode: 48001, count: 500 });
    const view = await own.ask(employee, 'claims.withdraw', { claimId });
    expect(view).toMatchObject({ state: 'draft', follow: 'stopped', headline: { actor: 'applicant' } });
    expect(view.actions).not.toContain('remove');
    await own.flow.faults();
    await own.ask(employee, 'claims.addInvoices', { claimId, items: itemsOf(more) });
    const { rows } = await own.ask(employee, 'claims.invoices', { claimId });
    const idOf = (wanted: Card) => rows.find(({ number }) => number === wanted.number)?.itemId ?? '';
    const [locked, free] = [idOf(card), idOf(more)];
    expect(await own.refused(employee, 'claims.remove', { claimId })).toMatchObject({ code: 'claim_still_locked' });
    expect(await own.refused(employee, 'claims.removeInvoice', { claimId, itemId: locked })).toMatchObject({
      code: 'claim_still_locked',
    });
    expect((await own.ask(employee, 'invoices.get', { claimId, itemId: locked })).actions).not.toContain('remove');
    expect((await own.ask(employee, 'invoices.get', { claimId, itemId: free })).actions).toContain('remove');
    await own.ask(employee, 'claims.removeInvoice', { claimId, itemId: free });
    expect(await own.statusOf(card)).toBe('LOCK');
    const isHeld = async () =>
      (await own.flow.documents<HoldRecord>('invoice_holds')).some((hold) => hold.claimId === claimId);
    expect(await isHeld()).toBe(true);
    expect(await own.ask(employee, 'claims.lockAgain', { claimId })).toMatchObject({ follow: 'done' });
    expect(await own.statusOf(card)).toBe('INIT');
    expect(await isHeld()).toBe(false);
    await own.ask(employee, 'claims.remove', { claimId });
  });
});
