import { fillCardPack } from '../../bench/card-pack';
import type { HoldRecord } from '../../cloudfunctions/common/store/holds';
import { startReimburse, type Reimburse } from '../support/reimburse';

jest.setTimeout(60_000);

let own: Reimburse;
let employee: string;
let approver: string;
let finance: string;

beforeAll(async () => {
  own = await startReimburse();
  [employee, approver, finance] = [own.one('employee'), own.one('approver'), own.one('reimburser')];
}, 120_000);
afterAll(() => own.close());

let numbers = 0;
/** Figures of one more invoice that is in nobody's card pack; the tax bureau knows it. */
const printed = async (changes: object = {}) => {
  const number = `2431200000001234${String((numbers += 1)).padStart(4, '0')}`;
  await own.flow.control('verification', { invoice_no: number, result: '0001' });
  return {
    number,
    date: '2025-11-01',
    amount: 10_000,
    title: '样例科技有限公司',
    buyerTaxNo: '91000000MA0C0MPA1D',
    ...changes,
  };
};
type Figures = Awaited<ReturnType<typeof printed>>;

const claimOf = async (...invoices: Figures[]): Promise<string> => {
  const claimId = await own.claim(employee, []);
  for (const figures of invoices) await own.ask(employee, 'invoices.addByNumber', { claimId, figures });
  return claimId;
};
const holderOf = async ({ number }: Figures) =>
  (await own.flow.documents<HoldRecord>('invoice_holds')).find(({ _id }) => _id.endsWith(`:${number}`));
const pay = async (claimId: string) => {
  const asked = await own.ask(finance, 'claims.markPaid', { claimId });
  if (!('question' in asked)) throw new Error('it was not asked');
  return own.ask(finance, 'claims.markPaid', { claimId, confirm: asked.question.token });
};

describe('a claim with nothing from the card pack', () => {
  test('taken back and removed, its invoices are free for another claim', async () => {
    const figures = await printed();
    const claimId = await claimOf(figures);
    expect(await own.ask(employee, 'claims.submit', { claimId })).toMatchObject({
      headline: { next: '发票不在卡包，微信没有锁定；企业内不能重复报销' },
    });
    expect(await holderOf(figures)).toMatchObject({ claimId, state: 'held' });
    expect(await own.ask(employee, 'claims.withdraw', { claimId })).toMatchObject({ state: 'draft', follow: 'none' });
    expect(await holderOf(figures)).toBeUndefined();
    await own.ask(employee, 'claims.remove', { claimId });
    const second = await claimOf(figures);
    expect(await own.ask(employee, 'claims.submit', { claimId: second })).toMatchObject({ state: 'submitted' });
  });

  test('returned, an invoice may be moved to another claim', async () => {
    const figures = await printed();
    const claimId = await claimOf(figures);
    await own.ask(employee, 'claims.submit', { claimId });
    expect(await own.ask(approver, 'claims.return', { claimId, reason: '请分开报销' })).toMatchObject({
      follow: 'none',
    });
    expect(await holderOf(figures)).toBeUndefined();
  });

  test('paid, its invoices are used up for the company', async () => {
    const figures = await printed();
    const claimId = await claimOf(figures);
    await own.ask(employee, 'claims.submit', { claimId });
    await own.ask(approver, 'claims.approve', { claimId });
    const asked = await own.ask(finance, 'claims.markPaid', { claimId });
    expect(asked).toMatchObject({
      question: { count: 1, text: '将把 1 张发票记为已报销，共 ¥100.00。它们不在卡包，不在微信核销。付款后不能恢复。' },
    });
    expect(await pay(claimId)).toMatchObject({ claim: { state: 'paid', follow: 'none', troubled: 0 } });
    expect(await holderOf(figures)).toMatchObject({ claimId, state: 'closed' });
    const second = await claimOf(figures);
    const { rows } = await own.ask(employee, 'claims.invoices', { claimId: second });
    expect(rows[0]?.checks[0]).toMatchObject({ code: 'already_closed', level: 'stop' });
  });
});

test('a claim with both says how many are locked and closed at WeChat', async () => {
  const figures = await printed();
  const claimId = await claimOf(figures);
  await own.ask(employee, 'claims.addInvoices', { claimId, items: [(await own.card(employee)).chosen] });
  expect(await own.ask(employee, 'claims.submit', { claimId })).toMatchObject({
    headline: { next: '已在微信锁定 1 张；1 张不在卡包，没有锁定' },
  });
  await own.ask(approver, 'claims.approve', { claimId });
  expect(await own.ask(finance, 'claims.markPaid', { claimId })).toMatchObject({
    question: {
      count: 2,
      text: '将核销 1 张发票，另有 1 张不在卡包的记为已报销，共 ¥141.00。核销后不能恢复。',
    },
  });
});

describe('an invoice that is in the claim already', () => {
  const file = { name: '酒店.pdf', base64: Buffer.from('%PDF-1.4\nnot much\n%%EOF').toString('base64') };

  test('takes its file, and says that it was there', async () => {
    const figures = await printed();
    const claimId = await own.claim(employee, []);
    const { itemId, known } = await own.ask(employee, 'invoices.addByNumber', { claimId, figures });
    expect(known).toBe(false);
    expect(await own.ask(employee, 'invoices.addByNumber', { claimId, figures })).toEqual({ itemId, known: true });
    expect(await own.ask(employee, 'invoices.addByFile', { claimId, figures, file })).toEqual({ itemId, known: true });
    await own.ask(employee, 'invoices.addByFile', { claimId, figures, file });
    const { files } = await own.ask(employee, 'invoices.get', { claimId, itemId });
    expect(files).toMatchObject([{ name: '酒店.pdf' }]);
    expect(await own.ask(employee, 'claims.get', { claimId })).toMatchObject({ count: 1, amount: 10_000 });
  });

  test.each([{ amount: 10_001 }, { date: '2025-11-02' }, { net: 9000 }])(
    'with other figures, %j, is refused and keeps its own',
    async (other) => {
      const figures = await printed({ net: 9400, tax: 600 });
      const claimId = await claimOf(figures);
      const changed = { ...figures, ...other };
      expect(await own.refused(employee, 'invoices.addByNumber', { claimId, figures: changed })).toMatchObject({
        code: 'figures_differ',
      });
      expect(await own.refused(employee, 'invoices.addByFile', { claimId, figures: changed, file })).toMatchObject({
        code: 'figures_differ',
      });
      const { rows } = await own.ask(employee, 'claims.invoices', { claimId });
      expect(rows).toMatchObject([{ amount: 10_000, issuedText: '2025-11-01', net: 9400 }]);
    },
  );
});

test('without a title a printed invoice is said to have none', async () => {
  const { title: _title, ...figures } = await printed();
  const claimId = await own.claim(employee, []);
  await own.ask(employee, 'invoices.addByNumber', { claimId, figures });
  const { rows } = await own.ask(employee, 'claims.invoices', { claimId });
  expect(rows[0]?.checks.map(({ text }) => text)).toContain('没有填抬头，无法核对');
});

test('for 查验 by hand a classic invoice’s code and number are two texts, as the public page has two fields', async () => {
  const claimId = await own.claim(employee, []);
  const figures = await printed({ number: '39324919', code: '031001900111', net: 9400 });
  const { itemId } = await own.ask(employee, 'invoices.addByNumber', { claimId, figures });
  const { byHand } = await own.ask(employee, 'invoices.get', { claimId, itemId });
  expect(byHand).toMatchObject({ code: '031001900111', number: '39324919', date: '2025-11-01', amount: '100.00' });
  const digital = await printed();
  const second = await own.ask(employee, 'invoices.addByNumber', { claimId, figures: digital });
  const detail = await own.ask(employee, 'invoices.get', { claimId, itemId: second.itemId });
  expect(detail.byHand).not.toHaveProperty('code');
});

describe('the date of a printed invoice', () => {
  test.each(['2025-13-45', '2025-02-29', '2025-00-10', '2099-01-01'])('%s is refused', async (date) => {
    const claimId = await own.claim(employee, []);
    const figures = await printed({ date });
    expect(await own.refused(employee, 'invoices.addByNumber', { claimId, figures })).toMatchObject({
      code: 'date_invalid',
    });
  });

  test('may be today in China, and a leap day', async () => {
    const today = new Date(own.flow.sandbox.clock.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const claimId = await claimOf(await printed({ date: today }), await printed({ date: '2024-02-29' }));
    const { rows } = await own.ask(employee, 'claims.invoices', { claimId });
    expect(rows.map(({ issuedText }) => issuedText).sort()).toEqual(['2024-02-29', today]);
  });
});

test('more than a claim may have are refused as a whole: none of them comes in', async () => {
  const cards = await fillCardPack(own.flow.sandbox, employee, { count: 200, perTemplate: 1 });
  const claimId = await claimOf(await printed());
  const items = cards.map(({ chosen }) => chosen);
  expect(await own.refused(employee, 'claims.addInvoices', { claimId, items })).toMatchObject({ code: 'claim_full' });
  expect(await own.ask(employee, 'claims.get', { claimId })).toMatchObject({ count: 1, amount: 10_000 });
  const { added } = await own.ask(employee, 'claims.addInvoices', { claimId, items: items.slice(1) });
  expect(added).toBe(199);
}, 120_000);

test('without one of two invoices that end alike, the claim is still found by the other’s last six digits', async () => {
  const [one, other] = [
    await printed({ number: '24312000000077654321' }),
    await printed({ number: '24312000000088654321' }),
  ];
  const claimId = await claimOf(one, other);
  const { rows } = await own.ask(employee, 'claims.invoices', { claimId });
  const found = async (query: string) =>
    (await own.ask(employee, 'claims.list', { query })).rows.some((row) => row.claimId === claimId);
  const itemId = rows.find(({ number }) => number === one.number)?.itemId ?? '';
  await own.ask(employee, 'claims.removeInvoice', { claimId, itemId });
  expect([await found(one.number), await found('654321'), await found(other.number)]).toEqual([false, true, true]);
});

describe('an invoice that was scanned', () => {
  const rowOf = async (changes: object) => {
    const figures = await printed();
    const qr = `01,32,,${figures.number},100.00,20251101,,A1B2`;
    const claimId = await own.claim(employee, []);
    await own.ask(employee, 'invoices.addByNumber', { claimId, figures: { ...figures, ...changes }, qr });
    return (await own.ask(employee, 'claims.invoices', { claimId })).rows[0];
  };

  test('is a scanned one as long as the figures of its code were left alone', async () => {
    expect(await rowOf({ payee: '样例酒店', tax: 600, net: 9400 })).toMatchObject({ source: 'qr', sourceText: '扫码' });
  });

  test.each([{ amount: 90_000 }, { date: '2025-11-02' }])('is a typed one with %j instead', async (changes) => {
    expect(await rowOf(changes)).toMatchObject({ source: 'typed', sourceText: '手工' });
  });
});
