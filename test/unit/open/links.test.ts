import { claimUrl, orderPage, readLink, resultUrl } from '../../../cloudfunctions/open/links';

const codeIn = (url: string) => url.split('/').at(-1) ?? '';
const failureOf = (read: () => unknown): unknown => {
  try {
    read();
    return undefined;
  } catch (error) {
    return (error as { failure?: { code: string } }).failure?.code;
  }
};

describe('a signed link', () => {
  const before = { ...process.env };
  beforeEach(() => {
    process.env['LINK_KEY'] = 'new-key,old-key';
    process.env['PUBLIC_BASE_URL'] = 'https://pay.example/';
    delete process.env['CLOCK_OFFSET_MS'];
  });
  afterAll(() => {
    process.env = before;
  });

  it('tells what was signed, and lies under the public address', () => {
    const { url } = orderPage('m-1', '订单 7', 'https://shop.example/a?b=c');
    expect(url).toMatch(/^https:\/\/pay\.example\/h5\/orders\/[A-Za-z0-9_-]+$/);
    expect(readLink('order', codeIn(url))).toEqual(['m-1', '订单 7', 'https://shop.example/a?b=c']);
  });

  it('serves its own purpose only', () => {
    const code = codeIn(resultUrl('ap_1', { invoicingDays: 30 }));
    expect(readLink('application', code)).toEqual(['ap_1']);
    expect(failureOf(() => readLink('invoice', code))).toBe('link_invalid');
    expect(failureOf(() => readLink('order', code))).toBe('link_invalid');
  });

  it('cannot be changed, cut or made up', () => {
    const code = codeIn(claimUrl('iv_1', { invoicingDays: 30 }));
    for (let at = 0; at < code.length; at += 1) {
      const forged = `${code.slice(0, at)}${code[at] === 'A' ? 'B' : 'A'}${code.slice(at + 1)}`;
      expect(failureOf(() => readLink('invoice', forged))).toBe('link_invalid');
    }
    for (const odd of ['', 'x', code.slice(1), code.slice(0, -1), `${code}A`, '%00', 'é'.repeat(40)]) {
      expect(failureOf(() => readLink('invoice', odd))).toBe('link_invalid');
    }
  });

  it('ends with its time', () => {
    const page = orderPage('m-1', 'A');
    const result = codeIn(resultUrl('ap_1', { invoicingDays: 1 }));
    process.env['CLOCK_OFFSET_MS'] = String(31 * 60_000);
    expect(failureOf(() => readLink('order', codeIn(page.url)))).toBe('link_expired');
    expect(readLink('application', result)).toEqual(['ap_1']);
    process.env['CLOCK_OFFSET_MS'] = String(86_400_000 + 1000);
    expect(failureOf(() => readLink('application', result))).toBe('link_expired');
  });

  it('outlives a change of the key, until the old key is dropped', () => {
    process.env['LINK_KEY'] = 'old-key';
    const code = codeIn(resultUrl('ap_1', { invoicingDays: 30 }));
    process.env['LINK_KEY'] = 'new-key,old-key';
    expect(readLink('application', code)).toEqual(['ap_1']);
    process.env['LINK_KEY'] = 'new-key';
    expect(failureOf(() => readLink('application', code))).toBe('link_invalid');
  });
});
