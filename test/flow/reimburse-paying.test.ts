import { EJSON } from 'bson';
import type { ClaimItemRecord } from '../../cloudfunctions/common/store/claims';
import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

jest.setTimeout(60_000);

const BATCH = '/card/invoice/reimburse/updatestatusbatch';

let own: Reimburse;
let employee: string;
let approver: string;
let finance: string;
let account: string;

beforeAll(async () => {
  own = await startReimburse();
  [employee, approver, finance] = [own.one('employee'), own.one('approver'), own.one('reimburser')];
  account = own.flow.sandbox.demo.accounts.find(({ kind }) => kind === 'miniprogram')?.appid ?? '';
}, 120_000);
afterEach(async () => {
  await own.flow.faults();
  await own.flow.control('verification', { down: false });
});
afterAll(() => own.close());

const approved = async (...cards: Card[]): Promise<string> => {
  const claimId = await own.claim(employee, cards);
  await own.ask(employee, 'claims.submit', { claimId });
  await own.ask(approver, 'claims.approve', { claimId });
  return claimId;
};
const confirmOf = async (claimId: string): Promise<string> => {
  const asked = await own.ask(finance, 'claims.markPaid', { claimId });
  if (!('question' in asked)) throw new Error('it was not asked');
  return asked.question.token;
};
const pay = async (claimId: string) =>
  own.ask(finance, 'claims.markPaid', { claimId, confirm: await confirmOf(claimId) });
const refusedToPay = async (claimId: string) =>
  own.refused(finance, 'claims.markPaid', { claimId, confirm: await confirmOf(claimId) });

describe('the second look before paying', () => {
  test.each([
    ['0009', '查无此票'],
    ['0002', '信息不符'],
  ])('查验 that says %s forbids it, and names the invoice', async (result, words) => {
    const [bad, good] = [await own.card(employee), await own.card(employee)];
    const claimId = await approved(bad, good);
    await own.flow.control('verification', { invoice_no: bad.number, result });
    const { code, hint } = await refusedToPay(claimId);
    expect(code).toBe('claim_has_stops');
    expect(hint).toContain(`${bad.number}（查验：${words}）`);
    expect(hint).not.toContain(good.number);
    expect(await own.ask(finance, 'claims.get', { claimId })).toMatchObject({ state: 'approved' });
    expect([await own.statusOf(bad), await own.statusOf(good)]).toEqual(['LOCK', 'LOCK']);
  });

  test('an invoice that somebody else has closed meanwhile forbids it, and names the invoice', async () => {
    const [gone, good] = [await own.card(employee), await own.card(employee)];
    const claimId = await approved(gone, good);
    await own.byOther(gone, 'INIT', account);
    await own.byOther(gone, 'LOCK');
    await own.byOther(gone, 'CLOSURE');
    const { code, hint } = await refusedToPay(claimId);
    expect(code).toBe('claim_has_stops');
    expect(hint).toContain(`${gone.number}（微信显示已核销，不能再报销）`);
    expect(await own.ask(finance, 'claims.get', { claimId })).toMatchObject({ state: 'approved' });
    expect(await own.statusOf(good)).toBe('LOCK');
    // What was seen there is written down, and shown to finance.
    const { differences } = await own.ask(finance, 'differences.list', {});
    const found = differences.filter((one) => one.claimId === claimId);
    expect(found).toMatchObject([{ number: gone.number, ours: '已锁定', theirs: '已核销', how: ['accept', 'noted'] }]);
    const { log } = await own.ask(finance, 'invoices.get', { claimId, itemId: found[0]?.itemId ?? '' });
    expect(log.map(({ text }) => text)).toContain('核对：微信显示已核销');
  });

  test('a lock that somebody took away meanwhile is shown as a difference, and taken again on the way to closed', async () => {
    const card = await own.card(employee);
    const claimId = await approved(card);
    await own.byOther(card, 'INIT', account);
    expect(await pay(claimId)).toMatchObject({ claim: { state: 'paid', follow: 'done' } });
    expect(await own.statusOf(card)).toBe('CLOSURE');
    const { differences } = await own.ask(finance, 'differences.list', {});
    expect(differences.filter((one) => one.claimId === claimId)).toMatchObject([{ ours: '已锁定', theirs: '未锁定' }]);
  });

  test('what a step under way finds changed by somebody else is shown as a difference', async () => {
    const card = await own.card(employee);
    const claimId = await approved(card);
    // WeChat is busy until somebody has taken the lock away.
    await own.flow.faults({ path: BATCH, kind: 'errcode', errcode: 72036, count: 500 });
    expect(await pay(claimId)).toMatchObject({ claim: { state: 'paid', follow: 'working' } });
    await own.byOther(card, 'INIT', account);
    await own.flow.faults();
    for (let round = 0; round < 4; round += 1) {
      await own.flow.advance(60);
      await own.flow.idle();
    }
    expect(await own.ask(finance, 'claims.get', { claimId })).toMatchObject({ state: 'paid', follow: 'done' });
    expect(await own.statusOf(card)).toBe('CLOSURE');
    const { differences } = await own.ask(finance, 'differences.list', {});
    expect(differences.filter((one) => one.claimId === claimId)).toMatchObject([{ ours: '已锁定', theirs: '未锁定' }]);
  });

  test('that an invoice has grown older than the rule since it was approved is no reason', async () => {
    const claimId = await approved(await own.card(employee));
    await own.putCompany({ rules: { maxAgeDays: 30 } });
    await own.flow.advance(31 * 86_400);
    await own.flow.idle();
    expect(await pay(claimId)).toMatchObject({ claim: { state: 'paid', follow: 'done' } });
    await own.putCompany({ rules: {} });
  });

  test('an answer of the last hour counts, so that a slow service is not asked about everything again; an older one does not', async () => {
    const claimId = await approved(await own.card(employee));
    await own.ask(finance, 'invoices.verify', { claimId });
    await own.flow.control('verification', { down: true });
    await own.flow.advance(3700);
    expect(await refusedToPay(claimId)).toMatchObject({ code: 'unavailable' });
    await own.flow.control('verification', { down: false });
    await own.ask(finance, 'invoices.verify', { claimId });
    await own.flow.control('verification', { down: true });
    await own.flow.advance(1800);
    expect(await pay(claimId)).toMatchObject({ claim: { state: 'paid' } });
  });

  test('an invoice without a date, which no service can look up, keeps nobody waiting; a rule that asks for 查验 stops it', async () => {
    const claimId = await approved(await own.card(employee), await own.card(employee));
    const [item] = (await own.flow.documents<ClaimItemRecord>('claim_invoices')).filter(
      (one) => one.claimId === claimId,
    );
    if (!item) throw new Error('no invoice');
    await forgetDate(item);
    await own.putCompany({ rules: { requireVerification: true } });
    expect(await refusedToPay(claimId)).toMatchObject({
      code: 'unverified',
      hint: expect.stringContaining(item.face.number ?? '-') as string,
    });
    await own.putCompany({ rules: {} });
    expect(await pay(claimId)).toMatchObject({ claim: { state: 'paid' } });
  });
});

/** As of a card of which WeChat told no billing_time. */
const forgetDate = async ({ _id, face }: ClaimItemRecord): Promise<void> => {
  const { issuedAt: _date, ...rest } = face;
  const answer = await fetch(`${own.flow.sandbox.url}/admin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      action: 'database.modifyDocument',
      collectionName: 'claim_invoices',
      queryType: 'DOC',
      query: EJSON.stringify({ _id }),
      data: EJSON.stringify({ $set: { face: rest } }, { relaxed: false }),
      merge: true,
      multi: false,
      upsert: false,
    }),
  });
  expect(await answer.json()).toMatchObject({ data: { updated: 1 } });
};
