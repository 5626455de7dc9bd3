import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

// 72023, 72024, 72036, 72039: WeChat's batch is all or nothing, for one person, and nothing leads out of CLOSURE.
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

const itemsOf = (cards: readonly Card[]) => cards.map(({ chosen }) => chosen);
const statuses = (cards: readonly Card[]) => Promise.all(cards.map((card) => own.statusOf(card)));
const closed = async (card: Card) => {
  const items = itemsOf([card]);
  await own.ask(finance, 'invoices.lock', { items });
  const { question } = await own.ask(finance, 'invoices.closing', { items });
  expect(await own.statusOf(card)).toBe('LOCK');
  expect(question).toMatchObject({ count: 1, amount: 4100 });
  expect(await own.refused(finance, 'invoices.close', { items, confirm: 'another' })).toMatchObject({
    code: 'confirm_stale',
  });
  expect(await own.statusOf(card)).toBe('LOCK');
  return own.ask(finance, 'invoices.close', { items, confirm: question.token });
};

it('an invoice that somebody else holds is named, costs the others nothing, and is never unlocked by us', async () => {
  const cards = [await own.card(employee), await own.card(employee), await own.card(employee)];
  const [, theirs] = cards;
  if (!theirs) throw new Error('no card');
  await own.byOther(theirs, 'LOCK');
  const { rows, complete } = await own.ask(finance, 'invoices.lock', { items: itemsOf(cards) });
  expect(complete).toBe(false);
  expect(rows.map(({ done }) => done)).toEqual([true, false, true]);
  expect(rows[1]?.problem?.message).toBeTruthy();
  expect(await statuses(cards)).toEqual(['LOCK', 'LOCK', 'LOCK']);
  await own.ask(finance, 'invoices.unlock', { items: itemsOf(cards) });
  expect(await statuses(cards)).toEqual(['INIT', 'LOCK', 'INIT']);
});

it('invoices of two people are locked by a call for each, since a call is one person’s', async () => {
  const cards = [await own.card(employee), await own.card(own.flow.buyer(1)), await own.card(employee)];
  const before = await own.flow.calls(BATCH);
  expect(await own.ask(finance, 'invoices.lock', { items: itemsOf(cards) })).toMatchObject({ complete: true });
  expect((await own.flow.calls(BATCH)) - before).toBe(2);
  expect(await statuses(cards)).toEqual(['LOCK', 'LOCK', 'LOCK']);
});

it('closing asks first, and what is closed stays closed whoever wants otherwise, without another word to WeChat', async () => {
  const card = await own.card(employee);
  expect(await closed(card)).toMatchObject({ complete: true });
  const before = await own.flow.calls(BATCH);
  for (const action of ['invoices.unlock', 'invoices.lock'] as const) {
    const { rows } = await own.ask(finance, action, { items: itemsOf([card]) });
    expect(rows).toMatchObject([{ done: false, problem: { retryable: false } }]);
  }
  expect(await own.flow.calls(BATCH)).toBe(before);
  expect(await own.statusOf(card)).toBe('CLOSURE');
});

it('WeChat that is busy with an invoice (72036) is neither a lock nor a refusal: it is done in the end, once', async () => {
  const card = await own.card(employee);
  const claimId = await own.claim(employee, [card]);
  await own.flow.faults({ path: BATCH, kind: 'errcode', errcode: 72036 });
  expect(await own.ask(employee, 'claims.submit', { claimId })).toMatchObject({ follow: 'working', troubled: 0 });
  expect(await own.statusOf(card)).toBe('INIT');
  await own.flow.faults();
  for (let round = 0; round < 4; round += 1) {
    await own.flow.advance(60);
    await own.flow.idle();
  }
  expect(await own.ask(employee, 'claims.get', { claimId })).toMatchObject({ follow: 'done', troubled: 0 });
  expect(await own.statusOf(card)).toBe('LOCK');
});

it('the word for each state is its own: an untouched invoice is not called locked', async () => {
  const [free, locked, done] = [await own.card(employee), await own.card(employee), await own.card(employee)];
  await own.ask(finance, 'invoices.lock', { items: itemsOf([locked]) });
  await closed(done);
  const { rows } = await own.ask(finance, 'invoices.read', { items: itemsOf([free, locked, done]) });
  expect(rows.map(({ statusText }) => statusText)).toEqual(['未锁定', '已锁定', '已核销']);
});
