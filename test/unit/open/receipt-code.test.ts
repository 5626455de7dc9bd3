import fc from 'fast-check';
import { readReceiptCode, receiptCodeOf } from '../../../cloudfunctions/open/receipt-code';

const withKeys = <T>(keys: string | undefined, work: () => T): T => {
  const before = process.env['LINK_KEY'];
  if (keys === undefined) delete process.env['LINK_KEY'];
  else process.env['LINK_KEY'] = keys;
  try {
    return work();
  } finally {
    if (before === undefined) delete process.env['LINK_KEY'];
    else process.env['LINK_KEY'] = before;
  }
};
const receipt = { merchantId: 'm-cafe', orderNo: '20261005-0001' };

describe('the code of a receipt', () => {
  it('carries merchant and order number through an address, unchanged', () => {
    const merchantId = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);
    const orderNo = fc.stringMatching(/^[^\s\p{C}/\\?#%]{1,64}$/u);
    fc.assert(
      fc.property(merchantId, orderNo, (merchant, order) => {
        const code = withKeys('key', () => receiptCodeOf({ merchantId: merchant, orderNo: order }));
        expect(encodeURIComponent(code)).toBe(code);
        expect(code.length).toBeLessThanOrEqual(600);
        expect(withKeys('key', () => readReceiptCode(code))).toEqual({ merchantId: merchant, orderNo: order });
      }),
    );
  });

  it('stays good while its key is among those that are kept, and the newest signs', () => {
    const old = withKeys('old', () => receiptCodeOf(receipt));
    const fresh = withKeys('new, old', () => receiptCodeOf(receipt));
    expect(withKeys('new, old', () => readReceiptCode(old))).toEqual(receipt);
    expect(withKeys('new', () => readReceiptCode(fresh))).toEqual(receipt);
    expect(() => withKeys('new', () => readReceiptCode(old))).toThrow('receipt_invalid');
  });

  it('cannot be changed in any sign', () => {
    const code = withKeys('key', () => receiptCodeOf(receipt));
    for (let i = 0; i < code.length; i += 1) {
      const forged = `${code.slice(0, i)}${code[i] === 'A' ? 'B' : 'A'}${code.slice(i + 1)}`;
      expect(() => withKeys('key', () => readReceiptCode(forged))).toThrow('receipt_invalid');
    }
  });

  it('is neither made nor read without a key', () => {
    const code = withKeys('key', () => receiptCodeOf(receipt));
    for (const keys of [undefined, '', ' , ']) {
      expect(() => withKeys(keys, () => receiptCodeOf(receipt))).toThrow('unavailable');
      expect(() => withKeys(keys, () => readReceiptCode(code))).toThrow('unavailable');
    }
  });
});
