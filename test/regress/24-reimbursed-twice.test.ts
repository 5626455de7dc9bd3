import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

// One invoice is handed in as a card, typed from its PDF, and once more by a colleague: three ways to be paid twice.
jest.setTimeout(60_000);
let own: Reimburse;
let employee: string;
let finance: string;
let card: Card;
let first: string;
beforeAll(async () => {
  own = await startReimburse();
  [employee, finance] = [own.one('employee'), own.one('reimburser')];
  card = await own.card(employee);
  first = await own.claim(employee, [card]);
  await own.ask(employee, 'claims.submit', { claimId: first });
}, 120_000);
afterAll(() => own.close());

const wide = (digits: string) => digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
const typedBy = async (openid: string, number: string) => {
  const { claimId } = await own.ask(openid, 'claims.create', { purpose: '手工' });
  await own.ask(openid, 'invoices.addByNumber', {
    claimId,
    figures: { number, date: '2025-11-01', amount: 4100, title: '样例科技有限公司', buyerTaxNo: '91000000MA0C0MPA1D' },
  });
  const { rows } = await own.ask(openid, 'claims.invoices', { claimId });
  return { claimId, check: rows[0]?.checks[0] };
};

it.each([
  ['as it is printed', (number: string) => number],
  ['in the wide digits of a Chinese keyboard', wide],
  ['in groups of four', (number: string) => number.replace(/(\d{4})(?=\d)/g, '$1 ')],
])('a card in a claim is known again when it is typed %s, and cannot be handed in', async (_how, write) => {
  const { claimId, check } = await typedBy(finance, write(card.number));
  expect(check).toMatchObject({ code: 'duplicate_company', level: 'stop' });
  expect(await own.refused(finance, 'claims.submit', { claimId })).toMatchObject({ code: 'claim_has_stops' });
});

it('what was turned back may be handed in again: nothing is a duplicate of itself', async () => {
  const again = await own.card(employee);
  const claimId = await own.claim(employee, [again]);
  await own.ask(employee, 'claims.submit', { claimId });
  await own.ask(own.one('approver'), 'claims.return', { claimId, reason: '请补充说明' });
  expect(await own.ask(employee, 'claims.submit', { claimId })).toMatchObject({ state: 'submitted', follow: 'done' });
});

it('once it is paid it stays known, also when WeChat is not asked', async () => {
  await own.ask(own.one('approver'), 'claims.approve', { claimId: first });
  const asked = await own.ask(finance, 'claims.markPaid', { claimId: first });
  if (!('question' in asked)) throw new Error('it was not asked');
  await own.ask(finance, 'claims.markPaid', { claimId: first, confirm: asked.question.token });
  await own.flow.advance(400 * 86_400);
  const { claimId, check } = await typedBy(finance, card.number);
  expect(check).toMatchObject({ code: 'already_closed', level: 'stop' });
  expect(await own.refused(finance, 'claims.submit', { claimId })).toMatchObject({ code: 'claim_has_stops' });
});
