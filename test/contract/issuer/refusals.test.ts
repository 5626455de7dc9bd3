import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { mallTaxNo, order, startIssuer } from './caller';

const path = '/v1/invoices';

describe('a signature', () => {
  test('made as in the README’s worked example is accepted', async () => {
    const { call, clock } = startIssuer();
    await clock.advance(1_790_000_000 - Math.floor(clock.now() / 1000));
    const answer = await call({
      path: '/v1/invoices/A-1',
      timestamp: 1_790_000_000,
      nonce: '0123456789abcdef',
      forge: { 'X-Signature': '75ebee89126f2c2615c433dfb68073270115b48f43eede54a6dd3c19f7fd561e' },
    });
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  });

  test.each([
    ['an unknown key', { 'X-App-Key': 'nobody' }, 'app_key_unknown'],
    ['another secret', { 'X-Signature': '0'.repeat(64) }, 'signature_invalid'],
    ['no signature', { 'X-Signature': '' }, 'signature_invalid'],
    ['another merchant’s key', { 'X-App-Key': 'sandbox-issuer-m-cafe' }, 'signature_invalid'],
    ['another nonce', { 'X-Nonce': 'another-nonce-0123' }, 'signature_invalid'],
    ['a short nonce', { 'X-Nonce': 'short' }, 'nonce_invalid'],
    ['a timestamp that is none', { 'X-Timestamp': 'now' }, 'timestamp_expired'],
  ])('is refused with %s', async (_, forge, code) => {
    const { call, read } = startIssuer();
    const answer = await call({ method: 'POST', path, body: order('X-1'), forge });
    expect(answer).toMatchObject({ status: 401, body: { error: { code } } });
    expect((await read('X-1')).status).toBe(404);
  });

  test.each([-301, 301])('is refused when it is %i seconds off', async (seconds) => {
    const { call, clock } = startIssuer();
    const timestamp = Math.floor(clock.now() / 1000) + seconds + Math.sign(seconds);
    const answer = await call({ path: '/v1/health', timestamp });
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'timestamp_expired', retryable: true } } });
  });

  test('is refused the second time, to its own merchant only', async () => {
    const { call } = startIssuer();
    const nonce = 'once-and-not-again';
    expect((await call({ path: '/v1/health', nonce })).status).toBe(200);
    expect((await call({ path: '/v1/health', nonce })).body.error.code).toBe('nonce_used');
    expect((await call({ path: '/v1/health', nonce, merchant: 'm-cafe' })).status).toBe(200);
  });

  test('covers method, path and body', async () => {
    const { issuer, clock } = startIssuer();
    const stamp = String(Math.floor(clock.now() / 1000));
    const sign = (text: string) => createHmac('sha256', 'sandbox-issuer-secret-m-mall').update(text).digest('hex');
    const send = async (nonce: string, signed: string) => {
      const headers = {
        'X-App-Key': 'sandbox-issuer-m-mall',
        'X-Timestamp': stamp,
        'X-Nonce': nonce,
        'X-Signature': sign(signed.replace('STAMP', `${stamp}\n${nonce}`)),
      };
      return (await issuer.app.request(path, { method: 'POST', headers, body: '{}' })).status;
    };
    expect(await send('nonce-number-one-', `POST\n${path}\nSTAMP\n{}`)).toBe(400);
    expect(await send('nonce-number-two-', `PUT\n${path}\nSTAMP\n{}`)).toBe(401);
    expect(await send('nonce-number-tree', `POST\n${path}?a=1\nSTAMP\n{}`)).toBe(401);
    expect(await send('nonce-number-four', `POST\n${path}\nSTAMP\n{ }`)).toBe(401);
  });
});

describe('an order to issue', () => {
  const line = order('X').lines[0];
  test.each([
    ['serial', { serial: '' }],
    ['serial', { serial: '流水号' }],
    ['serial', { serial: 'x'.repeat(65) }],
    ['serial', { serial: undefined }],
    ['kind', { kind: 'paper' }],
    ['special', { special: 'yes' }],
    ['buyer', { buyer: '样例科技' }],
    ['buyer.name', { buyer: {} }],
    ['buyer.name', { buyer: { name: '   ' } }],
    ['buyer.name', { buyer: { name: '长'.repeat(101) } }],
    ['buyer.name', { buyer: { name: '两\n行' } }],
    ['buyer.name', { buyer: { name: '空\u0000字' } }],
    ['buyer.name', { buyer: { name: '半个\ud83d字' } }],
    ['buyer.taxNo', { buyer: { name: '甲', taxNo: '1234' } }],
    ['buyer.taxNo', { buyer: { name: '甲', taxNo: '91000000ma0c0mpa1d' } }],
    ['buyer.wechat', { buyer: { name: '甲', wechat: 'x' } }],
    ['buyer.taxNo', { special: true, buyer: { name: '甲' } }],
    ['lines', { lines: [] }],
    ['lines', { lines: {} }],
    ['lines', { lines: Array(101).fill(line) }],
    ['lines', { special: true, lines: [{ ...line, rate: '免税' }] }],
    ['lines', { lines: [{ ...line, discountFen: 4100 }] }],
    ['lines', { lines: Array(2).fill({ ...line, grossFen: 9_999_999_999 }) }],
    ['lines[0].taxCode', { lines: [{ ...line, taxCode: '307' }] }],
    ['lines[0].taxCode', { lines: [{ ...line, taxCode: 3070401000000000000 }] }],
    ['lines[0].grossFen', { lines: [{ ...line, grossFen: 0 }] }],
    ['lines[0].grossFen', { lines: [{ ...line, grossFen: -4100 }] }],
    ['lines[0].grossFen', { lines: [{ ...line, grossFen: 41.5 }] }],
    ['lines[0].grossFen', { lines: [{ ...line, grossFen: '4100' }] }],
    ['lines[0].grossFen', { lines: [{ ...line, grossFen: 10_000_000_000 }] }],
    ['lines[1].rate', { lines: [line, { ...line, rate: 700 }] }],
    ['lines[1].rate', { lines: [line, { ...line, rate: '6%' }] }],
    ['lines[0].quantity', { lines: [{ ...line, quantity: '0' }] }],
    ['lines[0].quantity', { lines: [{ ...line, quantity: '1e3' }] }],
    ['lines[0].quantity', { lines: [{ ...line, quantity: '0.123456789' }] }],
    ['lines[0].discountFen', { lines: [{ ...line, discountFen: 4101 }] }],
    ['lines[0].price', { lines: [{ ...line, price: 1 }] }],
    ['remark', { remark: '长'.repeat(201) }],
    ['remark', { remark: '一\n'.repeat(9) }],
    ['note', { note: '未知' }],
  ])('with a wrong %s is refused by name: %j', async (field, changes) => {
    const { issue, read, failures } = startIssuer();
    const answer = await issue(order('X-1', changes));
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_request', field, retryable: false } },
    });
    expect(answer.body.error.message).toMatch(/\p{Script=Han}/u);
    expect((await read('X-1')).status).toBe(404);
    expect(failures).toEqual([]);
  });

  test('for another seller is refused', async () => {
    const { call } = startIssuer();
    const answer = await call({
      method: 'POST',
      path,
      body: order('X-2', { sellerTaxNo: mallTaxNo }),
      merchant: 'm-cafe',
    });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'seller_mismatch', field: 'sellerTaxNo' } } });
  });

  test.each(['', '{', '[]', 'null', '"text"', '4100', '\ufeff{}'])(
    'that is no JSON object is refused: %j',
    async (body) => {
      const { call } = startIssuer();
      const answer = await call({ method: 'POST', path, body });
      expect(answer).toMatchObject({ status: 400, body: { error: { code: expect.stringMatching(/^invalid_/) } } });
    },
  );

  test('of more than 512 KB is refused', async () => {
    const { issue } = startIssuer();
    const answer = await issue(order('X-3', { remark: 'x'.repeat(600 * 1024) }));
    expect(answer).toMatchObject({ status: 413, body: { error: { code: 'body_too_large' } } });
  });

  test('never breaks the platform, whatever JSON it is', async () => {
    const { issue, failures } = startIssuer();
    const mangled = fc
      .tuple(fc.constantFrom(...Object.keys(order('X'))), fc.jsonValue())
      .map(([field, value]) => ({ ...order('X-4'), [field]: value }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), mangled), async (body) => {
        const { status, body: answer } = await issue(body);
        expect(status).toBeLessThan(500);
        expect(answer.result ?? answer.error).toEqual(
          expect.objectContaining(answer.result ? { serial: expect.any(String) } : { code: expect.any(String) }),
        );
      }),
      { numRuns: 150 },
    );
    expect(failures).toEqual([]);
  });
});

test('an address that does not exist is answered in JSON', async () => {
  const { call } = startIssuer();
  for (const [method, where] of [
    ['GET', '/'],
    ['GET', '/v1/invoices'],
    ['DELETE', '/v1/invoices/A-1'],
    ['GET', '/v1/invoices/%E4%B8%AD'],
    ['GET', '/v2/health'],
  ] as const)
    expect(await call({ method, path: where })).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
});
