import fc from 'fast-check';
import { endOfPrefix, keyOf } from '../../../sandbox/cloudbase/store/keys';

const order = (a: unknown, b: unknown) => Math.sign(Buffer.compare(keyOf(a), keyOf(b)));
const byBytes = (a: string, b: string) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));

describe('index keys sort as MongoDB sorts', () => {
  test('numbers, whole and broken, negative and huge', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true }),
        fc.double({ noNaN: true }),
        (a, b) => order(a, b) === Math.sign(a === b ? 0 : a - b || (a < b ? -1 : 1)),
      ),
    );
    expect(order(0, -0)).toBe(0);
    expect(order(Number.NaN, -Infinity)).toBe(-1);
  });

  test('texts by their bytes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (a, b) => order(a, b) === byBytes(a, b),
      ),
    );
  });

  test('dates by time', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true }),
        fc.date({ noInvalidDate: true }),
        (a, b) => order(a, b) === Math.sign(a.getTime() - b.getTime()),
      ),
    );
  });

  test('lists by their elements, the shorter first', () => {
    expect([[], [1], [1, 2], [2], ['a']].map((list, i, all) => (i ? order(all[i - 1], list) : -1))).toEqual([
      -1, -1, -1, -1, -1,
    ]);
  });

  test('types in the order null, number, text, object, list, boolean, date', () => {
    const values = [null, 1, 'a', { a: 1 }, [1], false, true, new Date(0)];
    expect(values.map((value, i) => (i ? order(values[i - 1], value) : -1))).toEqual(values.map(() => -1));
  });

  test('an object with its keys in another order is another object', () => {
    expect(order({ a: 1, b: 2 }, { b: 2, a: 1 })).not.toBe(0);
    expect(order({ a: 1, b: 2 }, { a: 1, b: 2 })).toBe(0);
  });

  test('every text with a prefix lies between the prefix and its end, no other does', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (prefix, other) => {
        const inside =
          Buffer.compare(keyOf(other), keyOf(prefix)) >= 0 && Buffer.compare(keyOf(other), endOfPrefix(prefix)) < 0;
        return inside === Buffer.from(other).subarray(0, Buffer.byteLength(prefix)).equals(Buffer.from(prefix));
      }),
    );
  });
});
