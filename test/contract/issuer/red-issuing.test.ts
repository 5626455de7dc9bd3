import { order } from './caller';
import { hours, part, startReds, wish } from './red-caller';

describe('a red that is being issued', () => {
  test('waits for a person like an invoice, which is no failure, and goes on after the login', async () => {
    const { ask, red, blueOf, control, clock, health, read, issue } = startReds();
    await blueOf('A-1');
    await control({ do: 'expire_login', merchant: 'm-mall' });
    await ask('A-1', wish('R-1'));
    await issue(order('A-2'));
    await clock.advance(60);
    expect(await red('R-1')).toMatchObject({
      status: 'accepted',
      waiting: { reason: 'login', scanUrl: expect.stringContaining('/scan/m-mall') },
    });
    expect((await health()).waiting).toBe(2);
    const loggedInAt = Math.floor(clock.now() / 1000);
    await control({ do: 'login' });
    const issued = await red('R-1');
    expect(issued).toMatchObject({ status: 'issued' });
    expect(issued['issuedAt']).toBeGreaterThanOrEqual(loggedInAt);
    expect(issued).not.toHaveProperty('waiting');
    expect((await read('A-2')).body.result.status).toBe('issued');
  });

  test('waits for nobody to be asked, confirmed or to lapse', async () => {
    const { ask, red, blueOf, control, atBureau, clock } = startReds();
    await blueOf('B-1', {}, true);
    await blueOf('B-2', {}, true);
    await control({ do: 'expire_login' });
    await ask('B-1', wish('R-1'));
    await ask('B-2', wish('R-2'));
    await clock.advance(1);
    await atBureau('confirm_red', 'B-1');
    await clock.advance(hours(80));
    expect(await red('R-1')).toMatchObject({ status: 'accepted', waiting: { reason: 'login' } });
    expect((await red('R-2')).status).toBe('lapsed');
  });

  test('gives its net back to the quota', async () => {
    const { blueOf, reversed, control, health } = startReds();
    await control({ do: 'quota', merchant: 'm-mall', amount: 5000 });
    await blueOf('Q-1', {}, true);
    expect((await health()).quota.leftFen).toBe(5000 - 3868);
    await reversed('Q-1', part('R-1', 100));
    expect((await health()).quota.leftFen).toBe(5000 - 3868 + 94);
    await reversed('Q-1', part('R-2', 4000));
    expect((await health()).quota.leftFen).toBe(5000);
  });
});

describe('a red that fails', () => {
  test('in passing takes nothing back, and succeeds on the next attempt under the same redSerial', async () => {
    const { blueOf, reversed, blue, act, red, control, clock, health } = startReds();
    await blueOf('F-1', {}, true);
    await control({ do: 'fail_next', of: 'red' });
    const { leftFen } = (await health()).quota;
    const failed = await reversed('F-1', part('R-1', 100));
    expect(failed).toMatchObject({
      status: 'failed',
      attempt: 1,
      failure: { code: 'tax_bureau_busy', retryable: true },
    });
    expect(failed).not.toHaveProperty('number');
    expect((await blue('F-1')).reversedFen).toBe(0);
    expect((await health()).quota.leftFen).toBe(leftFen);

    expect(await act('retry', 'R-1')).toMatchObject({
      status: 202,
      body: { result: { status: 'accepted', attempt: 2 } },
    });
    expect(await act('retry', 'R-1')).toMatchObject({
      status: 200,
      body: { result: { status: 'accepted', attempt: 2 } },
    });
    await clock.advance(1);
    expect(await red('R-1')).toMatchObject({ status: 'issued', attempt: 2, formNo: failed.formNo });
    expect(await act('retry', 'R-1')).toMatchObject({
      status: 200,
      body: { result: { status: 'issued', attempt: 2 } },
    });
  });

  test('for good is not tried again, and another may be asked for', async () => {
    const { blueOf, reversed, act, control } = startReds();
    await blueOf('F-2');
    await control({ do: 'fail_next', code: 'risk_blocked' });
    expect(await reversed('F-2', wish('R-2'))).toMatchObject({ failure: { code: 'risk_blocked', retryable: false } });
    expect(await act('retry', 'R-2')).toMatchObject({ status: 409, body: { error: { code: 'not_retryable' } } });
    expect((await reversed('F-2', wish('R-3'))).status).toBe('issued');
  });

  test('meets the rules again when it is retried', async () => {
    const { blueOf, reversed, ask, act, atBureau, control, clock } = startReds();
    await blueOf('F-3', {}, true);
    await control({ do: 'fail_next', of: 'red', count: 2 });
    await reversed('F-3', part('R-1', 4000));
    await ask('F-3', part('R-2', 200));
    expect(await act('retry', 'R-1')).toMatchObject({ status: 409, body: { error: { code: 'red_open' } } });
    await clock.advance(1);
    await atBureau('confirm_red', 'F-3');
    await clock.advance(2);
    await act('retry', 'R-2');
    await clock.advance(2);
    expect(await act('retry', 'R-1')).toMatchObject({ status: 409, body: { error: { code: 'exceeds_blue' } } });

    await blueOf('F-4');
    await control({ do: 'fail_next', of: 'red' });
    await reversed('F-4', wish('R-4'));
    await atBureau('book', 'F-4');
    expect(await act('retry', 'R-4')).toMatchObject({ status: 409, body: { error: { code: 'not_retryable' } } });
  });

  test('that takes what was left is worked out anew when another has taken a part meanwhile', async () => {
    const { blueOf, reversed, act, red, control, clock } = startReds();
    const line = { name: '*日用杂品*商品', taxCode: '1000000000000000000', grossFen: 100, rate: 1300 };
    await blueOf('F-5', { lines: [line] }, true);
    await control({ do: 'fail_next', of: 'red' });
    expect(await reversed('F-5', part('R-1', 4))).toMatchObject({ status: 'failed', netFen: -4 });
    await reversed('F-5', part('R-2', 1));
    await reversed('F-5', part('R-3', 95));
    await act('retry', 'R-1');
    await clock.advance(1);
    expect(await red('R-1')).toMatchObject({ status: 'issued', grossFen: -4, netFen: -3, taxFen: -1 });
  });

  test('is planned for invoices, for reds or for whatever comes next', async () => {
    const { blueOf, issued, reversed, control } = startReds();
    await blueOf('F-6');
    await control({ do: 'fail_next', of: 'red' });
    await control({ do: 'fail_next', of: 'blue', code: 'tax_bureau_timeout' });
    expect((await issued(order('F-7'))).failure.code).toBe('tax_bureau_timeout');
    expect((await reversed('F-6', wish('R-6'))).failure.code).toBe('tax_bureau_busy');
    await control({ do: 'fail_next', count: 2 });
    expect((await issued(order('F-8'))).status).toBe('failed');
    expect((await reversed('F-6', wish('R-7'))).status).toBe('failed');
  });
});

describe('what is asked of reds', () => {
  test('is told by health as a table', async () => {
    const { call } = startReds();
    const { body } = await call<{ limits: { reds: { reasons: string[]; confirmHours: number; rules: object[] } } }>({
      path: '/v1/health',
    });
    expect(body.result.limits.reds).toMatchObject({
      reasons: ['error', 'return', 'service_ended', 'allowance'],
      confirmHours: 72,
    });
    expect(body.result.limits.reds.rules).toContainEqual({
      kind: 'digital',
      booked: true,
      startedBy: ['seller', 'buyer'],
      confirm: true,
      partReasons: ['return', 'service_ended', 'allowance'],
    });
    expect(body.result.limits.reds.rules).toHaveLength(4);
  });
});
