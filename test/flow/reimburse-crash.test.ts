import type { OutboxRecord } from '../../cloudfunctions/common/store/records';
import type { HoldRecord } from '../../cloudfunctions/common/store/holds';
import type { ClaimView } from '../../contract/reimburser';
import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

let own: Reimburse;
let card: Card;
beforeAll(async () => {
  own = await startReimburse();
  card = await own.card(own.one('employee'));
  await own.flow.sandbox.snapshot();
}, 120_000);
afterAll(() => own.close());

/** What a person does whose app shows an error: the same thing again, a little later. */
const insistently = async <T>(act: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (tries === 8) throw error;
      await own.flow.advance(80);
    }
  }
};

/** Waits until WeChat has followed. */
const followed = (claimId: string): Promise<ClaimView> =>
  insistently(async () => {
    const view = await own.ask(own.one('employee'), 'claims.get', { claimId });
    if (view.follow !== 'done') throw new Error(`WeChat is ${view.follow}`);
    return view;
  });

/** From an empty draft to the paid claim, whatever breaks underneath. */
const walk = async (): Promise<string> => {
  const [employee, approver, finance] = [own.one('employee'), own.one('approver'), own.one('reimburser')];
  const { claimId } = await insistently(() =>
    own.ask(employee, 'claims.create', { purpose: '出差', requestId: 'new' }),
  );
  await insistently(() => own.ask(employee, 'claims.addInvoices', { claimId, items: [card.chosen] }));
  await insistently(() => own.ask(employee, 'claims.submit', { claimId, requestId: 'submit' }));
  await followed(claimId);
  await insistently(() => own.ask(approver, 'claims.approve', { claimId, requestId: 'approve' }));
  await insistently(async () => {
    const asked = await own.ask(finance, 'claims.markPaid', { claimId, requestId: 'pay' });
    if ('question' in asked)
      await own.ask(finance, 'claims.markPaid', { claimId, requestId: 'pay', confirm: asked.question.token });
  });
  await followed(claimId);
  for (let looks = 0; looks < 6 && (await openRows()).length > 0; looks += 1) await own.flow.advance(80);
  return claimId;
};

const openRows = async () =>
  (await own.flow.documents<OutboxRecord>('outbox')).filter(
    ({ kind, state }) => kind.startsWith('claim_') && state !== 'done',
  );

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
  expect(await openRows()).toEqual([]);
};

test('after every single write and every single call the functions may die, and the claim is paid once, its invoice closed', async () => {
  for (let n = 1, died = true; died; n += 1) {
    await own.flow.control('reset', {});
    died = false;
    const steps: string[] = [];
    const strike = async (what: string) => {
      if (steps.push(what) !== n) return;
      died = true;
      await own.flow.sandbox.cloudbase.killInstances();
    };
    const stops = [
      own.flow.sandbox.cloudbase.onWrite(({ op, collections }) => strike(`${op} ${collections.join()}`)),
      own.flow.sandbox.wechat.onCall(({ path }) => strike(path)),
    ];
    try {
      const claimId = await walk();
      stops.forEach((stop) => stop());
      await expectPaid(claimId);
    } catch (error) {
      throw new Error(`died after step ${n}, ${steps[n - 1]}: ${error instanceof Error ? error.message : ''}`, {
        cause: error,
      });
    } finally {
      stops.forEach((stop) => stop());
    }
    if (!died)
      expect(steps).toEqual(
        expect.arrayContaining(['commit claims,outbox', '/card/invoice/reimburse/updatestatusbatch']),
      );
  }
}, 900_000);
