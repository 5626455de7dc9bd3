import type { Receipt } from '../../../contract/open';
import { company } from '../../support/sandbox';
import { startOpenDoor, type OpenDoor } from './support';

let door: OpenDoor;
beforeAll(async () => {
  door = await startOpenDoor();
});
afterAll(() => door.close());

const [first, second, third] = [0, 1, 2] as const;
const put = async (orderNo: string, changes: object = {}, headers = {}) =>
  (await door.put(orderNo, { buyer: { phone: '130 0000 0001' }, ...changes }, headers)).receipt as Receipt;
const claim = (who: 0 | 1 | 2, proof: { code: string } | { orderNo: string; amount: number; phoneLast4: string }) =>
  door.ask(door.buyer(who), 'orders.claim', proof);
const refuse = (who: 0 | 1 | 2, proof: object) => door.refused(door.buyer(who), 'orders.claim', proof);
const sees = async (who: 0 | 1 | 2, orderNo: string) =>
  (await door.call(door.buyer(who), 'buyer', { action: 'orders.get', orderNo })).ok;

jest.setTimeout(30_000);

describe('the code of a receipt', () => {
  it('gives the order to whoever holds it, as a code or as the scanned address', async () => {
    const { code, url } = await put('C-1');
    expect(code).toMatch(/^[A-Za-z0-9_-]{20,80}$/);
    expect(url).toBe(`${door.sandbox.url}/r/${code}`);
    expect(await sees(first, 'C-1')).toBe(false);
    expect(await claim(first, { code })).toMatchObject({ order: { orderNo: 'C-1', canApply: true } });
    expect(await claim(first, { code: url })).toMatchObject({ order: { orderNo: 'C-1' } });
    expect(await sees(first, 'C-1')).toBe(true);
  });

  it('lets the last who proved it see the order, until a first application binds it', async () => {
    const { code } = await put('C-2');
    await claim(first, { code });
    await claim(second, { code });
    expect([await sees(first, 'C-2'), await sees(second, 'C-2')]).toEqual([false, true]);
    const { applicationId } = await door.ask(door.buyer(second), 'applications.create', {
      orderNos: ['C-2'],
      title: company,
      requestId: 'c2',
    });
    expect(await refuse(first, { code })).toMatchObject({ code: 'order_claimed', retryable: false });
    await door.ask(door.buyer(second), 'applications.withdraw', { applicationId });
    expect(await refuse(first, { code })).toMatchObject({ code: 'order_claimed' });
    expect(await claim(second, { code })).toMatchObject({ order: { orderNo: 'C-2', canApply: true } });
  });

  it('does not take an order from the person whom the merchant named', async () => {
    const { code } = await put('C-3', { buyer: { openid: door.buyer(first) } });
    expect(await refuse(second, { code })).toMatchObject({ code: 'order_claimed' });
    expect(await claim(first, { code })).toMatchObject({ order: { orderNo: 'C-3' } });
  });

  it('that was forged, cut, or made of another is refused', async () => {
    const { code } = await put('C-4');
    const { code: other } = await put('C-5');
    const content = Buffer.from('m-cafe:C-4').toString('base64url');
    const forged = [
      code.slice(0, -1),
      `${code}A`,
      content,
      content + other.slice(-16),
      `${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`,
      'x',
      '你好',
    ];
    for (const each of forged) expect(await refuse(first, { code: each })).toMatchObject({ code: 'receipt_invalid' });
    expect(await refuse(first, { code: 'x'.repeat(601) })).toMatchObject({ code: 'bad_request' });
    expect(await sees(first, 'C-4')).toBe(false);
  });

  it('ends with the merchant’s invoicing period, but not for whom the order is already', async () => {
    const paidAt = door.now() - 366 * 86_400;
    const { code } = await put('C-6', { paidAt });
    expect(await refuse(first, { code })).toMatchObject({ code: 'receipt_expired' });
    const { code: own } = await put('C-7', { paidAt, buyer: { openid: door.buyer(first) } });
    expect(await claim(first, { code: own })).toMatchObject({ order: { canApply: false, reasonCode: 'too_old' } });
  });
});

describe('order number, amount and phone', () => {
  it('prove an order when all three are right', async () => {
    await put('N-1', { paid: 3650 });
    expect(await claim(first, { orderNo: 'N-1', amount: 3650, phoneLast4: '0001' })).toMatchObject({
      order: { orderNo: 'N-1' },
    });
  });

  it('give one and the same answer for a wrong amount, a wrong phone, an order without a phone and an unknown one', async () => {
    await put('N-2');
    await put('N-3', { buyer: {} });
    const tries = [
      { orderNo: 'N-2', amount: 4101, phoneLast4: '0001' },
      { orderNo: 'N-2', amount: 4100, phoneLast4: '0002' },
      { orderNo: 'N-3', amount: 4100, phoneLast4: '0001' },
      { orderNo: 'N-none', amount: 4100, phoneLast4: '0001' },
    ];
    const answers = [];
    for (const proof of tries) answers.push({ ...(await refuse(second, proof)), requestId: '' });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ code: 'claim_failed' });
  });

  it('tell two merchants with one number apart by what else was said', async () => {
    await put('N-4');
    await put('N-4', { paid: 99 }, { authorization: `Bearer ${door.key('m-mall')}` });
    expect(await claim(third, { orderNo: 'N-4', amount: 99, phoneLast4: '0001' })).toMatchObject({
      order: { merchant: { id: 'm-mall' } },
    });
  });

  it('may be tried wrongly five times an hour by one person, also all at once; what was right is not counted', async () => {
    await door.advance(3600);
    await put('N-5');
    const right = { orderNo: 'N-5', amount: 4100, phoneLast4: '0001' };
    for (let i = 0; i < 6; i += 1) await claim(second, right);
    const codes = await Promise.all(
      Array.from(
        { length: 9 },
        async (_, i) => (await refuse(second, { orderNo: `N-x${i}`, amount: 1, phoneLast4: '0000' })).code,
      ),
    );
    expect(codes.filter((code) => code === 'claim_failed')).toHaveLength(5);
    expect(codes.filter((code) => code === 'too_many_tries')).toHaveLength(4);
    expect(await refuse(second, right)).toMatchObject({ code: 'too_many_tries', retryable: true });
    expect(await claim(first, right)).toMatchObject({ order: { orderNo: 'N-5' } });
    await door.advance(3580);
    expect(await refuse(second, right)).toMatchObject({ code: 'too_many_tries' });
    await door.advance(20);
    expect(await claim(second, right)).toMatchObject({ order: { orderNo: 'N-5' } });
  });

  it('may be tried wrongly five times an hour at one order number, whoever tries', async () => {
    await door.advance(3600);
    await put('N-6');
    for (const [who, times] of [
      [first, 3],
      [second, 2],
    ] as const) {
      for (let i = 0; i < times; i += 1) {
        expect(await refuse(who, { orderNo: 'N-6', amount: i, phoneLast4: '0001' })).toMatchObject({
          code: 'claim_failed',
        });
      }
    }
    expect(await refuse(third, { orderNo: 'N-6', amount: 4100, phoneLast4: '0001' })).toMatchObject({
      code: 'too_many_tries',
    });
  });

  it.each([
    { orderNo: 'N-6', amount: '4100', phoneLast4: '0001' },
    { orderNo: 'N-6', amount: 4100, phoneLast4: '01' },
    { orderNo: { $ne: '' }, amount: 4100, phoneLast4: '0001' },
    { orderNo: 'N-6' },
    {},
  ])('are refused when malformed: %j', async (proof) => {
    expect(await refuse(third, proof)).toMatchObject({ code: 'bad_request' });
  });
});
