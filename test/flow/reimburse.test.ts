import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

jest.setTimeout(60_000);

let own: Reimburse;
let employee: string;
let approver: string;
let finance: string;
let cards: Card[];

beforeAll(async () => {
  own = await startReimburse();
  [employee, approver, finance] = [own.one('employee'), own.one('approver'), own.one('reimburser')];
  cards = [await own.card(employee), await own.card(employee, { form: 'classic' }), await own.card(employee)];
}, 120_000);
afterAll(() => own.close());

const statuses = async () => Promise.all(cards.map((card) => own.statusOf(card)));

describe('a claim from the card pack to its end', () => {
  let claimId: string;

  test('invoices are read with every field and checked before anybody locks', async () => {
    const read = await own.ask(employee, 'invoices.read', { items: cards.map(({ chosen }) => chosen) });
    expect(read).toMatchObject({ complete: true, totals: { count: 3, amount: 12_300, tax: 696, lockable: 3 } });
    expect(read.rows[1]).toMatchObject({
      ...cards[1]?.chosen,
      issuedText: expect.stringMatching(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
      statusText: '未锁定',
      invoice: { form: 'classic', amount: 4100, net: 3868, tax: 232, payee: '云上小馆餐饮有限公司' },
    });
    expect(read.rows[0]?.invoice?.number).toMatch(/^\d{20}$/);
    expect(await statuses()).toEqual(['INIT', 'INIT', 'INIT']);
  });

  test('a draft takes them in, each once', async () => {
    ({ claimId } = await own.ask(employee, 'claims.create', { purpose: '十一月出差', requestId: 'c1' }));
    const items = cards.map(({ chosen }) => chosen);
    const added = await own.ask(employee, 'claims.addInvoices', { claimId, items });
    expect(added).toMatchObject({ added: 3, known: 0, failed: [], claim: { count: 3, amount: 12_300, stops: 0 } });
    const again = await own.ask(employee, 'claims.addInvoices', { claimId, items });
    expect(again).toMatchObject({ added: 0, known: 3, claim: { count: 3, amount: 12_300 } });
  });

  test('submitting locks them, and keeps their files', async () => {
    const view = await own.ask(employee, 'claims.submit', { claimId, requestId: 's1' });
    expect(view).toMatchObject({ state: 'submitted', follow: 'done', troubled: 0 });
    expect(await statuses()).toEqual(['LOCK', 'LOCK', 'LOCK']);
    const { rows } = await own.ask(employee, 'claims.invoices', { claimId });
    expect(rows.map(({ statusText }) => statusText)).toEqual(['已锁定', '已锁定', '已锁定']);
    const detail = await own.ask(employee, 'invoices.get', { claimId, itemId: rows[0]?.itemId ?? '' });
    expect(detail.files).toHaveLength(1);
    const [file] = detail.files;
    const bytes = Buffer.from(await (await fetch(file?.url ?? '')).arrayBuffer());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.length).toBe(file?.bytes);
  });

  test('returned unlocks, submitted again locks', async () => {
    const view = await own.ask(approver, 'claims.return', { claimId, reason: '请补充说明' });
    expect(view).toMatchObject({ state: 'returned', reason: '请补充说明', follow: 'done' });
    expect(await statuses()).toEqual(['INIT', 'INIT', 'INIT']);
    await own.ask(employee, 'claims.submit', { claimId });
    expect(await statuses()).toEqual(['LOCK', 'LOCK', 'LOCK']);
  });

  test('approved, then paid: the question first, then closed for good', async () => {
    expect(await own.refused(employee, 'claims.approve', { claimId })).toMatchObject({ code: 'forbidden' });
    expect(await own.ask(approver, 'claims.approve', { claimId })).toMatchObject({ state: 'approved' });
    expect(await own.refused(approver, 'claims.markPaid', { claimId })).toMatchObject({ code: 'forbidden' });
    const asked = await own.ask(finance, 'claims.markPaid', { claimId });
    expect(asked).toMatchObject({ question: { count: 3, amount: 12_300 } });
    expect(await statuses()).toEqual(['LOCK', 'LOCK', 'LOCK']);
    if (!('question' in asked)) throw new Error('it was not asked');
    expect(await own.refused(finance, 'claims.markPaid', { claimId, confirm: 'another' })).toMatchObject({
      code: 'confirm_stale',
    });
    const paid = await own.ask(finance, 'claims.markPaid', { claimId, confirm: asked.question.token, requestId: 'p1' });
    expect(paid).toMatchObject({ claim: { state: 'paid', follow: 'done', headline: { text: '已付款' } } });
    expect(await statuses()).toEqual(['CLOSURE', 'CLOSURE', 'CLOSURE']);
    const calls = await own.flow.calls('/card/invoice/reimburse/updatestatusbatch');
    await own.ask(finance, 'claims.markPaid', { claimId, confirm: asked.question.token, requestId: 'p1' });
    expect(await own.flow.calls('/card/invoice/reimburse/updatestatusbatch')).toBe(calls);
  });

  test('what is closed is left by nobody, and is no other claim’s', async () => {
    const second = await own.claim(employee, []);
    const added = await own.ask(employee, 'claims.addInvoices', {
      claimId: second,
      items: cards.slice(0, 1).map(({ chosen }) => chosen),
    });
    expect(added.claim.stops).toBe(1);
    expect(await own.refused(employee, 'claims.submit', { claimId: second })).toMatchObject({
      code: 'claim_has_stops',
    });
    for (const action of ['invoices.lock', 'invoices.unlock'] as const) {
      const { rows } = await own.ask(finance, action, { items: cards.slice(0, 1).map(({ chosen }) => chosen) });
      expect(rows[0]).toMatchObject({ done: false, problem: { code: 'held_by_claim' } });
    }
    expect(await statuses()).toEqual(['CLOSURE', 'CLOSURE', 'CLOSURE']);
  });

  test('the buyer sees the same state', async () => {
    await own.flow.idle();
    const { invoices } = await own.flow.ask(employee, 'invoices.list', {});
    for (const { invoiceId } of invoices) {
      expect(await own.flow.ask(employee, 'invoices.get', { invoiceId })).toMatchObject({ reimburse: 'CLOSURE' });
    }
  });
});
