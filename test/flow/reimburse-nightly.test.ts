import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

jest.setTimeout(60_000);

let own: Reimburse;
let employee: string;
let finance: string;
let account: string;

beforeAll(async () => {
  own = await startReimburse();
  [employee, finance] = [own.one('employee'), own.one('reimburser')];
  account = own.flow.sandbox.demo.accounts.find(({ kind }) => kind === 'miniprogram')?.appid ?? '';
}, 120_000);
afterEach(async () => {
  await own.flow.control('verification', { down: false });
  await own.putCompany({ verifier: 'sandbox' });
});
afterAll(() => own.close());

const submitted = async (...cards: Card[]): Promise<string> => {
  const claimId = await own.claim(employee, cards);
  await own.ask(employee, 'claims.submit', { claimId });
  return claimId;
};
const aNight = async (): Promise<void> => {
  await own.flow.advance(86_400 + 4 * 3600);
  await own.flow.advance(20);
  await own.flow.idle();
};

describe('a reversed invoice sends its claim back in the night', () => {
  test.each([
    ['查验 is out of service', () => own.flow.control('verification', { down: true })],
    ['查验 is not set up', () => own.putCompany({ verifier: 'nowhere' })],
  ])('though %s', async (_name, breakVerification) => {
    const [card, other] = [await own.card(employee), await own.card(employee)];
    const claimId = await submitted(card, other);
    await breakVerification();
    await own.cancel(card);
    await aNight();
    expect(await own.ask(employee, 'claims.get', { claimId })).toMatchObject({
      state: 'returned',
      reason: expect.stringContaining(card.number) as string,
    });
    expect(await own.statusOf(other)).toBe('INIT');
  });
});

describe('what WeChat tells of an invoice by itself', () => {
  test.each([['digital' as const], ['classic' as const]])(
    'brings a claim’s look forward: a lock of a %s invoice that was taken away is a difference within a minute',
    async (form) => {
      const card = await own.card(employee, { form });
      const claimId = await submitted(card);
      await own.flow.advance(60);
      const differencesOf = async () =>
        (await own.ask(finance, 'differences.list', {})).differences.filter((one) => one.claimId === claimId);
      expect(await differencesOf()).toEqual([]);
      await own.byOther(card, 'INIT', account);
      await own.flow.sandbox.wechat.drain();
      await own.flow.idle();
      await own.flow.advance(60);
      await own.flow.idle();
      expect(await differencesOf()).toMatchObject([{ ours: '已锁定', theirs: '未锁定', number: card.number }]);
    },
  );
});
