import type { HoldRecord } from '../../cloudfunctions/common/store/holds';
import type { ClaimView } from '../../contract/reimburser';
import { closeEnds, dieAfterEachStep, insistently, openEnds } from '../support/crash';
import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

let own: Reimburse;
let card: Card;
beforeAll(async () => {
  own = await startReimburse();
  card = await own.card(own.one('employee'));
  await own.flow.sandbox.snapshot();
}, 120_000);
afterAll(() => own.close());

/** Trying again helps a little later. */
const patiently = <T>(act: () => Promise<T>): Promise<T> => insistently(act, () => own.flow.advance(80));

/** Waits until WeChat has followed. */
const followed = (claimId: string): Promise<ClaimView> =>
  patiently(async () => {
    const view = await own.ask(own.one('employee'), 'claims.get', { claimId });
    if (view.follow !== 'done') throw new Error(`WeChat is ${view.follow}`);
    return view;
  });

/** From an empty draft to the paid claim, whatever breaks underneath. */
const walk = async (): Promise<string> => {
  const [employee, approver, finance] = [own.one('employee'), own.one('approver'), own.one('reimburser')];
  const { claimId } = await patiently(() => own.ask(employee, 'claims.create', { purpose: '出差', requestId: 'new' }));
  await patiently(() => own.ask(employee, 'claims.addInvoices', { claimId, items: [card.chosen] }));
  await patiently(() => own.ask(employee, 'claims.submit', { claimId, requestId: 'submit' }));
  await followed(claimId);
  await patiently(() => own.ask(approver, 'claims.approve', { claimId, requestId: 'approve' }));
  await patiently(async () => {
    const asked = await own.ask(finance, 'claims.markPaid', { claimId, requestId: 'pay' });
    if ('question' in asked)
      await own.ask(finance, 'claims.markPaid', { claimId, requestId: 'pay', confirm: asked.question.token });
  });
  await followed(claimId);
  await closeEnds(own.flow);
  return claimId;
};

const expectPaid = async (claimId: string): Promise<void> => {
  const view = await own.ask(own.one('reimburser'), 'claims.get', { claimId });
  expect(view).toMatchObject({ state: 'paid', follow: 'done', count: 1, amount: 4100, troubled: 0 });
  const did = view.log.flatMap(({ text, name }) => (name ? [text] : []));
  expect(did).toEqual(['新建', '提交审批', '审批通过', '标记已付款']);
  const { rows } = await own.ask(own.one('reimburser'), 'claims.invoices', { claimId });
  expect(rows).toMatchObject([{ status: 'CLOSURE', statusText: '已核销' }]);
  const detail = await own.ask(own.one('reimburser'), 'invoices.get', { claimId, itemId: rows[0]?.itemId ?? '' });
  expect(detail.files).toHaveLength(1);
  expect(await own.statusOf(card)).toBe('CLOSURE');
  expect(await own.flow.documents<HoldRecord>('invoice_holds')).toMatchObject([{ state: 'closed', claimId }]);
  expect(await openEnds(own.flow)).toEqual([]);
};

test('after every single write and every single call the functions may die, and the claim is paid once, its invoice closed', async () => {
  const steps = await dieAfterEachStep(own.flow, walk, expectPaid);
  const theWay = ['commit claims,outbox', '/card/invoice/reimburse/updatestatusbatch'];
  expect(steps).toEqual(expect.arrayContaining(theWay));
}, 1_800_000);
