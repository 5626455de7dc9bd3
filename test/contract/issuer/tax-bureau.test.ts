import { order, startIssuer } from './caller';

const year = 365 * 24 * 3600;

describe('the login at the tax bureau', () => {
  test('once over makes invoices wait, which is no failure, until somebody logs in', async () => {
    const { issue, issued, read, control, clock, health } = startIssuer();
    await issue(order('W-1'));
    await control({ do: 'expire_login', merchant: 'm-mall' });
    const waiting = await issued(order('W-2'));
    expect(waiting).toMatchObject({
      status: 'waiting_for_person',
      attempt: 1,
      waiting: {
        reason: 'login',
        message: expect.any(String),
        scanUrl: expect.stringContaining('/issuer/scan/m-mall'),
      },
    });
    expect((await read('W-1')).body.result.status).toBe('waiting_for_person');
    const told = await health();
    expect(told).toMatchObject({
      login: { ok: false },
      faceCheck: { ok: false },
      waiting: 2,
      scanUrl: expect.any(String),
    });

    await clock.advance(3600);
    const then = Math.floor(clock.now() / 1000);
    await control({ do: 'login', merchant: 'm-mall' });
    const after = (await read('W-2')).body.result;
    expect(after).toMatchObject({ status: 'issued', attempt: 1 });
    expect(after.issuedAt).toBeGreaterThanOrEqual(then);
    expect(after.issuedAt).toBeLessThanOrEqual(Math.floor(clock.now() / 1000));
    expect(await health()).toMatchObject({ login: { ok: true }, waiting: 0 });
  });

  test('over leaves alone what was due before, and other merchants', async () => {
    const { issue, read, control, clock, health } = startIssuer();
    await issue(order('W-3'));
    await clock.advance(2);
    await control({ do: 'expire_login', merchant: 'm-mall' });
    expect((await read('W-3')).body.result.status).toBe('issued');
    const other = await health('m-cafe');
    expect(other).toMatchObject({ login: { ok: true }, faceCheck: { ok: true } });
  });

  test('ends by itself after a year', async () => {
    const { issued, clock, health, control } = startIssuer();
    expect((await health()).login.ok).toBe(true);
    await clock.advance(year + 1);
    expect((await issued(order('W-4'))).status).toBe('waiting_for_person');
    await control({ do: 'login' });
    expect((await issued(order('W-5'))).status).toBe('issued');
  });

  test('may be there while the face check is not', async () => {
    const { issued, control, health } = startIssuer();
    await control({ do: 'expire_login', reason: 'face_check' });
    expect((await issued(order('W-6'))).waiting.reason).toBe('face_check');
    const told = await health();
    expect(told).toMatchObject({ login: { ok: true }, faceCheck: { ok: false } });
  });

  test('is renewed through the address of the QR code, and only with its signature', async () => {
    const { issuer, issued, read, control, download } = startIssuer();
    await control({ do: 'expire_login' });
    const { scanUrl } = (await issued(order('W-7'))).waiting;
    const page = await download(scanUrl);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('拾光百货有限公司');

    const forged = await issuer.app.request('/scan/m-mall?signature=0', { method: 'POST' });
    expect(forged.status).toBe(403);
    expect((await read('W-7')).body.result.status).toBe('waiting_for_person');
    const done = await issuer.app.request(scanUrl.replace('/issuer', ''), { method: 'POST' });
    expect(await done.text()).toContain('已登录');
    expect((await read('W-7')).body.result.status).toBe('issued');
  });
});

describe('the quota', () => {
  test('is used up by net amounts, and a raised one lets the retry through', async () => {
    const { issued, control, health, retry, read, clock } = startIssuer();
    await control({ do: 'quota', merchant: 'm-mall', amount: 5000 });
    expect((await issued(order('Q-1'))).status).toBe('issued');
    expect((await health()).quota.leftFen).toBe(5000 - 3868);
    const failed = await issued(order('Q-2'));
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'quota_exceeded', retryable: true } });
    await control({ do: 'quota', merchant: 'm-mall', amount: 3868 });
    await retry('Q-2');
    await clock.advance(2);
    expect((await read('Q-2')).body.result.status).toBe('issued');
    expect((await health()).quota.leftFen).toBe(0);
  });
});

describe('the control address', () => {
  test.each([
    [{}, 400],
    [null, 400],
    [{ do: 'dance' }, 400],
    [{ do: 'quota' }, 400],
    [{ do: 'quota', amount: -1 }, 400],
    [{ do: 'delay', ms: '1' }, 400],
    [{ do: 'fail_next', code: 'nonsense' }, 400],
    [{ do: 'fail_next', code: 'constructor' }, 400],
    [{ do: 'login', merchant: 'm-none' }, 404],
    [{ do: 'fail_next', merchant: 'm-none' }, 404],
    [{ do: 'fail_next', of: 'green' }, 400],
    [{ do: 'outage' }, 400],
    [{ do: 'change_next' }, 400],
    [{ do: 'change_next', amount: 4000, merchant: 'm-none' }, 404],
    [{ do: 'book' }, 400],
    [{ do: 'book', invoice_no: 26009123456789 }, 400],
    [{ do: 'book', invoice_no: '26009123456789012345' }, 404],
    [{ do: 'start_red', invoice_no: '26009123456789012345', amount: 0 }, 400],
    [{ do: 'start_red', invoice_no: '26009123456789012345', reason: 'whim' }, 400],
    [{ do: 'confirm_red', invoice_no: '26009123456789012345' }, 404],
    [{ do: 'refuse_red', invoice_no: '26009123456789012345', merchant: 'm-none' }, 404],
  ])('refuses %j with %i', async (body, status) => {
    const { control } = startIssuer();
    const answer = await control(body);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toEqual(expect.any(String));
  });
});
