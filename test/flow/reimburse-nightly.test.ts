import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

jest.setTimeout(60_000);

let own: Reimburse;
let employee: string;

beforeAll(async () => {
  own = await startReimburse();
  employee = own.one('employee');
}, 120_000);
afterEach(async () => {
  await own.flow.control('verification', { down: false });
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
