import { startFlow, type Flow } from '../support/sandbox';
import { server } from '../support/visitor';

// 支付后开票 shows no entry: `receipt=Y` was left out, or the number at WeChat Pay is linked with nothing, or another platform.
jest.setTimeout(60_000);
const LINK = '/card/invoice/setbizattr';
const ASK_LINK = `${LINK}?action=get_pay_mch`;
const SET_LINK = `${LINK}?action=set_pay_mch`;
let flow: Flow;
let owner: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-cafe');
  owner = flow.member('m-cafe', 'owner');
}, 60_000);
afterEach(() => flow.faults());
afterAll(() => flow.close());

const settings = () => flow.manage(owner, 'settings.get', {});
const demo = () => {
  const [merchant] = flow.sandbox.demo.merchants;
  if (!merchant) throw new Error('no merchant in the demo');
  return merchant;
};

it('a link that WeChat does not confirm is no link: it is said, shown as missing, and made up for later', async () => {
  await flow.faults({ path: LINK, kind: 'errcode', errcode: 72_030 });
  expect(await flow.call(owner, 'merchant', { action: 'payMerchant.relink' })).toMatchObject({ ok: false });
  expect(await settings()).toMatchObject({ payLink: 'to_link' });
  await flow.faults();
  await flow.manage(owner, 'payMerchant.relink', {});
  expect(await settings()).toMatchObject({ payLink: 'linked' });
});

it('a change of the platform links the number with the new one, and asks WeChat whether it holds', async () => {
  await flow.manage(owner, 'payMerchant.relink', {});
  const told = () => Promise.all([flow.calls(SET_LINK), flow.calls(ASK_LINK)]);
  const [set, asked] = await told();
  const sPappid = flow.sandbox.demo.merchants.find(({ id }) => id === 'm-mall')?.s_pappid ?? '';
  await flow.manage(owner, 'settings.put', {
    change: { part: 'platform', platform: { mode: 'third_party', sPappid } },
  });
  expect(await told()).toEqual([set + 1, asked + 1]);
  expect(await settings()).toMatchObject({ payLink: 'linked', sPappid });
});

it('an order that is to be paid carries the entry, for the merchant’s own number', async () => {
  const { data } = await server(flow)('POST', `/orders/${await flow.putOrder()}/cloud-payment`, {
    clientIp: '127.0.0.1',
    functionName: 'paid',
    envId: 'shop-1',
  });
  expect(data['parameter']).toMatchObject({ receipt: 'Y', subMchId: demo().mchid });
});
