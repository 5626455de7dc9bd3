import type { EventRecord } from '../../cloudfunctions/common/store/records';
import { loadDemo } from '../../sandbox/demo';
import { startFlow, type Flow } from '../support/sandbox';
import { authorizeXml, encryptedPush } from '../support/signed-push';

// WeChat waits five seconds for a push: who issues meanwhile gets it twice more, and who checks nothing issues for anybody.
jest.setTimeout(60_000);
const SOON = 2000;
const ASKING = '/card/invoice/getauthdata';
let flow: Flow;
let account: { appid: string; token: string; encodingAesKey: string };
beforeAll(async () => {
  flow = await startFlow();
  const safe = loadDemo().accounts.find(({ pushMode }) => pushMode === 'safe');
  if (!safe) throw new Error('no account in safe mode');
  account = { appid: safe.appid, token: safe.pushToken, encodingAesKey: safe.encodingAesKey };
}, 60_000);
afterAll(() => flow.close());

const events = () => flow.documents<EventRecord>('events');
const push = async (secrets: typeof account, orderId: string, at = Math.floor(flow.sandbox.clock.now() / 1000)) => {
  const { query, body } = encryptedPush(secrets, authorizeXml(orderId), at);
  const address = `${flow.sandbox.url}/push/${account.appid}?${new URLSearchParams(query).toString()}`;
  const answer = await fetch(address, { method: 'POST', body });
  return answer.text();
};

it('a push is answered at once, while what it leads to takes longer than WeChat waits', async () => {
  const orderNo = await flow.putOrder();
  const made = await flow.ask(flow.buyer(), 'applications.create', { orderNos: [orderNo] });
  await flow.faults({ path: ASKING, kind: 'delay', ms: 6000 });
  const before = await flow.calls(ASKING);
  await flow.control('authorize', {
    order_id: made.orderId,
    openid: flow.buyer(),
    title: { title: '小林本人', phone: '13000000001' },
  });
  const started = performance.now();
  await flow.sandbox.wechat.drain();
  expect(performance.now() - started).toBeLessThan(SOON);
  expect((await events()).filter((event) => JSON.stringify(event).includes(made.orderId))).toHaveLength(1);
  for (let look = 0; look < 100 && (await flow.calls(ASKING)) === before; look += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await flow.calls(ASKING)).toBeGreaterThan(before);
  await flow.faults();
});

it('a push that nobody signed, or of ten minutes ago, is not kept and moves nothing', async () => {
  const before = (await events()).length;
  const now = Math.floor(flow.sandbox.clock.now() / 1000);
  expect(await push({ ...account, token: 'guessed' }, 'forged-1')).not.toBe('success');
  expect(await push(account, 'forged-2', now - 600)).not.toBe('success');
  expect(await events()).toHaveLength(before);
  expect(await push(account, 'genuine')).toBe('success');
  expect(await events()).toHaveLength(before + 1);
});
