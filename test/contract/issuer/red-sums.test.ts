import fc from 'fast-check';
import { startReds, type BlueAnswer, type RedAnswer } from './red-caller';

const line = fc.record({
  name: fc.constant('*日用杂品*商品'),
  taxCode: fc.constant('1000000000000000000'),
  grossFen: fc.integer({ min: 1, max: 3000 }),
  rate: fc.constantFrom(0, 50, 100, 600, 900, 1300, '免税', '不征税'),
});
/** What somebody tries: a share of each line, above 1 for more than there is. */
const attempt = fc.record({
  shares: fc.array(fc.double({ min: 0, max: 1.2, noNaN: true }), { minLength: 4, maxLength: 4 }),
  end: fc.constantFrom('confirm_red', 'refuse_red', 'fail'),
});

const sums = (items: readonly { grossFen: number; netFen: number; taxFen: number }[]) => ({
  grossFen: items.reduce((sum, { grossFen }) => sum + grossFen, 0),
  netFen: items.reduce((sum, { netFen }) => sum + netFen, 0),
  taxFen: items.reduce((sum, { taxFen }) => sum + taxFen, 0),
});

/** What is left of a blue by what its issued reds say. */
const leftOf = (blue: BlueAnswer, reds: readonly RedAnswer[]) =>
  (blue.lines as RedAnswer['lines']).map((each, index) =>
    sums([
      each,
      ...reds
        .filter(({ status }) => status === 'issued')
        .flatMap(({ lines }) => lines.filter((red) => red.index === index)),
    ]),
  );

describe('the reds of an invoice', () => {
  test('never exceed it, line by line, in gross, net or tax, whatever is tried, and add up to it when all is reversed', async () => {
    const { ask, blueOf, redsOf, blue, reversed, atBureau, control, clock } = startReds();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 4 }),
        fc.array(attempt, { maxLength: 4 }),
        async (lines, attempts) => {
          const serial = `P-${++count}`;
          await blueOf(serial, { lines }, true);
          for (const [index, { shares, end }] of attempts.entries()) {
            const before = leftOf(await blue(serial), await redsOf(serial));
            const wanted = before.flatMap(({ grossFen }, position) => {
              const fen = Math.round(grossFen * (shares[position] ?? 0));
              return fen > 0 ? [{ index: position, grossFen: fen }] : [];
            });
            if (wanted.length === 0) continue;
            const fits = wanted.every((each) => each.grossFen <= (before[each.index]?.grossFen ?? 0));
            const asked = await ask(serial, { redSerial: `${serial}-${index}`, reason: 'return', lines: wanted });
            expect(asked.status).toBe(fits ? 202 : 409);
            if (!fits) continue;
            if (end === 'fail') await control({ do: 'fail_next', of: 'red' });
            await clock.advance(1);
            await atBureau(end === 'fail' ? 'confirm_red' : end, serial);
            await clock.advance(2);
            for (const left of leftOf(await blue(serial), await redsOf(serial)))
              expect(Math.min(left.grossFen, left.netFen, left.taxFen)).toBeGreaterThanOrEqual(0);
          }

          const rest = leftOf(await blue(serial), await redsOf(serial)).flatMap(({ grossFen }, index) =>
            grossFen > 0 ? [{ index, grossFen }] : [],
          );
          if (rest.length > 0) await reversed(serial, { redSerial: `${serial}-rest`, reason: 'return', lines: rest });
          const all = await blue(serial);
          const issued = (await redsOf(serial)).filter(({ status }) => status === 'issued');
          expect(sums([all, ...issued])).toEqual({ grossFen: 0, netFen: 0, taxFen: 0 });
          expect(all.reversedFen).toBe(all.grossFen);
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});
