import type { ApplicationRecord } from '../../cloudfunctions/common/store/records';
import { company, startFlow, type Flow } from '../support/sandbox';

// WeChat's own makeoutinvoice answers -1 to newcomers and NO_AUTH in its third version: nothing may depend on it.
jest.setTimeout(60_000);
let flow: Flow;
beforeAll(async () => {
  flow = await startFlow();
  await flow.faults({ path: '/card/invoice/makeoutinvoice', kind: 'errcode', errcode: -1 });
}, 60_000);
afterAll(() => flow.close());

const applied = async (merchant: string) => {
  const orderNo = await flow.putOrder({ merchant });
  const made = await flow.ask(flow.buyer(), 'applications.create', { orderNos: [orderNo], title: company });
  await flow.authorize(made.orderId);
  return made;
};

it.each(['m-cafe', 'm-mall'])(
  'the issuer of %s is of its own choice, and WeChat’s is never asked',
  async (merchant) => {
    const { applicationId } = await applied(merchant);
    expect(await flow.settle(flow.buyer(), applicationId)).toMatchObject({ issuing: 'issued', card: 'inserted' });
    expect(await flow.calls('/card/invoice/makeoutinvoice')).toBe(0);
  },
);

it('a merchant goes over to another issuer by settings alone, and what the old one issued stays as it was', async () => {
  const old = await applied('m-cafe');
  const before = await flow.settle(flow.buyer(), old.applicationId);
  const mall = flow.sandbox.demo.merchants.find(({ id }) => id === 'm-mall');
  const cafe = flow.sandbox.demo.merchants.find(({ id }) => id === 'm-cafe');
  const appids = { ...cafe?.appids, platform: mall?.appids.platform };
  await flow.putMerchant('m-cafe', { mode: 'third_party', sPappid: mall?.s_pappid, appids });
  const { applicationId } = await applied('m-cafe');
  expect(await flow.settle(flow.buyer(), applicationId)).toMatchObject({ issuing: 'issued', card: 'inserted' });
  const modes = (await flow.documents<ApplicationRecord>('applications'))
    .filter(({ _id }) => [old.applicationId, applicationId].includes(_id))
    .map(({ _id, mode }) => [_id, mode]);
  expect(Object.fromEntries(modes)).toEqual({ [old.applicationId]: 'self_built', [applicationId]: 'third_party' });
  const after = await flow.ask(flow.buyer(), 'applications.get', { applicationId: old.applicationId });
  expect(after).toMatchObject({ invoice: { number: before.invoice?.number }, card: 'inserted' });
  await flow.putMerchant('m-cafe');
});

it('an issuer that is gone loses no application: it goes on when another is set up', async () => {
  await flow.putMerchant('m-cafe', { issuer: 'retired' });
  const { applicationId } = await applied('m-cafe');
  await flow.advance(60);
  const waiting = await flow.ask(flow.buyer(), 'applications.get', { applicationId });
  expect(waiting).toMatchObject({ authorization: 'authorized', card: 'none' });
  expect(waiting.issuing).not.toBe('issued');
  await flow.putMerchant('m-cafe');
  for (let hour = 0; hour < 6; hour += 1) await flow.advance(600);
  expect(await flow.settle(flow.buyer(), applicationId)).toMatchObject({ issuing: 'issued', card: 'inserted' });
});
