import { appids } from '../wechat/stand-in-support';
import { order } from './caller';
import { startCardWorld, type CardWorld } from './card-world';
import { hours, part, wish } from './red-caller';

const UPDATE = '/card/invoice/platform/updatestatus';
const CANCELLED = 'INVOICE_REIMBURSE_CANCEL';
let world: CardWorld;
beforeEach(async () => {
  world = await startCardWorld();
});
afterEach(() => world.close());

/** An invoice whose card lies in the card pack. */
const withCard = async (serial: string, booked = false) => {
  await world.authorize(serial);
  await world.issue(world.withCard(serial));
  await world.clock.advance(2);
  if (booked) await world.atBureau('book', serial);
  world.told.length = 0;
};
const statusAtWeChat = async (serial: string) =>
  (await world.cards()).find((card) => card['order_id'] === serial)?.['reimburse_status'];
const types = () => world.told.map(({ type }) => type);
const statuses = () => world.told.map(({ red }) => red?.status);

describe('whoever asked for the invoice is told', () => {
  beforeEach(async () => {
    await world.issued(order('T-1', { callbackUrl: world.callbackUrl }));
    await world.atBureau('book', 'T-1');
    world.told.length = 0;
  });

  test('when the seller’s form has reached the buyer, when the buyer agrees and when the red is issued', async () => {
    await world.reversed('T-1', part('R-1', 100));
    expect(statuses()).toEqual(['awaiting_buyer', 'confirmed', 'issued']);
    const { files: _renewed, ...red } = await world.red('R-1');
    expect(world.told.at(-1)).toEqual({
      id: expect.stringMatching(/^cb_/),
      type: 'red_changed',
      serial: 'T-1',
      at: expect.any(Number),
      red,
      path: '/told?merchant=m-mall',
      signed: true,
    });
  });

  test('when the buyer starts one, and not of the seller’s own answer', async () => {
    const redSerial = await world.buyersRed('T-1', { amount: 100 });
    await world.act('refuse', redSerial);
    await world.clock.advance(hours(100));
    expect(world.told).toMatchObject([
      { type: 'red_changed', red: { redSerial, status: 'awaiting_seller', deadline: expect.any(Number) } },
    ]);
  });

  test('when the buyer refuses, when a form lapses and when a red fails', async () => {
    await world.ask('T-1', wish('R-1'));
    await world.clock.advance(1);
    await world.atBureau('refuse_red', 'T-1');
    await world.ask('T-1', wish('R-2'));
    await world.clock.advance(1);
    await world.clock.advance(hours(72));
    await world.control({ do: 'fail_next', of: 'red' });
    await world.reversed('T-1', wish('R-3'));
    expect(statuses()).toEqual([
      'awaiting_buyer',
      'refused',
      'awaiting_buyer',
      'lapsed',
      'awaiting_buyer',
      'confirmed',
      'failed',
    ]);
  });

  test('by the issue alone when nobody had to be asked, and not at all without an address', async () => {
    await world.issued(order('T-2', { callbackUrl: world.callbackUrl }));
    await world.issued(order('T-3'));
    world.told.length = 0;
    await world.reversed('T-2', wish('R-2'));
    await world.reversed('T-3', wish('R-3'));
    expect(world.told).toMatchObject([{ serial: 'T-2', red: { status: 'issued' } }]);
  });
});

describe('the card of an invoice', () => {
  test('that is wholly reversed is cancelled at WeChat by the platform’s own account', async () => {
    await withCard('C-1');
    await world.reversed('C-1', wish('R-1'));
    expect(await statusAtWeChat('C-1')).toBe(CANCELLED);
    expect(await world.cardOf('C-1')).toMatchObject({ status: 'inserted', cancel: { status: 'done' } });
    expect(types()).toEqual(['red_changed', 'card_cancelled']);
    expect(world.told.at(-1)?.card).toEqual(await world.cardOf('C-1'));
  });

  test('that is reversed in part is left alone until the rest follows', async () => {
    await withCard('C-2', true);
    await world.reversed('C-2', part('R-1', 100));
    expect(await statusAtWeChat('C-2')).toBe('INVOICE_REIMBURSE_INIT');
    expect(await world.cardOf('C-2')).not.toHaveProperty('cancel');
    await world.reversed('C-2', part('R-2', 4000));
    expect(await statusAtWeChat('C-2')).toBe(CANCELLED);
  });

  test('that the buyer’s company has closed stays closed, and the difference is told', async () => {
    await withCard('C-3');
    const [card] = await world.cards();
    const item = { card_id: card?.['card_id'], encrypt_code: card?.['encrypt_code'] };
    const set = (status: string) =>
      world.wechat.call(appids.company, '/card/invoice/reimburse/updateinvoicestatus', {
        ...item,
        reimburse_status: `INVOICE_REIMBURSE_${status}`,
      });
    await set('LOCK');
    await set('CLOSURE');
    await world.reversed('C-3', wish('R-3'));
    expect(await statusAtWeChat('C-3')).toBe('INVOICE_REIMBURSE_CLOSURE');
    expect(await world.cardOf('C-3')).toMatchObject({
      status: 'inserted',
      cancel: { status: 'refused', errcode: 72024 },
    });
    expect(types()).toEqual(['red_changed', 'card_cancel_refused']);
    expect(await world.blue('C-3')).toMatchObject({ reversedFen: 4100 });
  });

  test('is cancelled once WeChat is there again, also when an answer was lost', async () => {
    await withCard('C-4');
    await world.faults(
      { path: UPDATE, kind: 'errcode', errcode: -1, count: 1 },
      { path: UPDATE, kind: 'timeout_after', ms: 1, count: 1 },
    );
    await world.reversed('C-4', wish('R-4'));
    expect(await world.cardOf('C-4')).toMatchObject({ cancel: { status: 'under_way' } });
    for (const pause of [5, 15, 60]) await world.clock.advance(pause);
    expect(await world.cardOf('C-4')).toMatchObject({ cancel: { status: 'done' } });
    expect(await statusAtWeChat('C-4')).toBe(CANCELLED);
    expect(types()).toEqual(['red_changed', 'card_cancelled']);
  });

  test('whose code was lost cannot be cancelled, which is told', async () => {
    await world.faults({ path: '/card/invoice/insert', kind: 'timeout_after', ms: 1, count: 1 });
    await withCard('C-5');
    await world.clock.advance(5);
    await world.reversed('C-5', wish('R-5'));
    expect(await world.cardOf('C-5')).toMatchObject({
      status: 'inserted',
      cancel: { status: 'refused', message: expect.stringContaining('code') },
    });
  });

  test('whose insert was sent and not heard of again is looked for before it is given up', async () => {
    await world.faults({ path: '/card/invoice/insert', kind: 'timeout_after', ms: 1, count: 1 });
    await withCard('C-7');
    await world.ask('C-7', wish('R-7'));
    await world.clock.advance(2);
    await world.clock.advance(10);
    expect(await world.cards()).toHaveLength(1);
    expect(await world.cardOf('C-7')).toMatchObject({ status: 'inserted', cancel: { status: 'refused' } });
  });

  test('does not come any more when the invoice was reversed first', async () => {
    await world.control({ do: 'card_delay', ms: 3_600_000 });
    await withCard('C-6');
    await world.reversed('C-6', wish('R-6'));
    expect(await world.cardOf('C-6')).toMatchObject({ status: 'refused', message: '发票已全部红冲' });
    expect(types()).toEqual(['red_changed', 'card_refused']);
    const delivery = { orderId: 'C-6', appid: appids.mall, title: '拾光百货' };
    const again = await world.call({ method: 'POST', path: '/v1/invoices/C-6/card', body: delivery });
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'reversed' } } });
    await world.clock.advance(7200);
    expect(await world.cards()).toEqual([]);
  });
});
