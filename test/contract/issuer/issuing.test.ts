import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../../sandbox/clock';
import { failsByChance } from '../../../sandbox/issuer';
import { order, startIssuer } from './caller';

describe('issuing', () => {
  test('is accepted at once and answered later: 4100 at 6 % is 3868 and 232', async () => {
    const { issue, read, clock } = startIssuer();
    const accepted = await issue(order('A-1'));
    expect(accepted.status).toBe(202);
    expect(accepted.body.result).toMatchObject({
      serial: 'A-1',
      status: 'accepted',
      attempt: 1,
      acceptedAt: expect.any(Number),
      grossFen: 4100,
      netFen: 3868,
      taxFen: 232,
    });
    expect((await read('A-1')).body.result.status).toBe('accepted');

    await clock.advance(2);
    const { status, body } = await read('A-1');
    expect(status).toBe(200);
    expect(body.result).toMatchObject({
      status: 'issued',
      number: expect.stringMatching(/^\d\d00\d{16}$/),
      netFen: 3868,
      taxFen: 232,
      lines: [{ grossFen: 4100, netFen: 3868, taxFen: 232, rate: 600 }],
    });
    expect(body.result.issuedAt - accepted.body.result.acceptedAt).toBeLessThanOrEqual(2);
    expect(body.result).not.toHaveProperty('code');
    expect(body.result.files.map(({ format }: { format: string }) => format)).toEqual(['pdf', 'xml']);
  });

  test('gives a classic invoice its code, number and check code', async () => {
    const { issued } = startIssuer();
    const invoice = await issued(order('C-1', { kind: 'classic' }));
    expect(invoice).toMatchObject({
      number: expect.stringMatching(/^\d{8}$/),
      code: expect.stringMatching(/^00000\d{7}$/),
      checkCode: expect.stringMatching(/^\d{20}$/),
    });
  });

  test('computes each line by itself and adds them up, discounts taken off', async () => {
    const { issued } = startIssuer();
    const line = { name: '*日用杂品*商品', taxCode: '1000000000000000000' };
    const invoice = await issued(
      order('L-1', {
        lines: [
          { ...line, grossFen: 1000, rate: 1300, discountFen: 100 },
          { ...line, grossFen: 333, rate: '免税', quantity: 1.5, unit: '千克' },
          { ...line, grossFen: 100, rate: 0 },
        ],
      }),
    );
    expect(invoice.lines).toEqual([
      { ...line, rate: 1300, discountFen: 100, grossFen: 900, netFen: 796, taxFen: 104 },
      { ...line, quantity: '1.5', unit: '千克', rate: '免税', grossFen: 333, netFen: 333, taxFen: 0 },
      { ...line, rate: 0, grossFen: 100, netFen: 100, taxFen: 0 },
    ]);
    expect(invoice).toMatchObject({ grossFen: 1333, netFen: 1229, taxFen: 104 });
  });

  test('takes as long as it was told', async () => {
    const { issue, read, clock, control } = startIssuer();
    await control({ do: 'delay', ms: 60_000 });
    await issue(order('D-1'));
    await clock.advance(59);
    expect((await read('D-1')).body.result.status).toBe('accepted');
    await clock.advance(2);
    expect((await read('D-1')).body.result.status).toBe('issued');
  });
});

describe('the serial', () => {
  test('with the same content is the same invoice, before and after it was issued', async () => {
    const { issue, clock, read } = startIssuer();
    const first = await issue(order('S-1'));
    const again = await issue(order('S-1', { special: false }));
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    await clock.advance(2);
    const { number } = (await read('S-1')).body.result;
    expect((await issue(order('S-1'))).body.result.number).toBe(number);
  });

  test('is refused with other content, and the first stays as it was', async () => {
    const { issue, issued, read } = startIssuer();
    const { number } = await issued(order('S-2'));
    const conflict = await issue(order('S-2', { remark: '另一张' }));
    expect(conflict).toMatchObject({ status: 409, body: { error: { code: 'serial_conflict', field: 'serial' } } });
    expect((await read('S-2')).body.result.number).toBe(number);
  });

  test('is each taxpayer’s own, and a foreign one looks like none', async () => {
    const { call, issue } = startIssuer();
    await issue(order('S-3'));
    const foreign = await call({ path: '/v1/invoices/S-3', merchant: 'm-cafe' });
    const unknown = await call({ path: '/v1/invoices/S-4', merchant: 'm-cafe' });
    expect(foreign.status).toBe(404);
    expect(foreign).toEqual(unknown);
  });

  test('of hundreds of invoices gives hundreds of numbers', async () => {
    const { issue, read, clock } = startIssuer();
    for (let index = 0; index < 200; index++) await issue(order(`N-${index}`));
    await clock.advance(2);
    const numbers = new Set<string>();
    for (let index = 0; index < 200; index++) numbers.add((await read(`N-${index}`)).body.result.number);
    expect(numbers.size).toBe(200);
  });
});

describe('a failure', () => {
  test('in passing is told as retryable, and the same serial succeeds on the next attempt', async () => {
    const { issued, retry, read, clock, control } = startIssuer();
    await control({ do: 'fail_next' });
    const failed = await issued(order('F-1'));
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'tax_bureau_busy', retryable: true } });
    expect(failed).not.toHaveProperty('number');

    const again = await retry('F-1');
    expect(again).toMatchObject({ status: 202, body: { result: { status: 'accepted', attempt: 2 } } });
    expect(await retry('F-1')).toMatchObject({ status: 200, body: { result: { status: 'accepted', attempt: 2 } } });
    await clock.advance(2);
    expect((await read('F-1')).body.result).toMatchObject({ status: 'issued', attempt: 2 });
    expect((await retry('F-1')).body.result).toMatchObject({ status: 'issued', attempt: 2 });
  });

  test('for good is not tried again', async () => {
    const { issued, retry, control } = startIssuer();
    await control({ do: 'fail_next', code: 'buyer_refused' });
    expect((await issued(order('F-2'))).failure).toMatchObject({ code: 'buyer_refused', retryable: false });
    expect(await retry('F-2')).toMatchObject({ status: 409, body: { error: { code: 'not_retryable' } } });
  });

  test('can be planned for one merchant and a number of times', async () => {
    const { issued, control } = startIssuer();
    await control({ do: 'fail_next', merchant: 'm-cafe', count: 5 });
    await control({ do: 'fail_next', merchant: 'm-mall', count: 2, code: 'risk_blocked' });
    const outcomes = [];
    for (const serial of ['F-3', 'F-4', 'F-5']) outcomes.push((await issued(order(serial))).status);
    expect(outcomes).toEqual(['failed', 'failed', 'issued']);
  });

  test('by chance needs a seed, and meets the same orders each time, whatever their serials end in', async () => {
    const failing = async (seed?: number) => {
      const fails = (serial: string) => failsByChance(seed ?? 0, serial);
      const { issue, read, clock } = startIssuer(seed === undefined ? {} : { fails });
      const end = randomBytes(4).toString('hex');
      const serials = Array.from({ length: 120 }, (_, index) => `R${index}-1-${end}`);
      for (const serial of serials) await issue(order(serial));
      await clock.advance(2);
      const failed = [];
      for (const serial of serials) if ((await read(serial)).body.result.status === 'failed') failed.push(serial);
      return failed.map((serial) => serial.split('-')[0]);
    };
    expect(await failing()).toEqual([]);
    const first = await failing(7);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(30);
    expect(await failing(7)).toEqual(first);
    expect(await failing(8)).not.toEqual(first);
  });
});

describe('the data', () => {
  test('goes back to the snapshot, also after a restart, and no number comes twice', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'issuer-'));
    try {
      const clock = createClock();
      const first = startIssuer({ dataDir, clock });
      const kept = await first.issued(order('K-1'));
      first.issuer.snapshot();
      const lost = await first.issued(order('K-2'));
      await first.control({ do: 'delay', ms: 9 });
      await first.issuer.close();

      const second = startIssuer({ dataDir, clock });
      expect((await second.read('K-2')).body.result.number).toBe(lost.number);
      await second.issuer.reset();
      expect((await second.read('K-2')).status).toBe(404);
      expect((await second.read('K-1')).body.result.number).toBe(kept.number);
      expect(second.issuer.settings.delayMs).toBe(1500);
      const next = await second.issued(order('K-3'));
      expect([kept.number, lost.number]).not.toContain(next.number);
      await second.issuer.close();
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });

  test('goes back to nothing where no snapshot was taken', async () => {
    const { issuer, issue, read } = startIssuer();
    await issue(order('K-4'));
    await issuer.reset();
    expect((await read('K-4')).status).toBe(404);
  });
});
