import type { MerchantInvoice } from '../../contract/merchant';
import type { Policy } from '../../contract/policy';
import type { OutboxRecord } from '../../cloudfunctions/common/store/records';
import { company, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(60_000);
let flow: Flow;
let me: string;
let finance: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-cafe');
  await flow.putMembers('m-mall');
  me = flow.buyer();
  finance = flow.member('m-cafe', 'finance');
}, 60_000);
afterAll(() => flow.close());

const DAY = 86_400;
const automatic: Policy = {
  review: { which: 'none' },
  earliest: { moment: 'paid', days: 0 },
  reissue: { times: 3, days: 180 },
};
const policy = (changes: Partial<Policy> = {}) => flow.putMerchant('m-cafe', { policy: { ...automatic, ...changes } });
const apply = async (order: Record<string, unknown> = {}, more: object = {}) => {
  const orderNo = await flow.putOrder(order);
  const made = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company, ...more });
  return { orderNo, ...made };
};
const authorized = async (order: Record<string, unknown> = {}, more: object = {}) => {
  const application = await apply(order, more);
  await flow.authorize(application.orderId);
  return application;
};
const now = () => Math.floor(flow.sandbox.clock.now() / 1000);
const view = (applicationId: string) => flow.ask(me, 'applications.get', { applicationId });
const detail = (applicationId: string): Promise<MerchantInvoice> =>
  flow.manage(finance, 'invoices.get', { applicationId });
const expectIssued = async (applicationId: string) =>
  expect(await flow.settle(me, applicationId)).toMatchObject({ issuing: 'issued', card: 'inserted' });

describe('what is looked at before it is invoiced', () => {
  it('waits in a tab of its own, is approved by a person, and then goes its way', async () => {
    await policy({ review: { which: 'all' } });
    const { applicationId } = await authorized();
    expect(await view(applicationId)).toMatchObject({
      issuing: 'in_review',
      headline: { text: '等待商家审核', actor: 'merchant' },
    });
    await flow.advance(3600);
    expect(await view(applicationId)).toMatchObject({ issuing: 'in_review' });
    const { rows } = await flow.manage(finance, 'invoices.list', { tab: 'in_review' });
    expect(rows).toMatchObject([{ applicationId, stateText: '待审核', actions: ['approve', 'reject'] }]);
    const after = await flow.manage(finance, 'applications.approve', { applicationId });
    expect(after).toMatchObject({ audit: [{ action: 'approve', text: '审核通过', member: { role: 'finance' } }] });
    expect(after.timeline.map(({ code }) => code)).toEqual(expect.arrayContaining(['in_review', 'issuing']));
    await expectIssued(applicationId);
    expect(await flow.refused(me, 'applications.approve', { applicationId })).toMatchObject({ code: 'unknown_action' });
  });

  it('may be refused instead, and the order is free', async () => {
    await policy({ review: { which: 'all' } });
    const { applicationId, orderNo } = await authorized();
    await flow.manage(finance, 'applications.reject', { applicationId, reason: '抬头与客户不符' });
    expect((await view(applicationId)).headline.next).toContain('抬头与客户不符');
    expect((await flow.ask(me, 'orders.get', { orderNo })).order.canApply).toBe(true);
    await flow.advance(60);
  });

  it('is approved several at once, each for itself', async () => {
    await policy({ review: { which: 'all' } });
    const both = [await authorized(), await authorized()].map(({ applicationId }) => applicationId);
    const { results } = await flow.manage(finance, 'applications.approveMany', {
      applicationIds: [...both, 'ap_nobody', ...both],
    });
    expect(results.map(({ applicationId, ok }) => [applicationId, ok])).toEqual([
      [both[0], true],
      [both[1], true],
      ['ap_nobody', false],
    ]);
    for (const applicationId of both) {
      await flow.advance(30);
      await expectIssued(applicationId);
    }
  });

  it('is only 专票, or only what is above an amount, where the merchant says so', async () => {
    await policy({ review: { which: 'some', special: true, above: 5000 as never } });
    const small = await authorized({ paid: 5000 });
    await expectIssued(small.applicationId);
    const large = await authorized({ paid: 5001 });
    expect(await view(large.applicationId)).toMatchObject({ issuing: 'in_review' });
    const special = await authorized({}, { kind: 'special' });
    expect(await view(special.applicationId)).toMatchObject({ issuing: 'in_review' });
  });

  it('ends after 30 days without anybody looking, and the buyer can ask anew', async () => {
    await policy({ review: { which: 'all' } });
    const { applicationId, orderNo } = await authorized();
    await flow.advance(29 * DAY);
    await flow.advance(60);
    expect(await view(applicationId)).toMatchObject({ issuing: 'in_review' });
    await flow.advance(DAY);
    await flow.advance(60);
    expect(await view(applicationId)).toMatchObject({ authorization: 'rejected' });
    expect((await view(applicationId)).headline.next).toContain('商家一直没有审核');
    expect((await flow.ask(me, 'orders.get', { orderNo })).order.canApply).toBe(true);
  });

  it('is nobody’s below finance, and looks like nothing to another merchant', async () => {
    await policy({ review: { which: 'all' } });
    const { applicationId } = await authorized();
    for (const role of ['clerk', 'viewer'] as const) {
      const answer = await flow.call(flow.member('m-cafe', role), 'merchant', {
        action: 'applications.approve',
        applicationId,
      });
      expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    }
    const theirs = flow.member('m-mall', 'owner');
    const answers = await Promise.all(
      [applicationId, 'ap_nobody'].map((id) =>
        flow.call(theirs, 'merchant', { action: 'applications.approve', applicationId: id, requestId: 'same' }),
      ),
    );
    expect(answers[0]).toMatchObject({ ok: false, error: { code: 'not_found' } });
    expect(answers[0]).toEqual(answers[1]);
    expect((await detail(applicationId)).issuing).toBe('in_review');
  });
});

describe('what comes too early', () => {
  it('waits for the order’s completion and goes on by itself at the merchant’s word', async () => {
    await policy({ earliest: { moment: 'completed', days: 0 } });
    const { applicationId, orderNo } = await authorized();
    expect(await view(applicationId)).toMatchObject({
      authorization: 'authorized',
      issuing: 'none',
      headline: { text: '已申请，待订单完成' },
    });
    expect((await flow.manage(finance, 'invoices.list', { tab: 'early' })).rows).toMatchObject([
      { applicationId, stateText: '待订单完成', actions: ['reject'] },
    ]);
    await flow.advance(3 * 3600);
    expect(await view(applicationId)).toMatchObject({ issuing: 'none' });
    await flow.putOrder({ orderNo, status: 'completed' });
    await flow.advance(15);
    await expectIssued(applicationId);
    expect((await view(applicationId)).timeline.map(({ code }) => code)).toEqual([
      'applied',
      'authorized',
      'early',
      'issuing',
      'issued',
      'card_inserting',
      'card_inserted',
    ]);
  });

  it('does not wait at all when the order was completed before', async () => {
    await policy({ earliest: { moment: 'completed', days: 0 } });
    const { applicationId } = await authorized({ status: 'completed' });
    await expectIssued(applicationId);
    expect((await view(applicationId)).timeline.map(({ code }) => code)).not.toContain('early');
  });

  it('waits some days after completion, and says from when on', async () => {
    await policy({ earliest: { moment: 'completed', days: 2 } });
    const { applicationId } = await authorized({ status: 'completed', completedAt: now() });
    expect((await view(applicationId)).headline.text).toMatch(/^已申请，\d+月\d+日起开票$/);
    await flow.advance(DAY);
    expect(await view(applicationId)).toMatchObject({ issuing: 'none' });
    await flow.advance(DAY + 60);
    await flow.advance(60);
    await expectIssued(applicationId);
  });

  it('waits some days after payment', async () => {
    await policy({ earliest: { moment: 'paid', days: 1 } });
    const { applicationId } = await authorized({ paidAt: now() });
    expect(await view(applicationId)).toMatchObject({ issuing: 'none' });
    await flow.advance(DAY + 60);
    await flow.advance(60);
    await expectIssued(applicationId);
  });

  it('then is looked at, where both are asked for', async () => {
    await policy({ earliest: { moment: 'completed', days: 0 }, review: { which: 'all' } });
    const { applicationId, orderNo } = await authorized();
    await flow.putOrder({ orderNo, status: 'completed' });
    await flow.advance(15);
    expect(await view(applicationId)).toMatchObject({ issuing: 'in_review' });
  });

  it('ends when the order is refunded while it waits, without asking the issuer', async () => {
    await policy({ earliest: { moment: 'completed', days: 0 } });
    const { applicationId, orderNo } = await authorized();
    await flow.putOrder({ orderNo, status: 'refunded' });
    await flow.advance(15);
    expect(await view(applicationId)).toMatchObject({ authorization: 'rejected', issuing: 'none' });
    const rows = (await flow.documents<OutboxRecord>('outbox')).filter((row) => row.subjectId === applicationId);
    expect(rows.map(({ kind }) => kind)).not.toContain('issue');
  });

  it('ends when nobody completes the order for half a year', async () => {
    await policy({ earliest: { moment: 'completed', days: 0 } });
    const { applicationId } = await authorized();
    await flow.advance(181 * DAY);
    await flow.advance(60);
    expect((await view(applicationId)).headline.next).toContain('订单一直没有完成');
  });
});
