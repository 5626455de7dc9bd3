import type { InvoiceKind } from '../../../contract/buyer';
import type { BlueRedNet, ExportSums, Sum } from '../../../contract/merchant-reports';

/** A share of the sums: of what there is no invoice yet, of invoices or of reds, by kind; with a rate, by rate. */
export interface Tally extends Sum {
  what: 'open' | 'blue' | 'red';
  kind: InvoiceKind;
  rate?: string;
}

/** What adds up; the amounts of a red are negative. */
export interface Summand {
  what: Tally['what'];
  kind: InvoiceKind;
  amount: number;
  net: number;
  tax: number;
  lines: readonly { rate: string; net: number; tax: number }[];
}

const NOTHING: Sum = { count: 0, amount: 0, net: 0, tax: 0 };

const plus = (a: Sum, b: Sum): Sum => ({
  count: a.count + b.count,
  amount: a.amount + b.amount,
  net: a.net + b.net,
  tax: a.tax + b.tax,
});

/** Adds documents up, few numbers for however many there are. */
export class Sums {
  private readonly tallies = new Map<string, Tally>();

  constructor(earlier: readonly Tally[] = []) {
    for (const tally of earlier) this.add(tally);
  }

  take({ what, kind, amount, net, tax, lines }: Summand): void {
    this.add({ what, kind, count: 1, amount, net, tax });
    const rates = new Map<string, Tally>();
    for (const line of lines) {
      const { net: before = 0, tax: taxBefore = 0 } = rates.get(line.rate) ?? {};
      const [lineNet, lineTax] = [before + line.net, taxBefore + line.tax];
      rates.set(line.rate, {
        what,
        kind,
        rate: line.rate,
        count: 1,
        amount: lineNet + lineTax,
        net: lineNet,
        tax: lineTax,
      });
    }
    for (const tally of rates.values()) this.add(tally);
  }

  all(): Tally[] {
    return [...this.tallies.values()];
  }

  private add(tally: Tally): void {
    const key = `${tally.what}|${tally.kind}|${tally.rate ?? ''}`;
    const before = this.tallies.get(key);
    this.tallies.set(key, before ? { ...before, ...plus(before, tally) } : { ...tally });
  }
}

const sumOf = (tallies: readonly Tally[]): Sum => tallies.reduce<Sum>(plus, NOTHING);

const blueRedNet = (tallies: readonly Tally[]): BlueRedNet => {
  const blue = sumOf(tallies.filter(({ what }) => what === 'blue'));
  const red = sumOf(tallies.filter(({ what }) => what === 'red'));
  return { blue, red, net: { ...plus(blue, red), count: blue.count + red.count } };
};

const percent = (rate: string): number => Number.parseFloat(rate) || -1;

/** The sums as they are read: altogether, by kind and by rate. */
export const sumsView = (tallies: readonly Tally[]): ExportSums => {
  const whole = tallies.filter(({ rate }) => rate === undefined);
  const byRate = tallies.filter(({ rate, what }) => rate !== undefined && what !== 'open');
  const { count, amount, tax } = sumOf(whole.filter(({ what }) => what !== 'red'));
  const kinds = [...new Set(whole.filter(({ what }) => what !== 'open').map(({ kind }) => kind))].sort();
  const rates = [...new Set(byRate.flatMap(({ rate }) => rate ?? []))].sort((a, b) => percent(b) - percent(a));
  return {
    listed: { count, amount, tax },
    ...blueRedNet(whole),
    kinds: kinds.map((kind) => ({ kind, ...blueRedNet(whole.filter((tally) => tally.kind === kind)) })),
    rates: rates.map((rate) => ({ rate, ...blueRedNet(byRate.filter((tally) => tally.rate === rate)) })),
  };
};
