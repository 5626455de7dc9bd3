import { order } from './caller';
import { part, startReds, wish } from './red-caller';

describe('the redSerial', () => {
  test('with the same content is the same red, at any time after', async () => {
    const { ask, blueOf, clock } = startReds();
    await blueOf('S-1', {}, true);
    const first = await ask('S-1', part('R-1', 100));
    const again = await ask('S-1', part('R-1', 100));
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    await clock.advance(1);
    expect(await ask('S-1', part('R-1', 100))).toMatchObject({
      status: 200,
      body: { result: { status: 'awaiting_buyer' } },
    });
  });

  test('is refused with other content, and is each taxpayer’s own', async () => {
    const { ask, blueOf, call } = startReds();
    await blueOf('S-2', {}, true);
    await blueOf('S-3', {}, true);
    await ask('S-2', part('R-2', 100));
    for (const [serial, body] of [
      ['S-2', part('R-2', 101)],
      ['S-2', wish('R-2')],
      ['S-2', { ...part('R-2', 100), reason: 'allowance' }],
      ['S-3', part('R-2', 100)],
    ] as const) {
      const conflict = { status: 409, body: { error: { code: 'serial_conflict', field: 'redSerial' } } };
      expect(await ask(serial, body)).toMatchObject(conflict);
    }
    const foreign = { method: 'POST', path: '/v1/invoices/S-2/reds', body: wish('R-2'), merchant: 'm-cafe' };
    expect(await call(foreign)).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  });
});

describe('a red is refused', () => {
  test.each([
    [{}, 'redSerial'],
    [{ redSerial: 'R 1', reason: 'return' }, 'redSerial'],
    [{ redSerial: 'R-1' }, 'reason'],
    [wish('R-1', { reason: 'whim' }), 'reason'],
    [wish('R-1', { amount: 1 }), 'amount'],
    [wish('R-1', { lines: [] }), 'lines'],
    [wish('R-1', { lines: [{ index: 0, grossFen: 0 }] }), 'lines[0].grossFen'],
    [wish('R-1', { lines: [{ index: 0, grossFen: -100 }] }), 'lines[0].grossFen'],
    [wish('R-1', { lines: [{ index: 0, grossFen: 1.5 }] }), 'lines[0].grossFen'],
    [wish('R-1', { lines: [{ index: -1, grossFen: 1 }] }), 'lines[0].index'],
    [wish('R-1', { lines: [{ index: 1, grossFen: 1 }] }), 'lines[0].index'],
    [wish('R-1', { lines: [{ index: 0, grossFen: 1, rate: 600 }] }), 'lines[0].rate'],
    [part('R-1', 1, 1), 'lines[1].index'],
    [
      wish('R-1', {
        lines: [
          { index: 0, grossFen: 1 },
          { index: 0, grossFen: 2 },
        ],
      }),
      'lines',
    ],
  ])('when it says %j, for %s', async (body, field) => {
    const { ask, blueOf } = startReds();
    await blueOf('V-1', {}, true);
    const answer = await ask('V-1', body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_request', field } } });
    expect(answer.body.error.message).toContain(field);
  });

  test('before there is an invoice, and for one that failed or is unknown', async () => {
    const { ask, issue, issued, control } = startReds();
    await issue(order('N-1'));
    expect(await ask('N-1', wish('R-1'))).toMatchObject({ status: 409, body: { error: { code: 'not_issued' } } });
    await control({ do: 'fail_next' });
    await issued(order('N-2'));
    expect(await ask('N-1', wish('R-1'))).toMatchObject({ status: 409 });
    expect(await ask('N-3', wish('R-1'))).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  });

  test.each(['status=dance', 'after=R-1', 'status=issued&page=2', 'status=issued&after='])(
    'as is a list of %j',
    async (query) => {
      const { list } = startReds();
      expect(await list(query)).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } });
    },
  );

  test('when its sum would exceed the blue, of a line or of all', async () => {
    const { ask, blueOf, reversed } = startReds();
    const line = { name: '*日用杂品*商品', taxCode: '1000000000000000000', rate: 1300 };
    const lines = [
      { ...line, grossFen: 1000 },
      { ...line, grossFen: 500, discountFen: 100 },
    ];
    await blueOf('X-1', { lines }, true);
    const exceeds = (field: string) => ({ status: 409, body: { error: { code: 'exceeds_blue', field } } });
    expect(await ask('X-1', part('R-1', 0, 401))).toMatchObject(exceeds('lines[0].grossFen'));
    expect((await reversed('X-1', part('R-1', 600, 100))).status).toBe('issued');
    expect(await ask('X-1', part('R-2', 1, 301))).toMatchObject(exceeds('lines[1].grossFen'));
    expect(await ask('X-1', part('R-2', 401))).toMatchObject(exceeds('lines[0].grossFen'));
    const whole = await ask('X-1', wish('R-2'));
    expect(whole).toMatchObject({ status: 409, body: { error: { code: 'exceeds_blue' } } });
    expect(whole.body.error).not.toHaveProperty('field');
    expect((await reversed('X-1', part('R-2', 400, 300))).status).toBe('issued');
    expect(await ask('X-1', part('R-3', 1))).toMatchObject(exceeds('lines[0].grossFen'));
    expect(await ask('X-1', wish('R-3'))).toMatchObject({ status: 409, body: { error: { code: 'exceeds_blue' } } });
  });
});
