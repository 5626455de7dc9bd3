import { hours, part, startReds, wish } from './red-caller';

// Real time stands still, and moves by the sandbox's clock alone: moments are compared to the second.
beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(Date.now()));
afterEach(() => jest.restoreAllMocks());

const line = { name: '*日用杂品*商品', taxCode: '1000000000000000000' };
const threeLines = {
  lines: [
    { ...line, grossFen: 1000, rate: 1300, discountFen: 100, quantity: '3', unit: '件', spec: '大' },
    { ...line, grossFen: 333, rate: '免税' },
    { ...line, grossFen: 100, rate: 600 },
  ],
};

describe('a red of an invoice that nobody has booked', () => {
  test('needs no confirmation, goes through by itself and takes back all of the blue', async () => {
    const { ask, red, blue, blueOf, clock } = startReds();
    const before = await blueOf('A-1');
    expect(before).toMatchObject({ booked: false, reds: [], reversedFen: 0 });
    const asked = await ask('A-1', wish('R-1'));
    expect(asked.status).toBe(202);
    expect(asked.body.result).toMatchObject({
      redSerial: 'R-1',
      invoiceSerial: 'A-1',
      startedBy: 'seller',
      reason: 'return',
      whole: true,
      status: 'requested',
      attempt: 1,
      requestedAt: Math.floor(clock.now() / 1000),
      grossFen: -4100,
      netFen: -3868,
      taxFen: -232,
    });
    expect(asked.body.result).not.toHaveProperty('formNo');

    const seen = [];
    for (let step = 0; step < 3; step++) {
      await clock.advance(0.5);
      seen.push((await red('R-1')).status);
    }
    expect(seen).toEqual(['unneeded', 'accepted', 'issued']);
    const issued = await red('R-1');
    expect(issued).toMatchObject({
      formNo: expect.stringMatching(/^00\d{18}$/),
      number: expect.stringMatching(/^\d\d00\d{16}$/),
      lines: [{ index: 0, rate: 600, grossFen: -4100, netFen: -3868, taxFen: -232 }],
    });
    expect(issued.number).not.toBe(before.number);
    expect(issued).not.toHaveProperty('code');
    expect(issued.files.map(({ format }) => format)).toEqual(['pdf', 'xml']);
    expect(await blue('A-1')).toEqual({
      ...before,
      files: expect.anything(),
      reds: ['R-1'],
      reversedFen: 4100,
    });
  });

  test('is the whole or nothing', async () => {
    const { ask, blueOf } = startReds();
    await blueOf('A-2', threeLines);
    const partly = await ask('A-2', part('R-1', 900, 333));
    expect(partly).toMatchObject({ status: 409, body: { error: { code: 'part_not_allowed', field: 'lines' } } });
    const spelledOut = await ask('A-2', part('R-1', 900, 333, 100));
    expect(spelledOut).toMatchObject({ status: 202, body: { result: { whole: true } } });
  });

  test('repeats what the blue says of each line, discounts taken off, and can be made years later', async () => {
    const { reversed, blueOf, clock, control } = startReds();
    await blueOf('A-3', threeLines);
    await clock.advance(hours(24 * 800));
    await control({ do: 'login' });
    const red = await reversed('A-3', wish('R-3', { reason: 'error' }));
    expect(red.lines).toEqual([
      {
        ...line,
        index: 0,
        rate: 1300,
        spec: '大',
        unit: '件',
        quantity: '-3',
        grossFen: -900,
        netFen: -796,
        taxFen: -104,
      },
      { ...line, index: 1, rate: '免税', grossFen: -333, netFen: -333, taxFen: 0 },
      { ...line, index: 2, rate: 600, grossFen: -100, netFen: -94, taxFen: -6 },
    ]);
    expect(red).toMatchObject({ status: 'issued', grossFen: -1333, netFen: -1223, taxFen: -110 });
  });

  test('of a classic invoice has a code and check code of its own, and no form', async () => {
    const { reversed, blueOf } = startReds();
    const blue = await blueOf('A-4', { kind: 'classic' });
    const red = await reversed('A-4', wish('R-4'));
    expect(red).toMatchObject({
      status: 'issued',
      number: expect.stringMatching(/^\d{8}$/),
      code: expect.stringMatching(/^00000\d{7}$/),
      checkCode: expect.stringMatching(/^\d{20}$/),
    });
    expect(red).not.toHaveProperty('formNo');
    expect(red.code + red.number).not.toBe(blue.code + blue.number);
  });

  test('cannot be asked for by the buyer, whatever the title', async () => {
    const { blueOf, atBureau } = startReds();
    await blueOf('A-5');
    expect(await atBureau('start_red', 'A-5')).toMatchObject({ status: 409, body: { error: { code: 'not_booked' } } });
    await blueOf('A-6', { buyer: { name: '某先生' } });
    expect(await atBureau('book', 'A-6')).toMatchObject({ status: 409, body: { error: { code: 'not_bookable' } } });
  });
});

describe('a red of an invoice that its buyer has booked', () => {
  test('asked for by the seller waits for the buyer, who has 72 hours, and may be a part', async () => {
    const { ask, red, blue, blueOf, atBureau, clock } = startReds();
    const { booked } = await blueOf('B-1', threeLines, true);
    expect(booked).toBe(true);
    await ask('B-1', part('R-1', 0, 33));
    await clock.advance(1);
    const waiting = await red('R-1');
    expect(waiting).toMatchObject({ status: 'awaiting_buyer', whole: false, formNo: expect.any(String) });
    const left = waiting.deadline - Math.floor(clock.now() / 1000);
    expect(left).toBeGreaterThan(hours(72) - 3);
    expect(left).toBeLessThanOrEqual(hours(72));
    await clock.advance(hours(71));
    expect((await atBureau('confirm_red', 'B-1')).status).toBe(200);
    expect((await red('R-1')).status).toBe('confirmed');
    await clock.advance(2);
    expect(await red('R-1')).toMatchObject({ status: 'issued', grossFen: -33, lines: [{ index: 1, grossFen: -33 }] });
    expect(await red('R-1')).not.toHaveProperty('deadline');
    expect(await blue('B-1')).toMatchObject({ status: 'issued', reversedFen: 33 });
  });

  test('is no part for 开票有误, and of a classic invoice never', async () => {
    const { ask, blueOf } = startReds();
    await blueOf('B-2', {}, true);
    await blueOf('B-3', { kind: 'classic' }, true);
    for (const [serial, reason] of [
      ['B-2', 'error'],
      ['B-3', 'return'],
      ['B-3', 'allowance'],
    ] as const) {
      const answer = await ask(serial, { ...part('R-2', 100), reason });
      expect(answer).toMatchObject({ status: 409, body: { error: { code: 'part_not_allowed' } } });
    }
    expect((await ask('B-3', wish('R-3', { reason: 'error' }))).status).toBe(202);
  });

  test('ends when the buyer refuses, and leaves the blue to the next', async () => {
    const { ask, red, redsOf, blueOf, atBureau, clock } = startReds();
    await blueOf('B-4', {}, true);
    await ask('B-4', wish('R-4'));
    await clock.advance(1);
    expect(await ask('B-4', wish('R-5'))).toMatchObject({ status: 409, body: { error: { code: 'red_open' } } });
    expect(await atBureau('refuse_red', 'B-4')).toMatchObject({
      body: { red: { redSerial: 'R-4', status: 'refused' } },
    });
    await clock.advance(hours(100));
    expect((await red('R-4')).status).toBe('refused');
    expect((await ask('B-4', wish('R-5'))).status).toBe(202);
    expect((await redsOf('B-4')).map(({ redSerial }) => redSerial)).toEqual(['R-4', 'R-5']);
  });

  test('lapses after 72 hours, several at once, also if nobody looked', async () => {
    const { ask, red, blueOf, clock } = startReds();
    for (const serial of ['L-1', 'L-2', 'L-3']) {
      await blueOf(serial, {}, true);
      await ask(serial, wish(`R-${serial}`));
    }
    await clock.advance(hours(72) + 5);
    for (const serial of ['L-1', 'L-2', 'L-3']) expect((await red(`R-${serial}`)).status).toBe('lapsed');
    expect((await ask('L-1', wish('R-again'))).status).toBe(202);
  });

  test('lapses at its deadline and not before', async () => {
    const { ask, red, blueOf, clock } = startReds();
    await blueOf('L-4', {}, true);
    await ask('L-4', wish('R-4'));
    await clock.advance(1);
    const { deadline } = await red('R-4');
    await clock.advance(deadline - clock.now() / 1000 - 1);
    expect((await red('R-4')).status).toBe('awaiting_buyer');
    await clock.advance(1.1);
    expect((await red('R-4')).status).toBe('lapsed');
  });

  test('may be taken back by the seller while the buyer has not answered', async () => {
    const { ask, act, blueOf, clock } = startReds();
    await blueOf('B-5', {}, true);
    await ask('B-5', wish('R-6'));
    expect(await act('withdraw', 'R-6')).toMatchObject({ status: 409, body: { error: { code: 'wrong_state' } } });
    await clock.advance(1);
    expect(await act('withdraw', 'R-6')).toMatchObject({ status: 202, body: { result: { status: 'withdrawn' } } });
    expect(await act('withdraw', 'R-6')).toMatchObject({ status: 200, body: { result: { status: 'withdrawn' } } });
    expect(await act('confirm', 'R-6')).toMatchObject({ status: 409, body: { error: { code: 'wrong_state' } } });
  });
});

describe('a red that the buyer starts', () => {
  test('waits for the seller, is found by the list, and is issued once the seller agrees', async () => {
    const { blueOf, buyersRed, list, act, red, clock } = startReds();
    await blueOf('C-1', threeLines, true);
    expect((await list('status=awaiting_seller')).body.result).toEqual({ reds: [] });
    const redSerial = await buyersRed('C-1', { amount: 1000, reason: 'allowance' });
    expect(redSerial).toMatch(/^buyer-/);
    const { reds } = (await list('status=awaiting_seller')).body.result;
    expect(reds).toEqual([await red(redSerial)]);
    expect(reds[0]).toMatchObject({
      startedBy: 'buyer',
      invoiceSerial: 'C-1',
      reason: 'allowance',
      whole: false,
      status: 'awaiting_seller',
      formNo: expect.any(String),
      deadline: Math.floor(clock.now() / 1000) + hours(72),
      lines: [
        { index: 0, grossFen: -900 },
        { index: 1, grossFen: -100 },
      ],
    });
    expect(await act('confirm', redSerial)).toMatchObject({ status: 202, body: { result: { status: 'confirmed' } } });
    expect(await act('confirm', redSerial)).toMatchObject({ status: 200, body: { result: { status: 'confirmed' } } });
    await clock.advance(2);
    expect(await act('confirm', redSerial)).toMatchObject({ status: 200, body: { result: { status: 'issued' } } });
    expect(await act('refuse', redSerial)).toMatchObject({ status: 409, body: { error: { code: 'wrong_state' } } });
    expect((await list('status=awaiting_seller')).body.result.reds).toEqual([]);
  });

  test('may be refused, or lapse', async () => {
    const { blueOf, buyersRed, act, red, clock } = startReds();
    await blueOf('C-2', {}, true);
    const first = await buyersRed('C-2');
    expect(await act('withdraw', first)).toMatchObject({ status: 409, body: { error: { code: 'wrong_state' } } });
    expect(await act('refuse', first)).toMatchObject({ status: 202, body: { result: { status: 'refused' } } });
    expect(await act('refuse', first)).toMatchObject({ status: 200 });
    const second = await buyersRed('C-2');
    await clock.advance(hours(72) + 1);
    expect((await red(second)).status).toBe('lapsed');
    expect(await act('confirm', second)).toMatchObject({ status: 409, body: { error: { code: 'wrong_state' } } });
  });

  test('takes what is left unless told how much, and never more', async () => {
    const { blueOf, reversed, buyersRed, atBureau, red } = startReds();
    await blueOf('C-3', threeLines, true);
    await reversed('C-3', part('R-1', 300));
    expect(await atBureau('start_red', 'C-3', { amount: 1034 })).toMatchObject({
      status: 409,
      body: { error: { code: 'exceeds_blue' } },
    });
    expect(await red(await buyersRed('C-3'))).toMatchObject({ whole: false, reason: 'return', grossFen: -1033 });
    expect(await atBureau('start_red', 'C-3')).toMatchObject({ status: 409, body: { error: { code: 'red_open' } } });
    expect(await atBureau('confirm_red', 'C-3')).toMatchObject({ status: 409, body: { error: { code: 'no_form' } } });
  });

  test('is listed in pages, the oldest first, and only to its seller', async () => {
    const { call, list, blueOf, buyersRed } = startReds();
    const serials = [];
    for (let index = 0; index < 103; index++) {
      await blueOf(`D-${index}`, {}, true);
      serials.push(await buyersRed(`D-${index}`));
    }
    const first = (await list('status=awaiting_seller')).body.result;
    expect(first).toMatchObject({ next: first.reds.at(-1)?.redSerial });
    const second = (await list(`status=awaiting_seller&after=${first.next}`)).body.result;
    expect(second).not.toHaveProperty('next');
    expect([...first.reds, ...second.reds].map(({ redSerial }) => redSerial)).toEqual(serials);
    const foreign = { merchant: 'm-cafe' };
    const theirs = await call({ path: '/v1/reds?status=awaiting_seller', ...foreign });
    expect(theirs.body.result).toEqual({ reds: [] });
    const unknown = await call({ path: '/v1/reds/R-none', ...foreign });
    expect(unknown.status).toBe(404);
    expect(await call({ path: `/v1/reds/${serials[0]}`, ...foreign })).toEqual(unknown);
  });
});

describe('booking', () => {
  test('waits until a red has ended, and is done once', async () => {
    const { ask, blueOf, atBureau, clock } = startReds();
    await blueOf('E-1');
    await ask('E-1', wish('R-1'));
    expect(await atBureau('book', 'E-1')).toMatchObject({ status: 409, body: { error: { code: 'red_open' } } });
    await clock.advance(3);
    expect(await atBureau('book', 'E-1')).toMatchObject({ status: 409, body: { error: { code: 'reversed' } } });
    await blueOf('E-2');
    expect((await atBureau('book', 'E-2', { merchant: 'm-cafe' })).status).toBe(404);
    expect((await atBureau('book', 'E-2', { merchant: 'm-mall' })).status).toBe(200);
    expect(await atBureau('book', 'E-2')).toMatchObject({ status: 409, body: { error: { code: 'already_booked' } } });
  });
});
