import * as fc from 'fast-check';
import { bisect, dealOut, matchAnswers, partsOf } from '../../../cloudfunctions/common/domain/reimburse-batch';

const cards = fc.array(fc.record({ key: fc.constantFrom(...'abcdefgh'), id: fc.nat() }), { maxLength: 200 });

describe('dealing questions out', () => {
  it('asks in as few calls as can be, none too long, and none with one card_id twice', () => {
    fc.assert(
      fc.property(cards, fc.integer({ min: 1, max: 60 }), (items, most) => {
        const parts = dealOut(items, most, ({ key }) => key);
        const largest = Math.max(0, ...[...'abcdefgh'].map((key) => items.filter((item) => item.key === key).length));
        expect(parts).toHaveLength(Math.max(Math.ceil(items.length / most), largest));
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(most);
          expect(new Set(part.map(({ key }) => key)).size).toBe(part.length);
        }
        const seen = (of: typeof items) => of.map(({ key, id }) => `${key}${id}`).sort();
        expect(seen(parts.flat())).toEqual(seen(items));
      }),
    );
  });
});

describe('matching answers', () => {
  it('takes only what is certain, whatever WeChat answers', () => {
    const answers = fc.array(fc.record({ key: fc.constantFrom(...'abcdefghxyz'), face: fc.nat() }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...'abcdefgh')), answers, (asked, answered) => {
        const matched = matchAnswers(
          asked,
          answered,
          (key) => key,
          ({ key }) => key,
        );
        expect(matched).toHaveLength(asked.length);
        asked.forEach((key, i) => {
          const same = answered.filter((answer) => answer.key === key);
          expect(matched[i]).toBe(same.length === 1 ? same[0] : undefined);
        });
      }),
    );
  });

  it('does not mind the order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), (keys) => {
        const answers = keys.map((key) => ({ key })).reverse();
        expect(
          matchAnswers(
            keys,
            answers,
            (key) => key,
            ({ key }) => key,
          ).map((one) => one?.key),
        ).toEqual(keys);
      }),
    );
  });

  it('leaves a question open that was asked twice', () => {
    expect(
      matchAnswers(
        ['a', 'a'],
        [{ key: 'a' }],
        (key) => key,
        ({ key }) => key,
      ),
    ).toEqual([undefined, undefined]);
  });
});

describe('bisecting', () => {
  const isBad = (item: number) => item % 7 === 0;

  it('names exactly the culprits, does all others, and never does one twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat({ max: 300 }), { maxLength: 60 }), async (items) => {
        const done: number[] = [];
        const results = await bisect<number, 'yes', 'blames' | 'gone'>(
          items,
          async (part) => {
            if (part.some(isBad)) return { failed: 'blames' };
            done.push(...part);
            return { done: 'yes' };
          },
          (failure) => failure === 'blames',
        );
        expect(results.map(({ item }) => item)).toEqual(items);
        expect(results.filter((one) => 'failed' in one).map(({ item }) => item)).toEqual(items.filter(isBad));
        expect(done).toEqual(items.filter((item) => !isBad(item)));
      }),
    );
  });

  it('finds one culprit among many in few calls', async () => {
    let calls = 0;
    const items = Array.from({ length: 64 }, (_, i) => i);
    await bisect<number, true, string>(
      items,
      async (part) => {
        calls += 1;
        return part.includes(13) ? { failed: 'no' } : { done: true };
      },
      () => true,
    );
    expect(calls).toBe(2 * 6 + 1);
  });

  it('does not halve what blames nobody', async () => {
    let calls = 0;
    const results = await bisect<number, true, string>(
      [1, 2, 3, 4],
      async () => {
        calls += 1;
        return { failed: 'gone' };
      },
      () => false,
    );
    expect(calls).toBe(1);
    expect(results.every((one) => 'failed' in one)).toBe(true);
  });
});

it('cuts into parts', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (items, most) => {
      const parts = partsOf(items, most);
      expect(parts.flat()).toEqual(items);
      expect(parts.every((part) => part.length > 0 && part.length <= most)).toBe(true);
    }),
  );
});
