import { isHttpEvent } from '../../../cloudfunctions/common/runtime/http-event';
import { html, requestOf } from '../../../cloudfunctions/open/http';

const event = {
  path: '/open/v1/orders/A',
  httpMethod: 'put',
  headers: { Authorization: 'Bearer x', 'X-Many': ['a', 'b'] },
  body: '{"a":"茶"}',
};

describe('a call over HTTP access', () => {
  it('is told apart from a call of a function', () => {
    expect(isHttpEvent(event)).toBe(true);
    for (const other of [
      undefined,
      null,
      'x',
      {},
      { path: '/r' },
      { path: 1, httpMethod: 'GET' },
      { action: 'receipts.read' },
    ]) {
      expect(isHttpEvent(other)).toBe(false);
    }
  });

  it('has its headers by any case, and its body as it was sent, in base64 or not', () => {
    const plain = requestOf(event);
    const encoded = requestOf({ ...event, body: Buffer.from(event.body).toString('base64'), isBase64Encoded: true });
    expect(plain.method).toBe('PUT');
    expect([plain.header('authorization'), plain.header('x-many'), plain.header('none')]).toEqual([
      'Bearer x',
      'a',
      undefined,
    ]);
    expect(plain.body.toString()).toBe(event.body);
    expect(encoded.body.toString()).toBe(event.body);
  });

  it('may lack everything but path and method', () => {
    const { body, header } = requestOf({ path: '/r/x?y=1', httpMethod: 'GET' });
    expect([body.length, header('authorization')]).toEqual([0, undefined]);
    expect(requestOf({ path: '/r/x?y=1', httpMethod: 'GET' }).path).toBe('/r/x');
  });
});

describe('a page', () => {
  it('runs no script, is not kept, not framed and not indexed', () => {
    const { headers } = html(200, '');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
      'referrer-policy': 'no-referrer',
    });
  });
});
