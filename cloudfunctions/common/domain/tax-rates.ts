import type { InvoiceLine } from '../../../contract/buyer';
import type { OrderLine } from '../../../contract/open';
import type { Fen, UnixSeconds } from '../../../contract/primitives';
import { chinaDay, dayOf } from './china-day';
import { payableOf } from './order-amount';

interface TaxRate {
  readonly rate: string;
  readonly basisPoints: number;
  /** First day on which it holds. */
  readonly from: string;
  /** Last day on which it holds. */
  readonly until?: string;
}

/** VAT rates (税率) and levy rates (征收率) of mainland China, by the day on which the tax arises. */
const table: readonly TaxRate[] = [
  { rate: '17%', basisPoints: 1700, from: '1994-01-01', until: '2018-04-30' },
  { rate: '16%', basisPoints: 1600, from: '2018-05-01', until: '2019-03-31' },
  { rate: '13%', basisPoints: 1300, from: '2019-04-01' },
  { rate: '11%', basisPoints: 1100, from: '2012-01-01', until: '2018-04-30' },
  { rate: '10%', basisPoints: 1000, from: '2018-05-01', until: '2019-03-31' },
  { rate: '9%', basisPoints: 900, from: '2019-04-01' },
  { rate: '6%', basisPoints: 600, from: '2012-01-01' },
  { rate: '5%', basisPoints: 500, from: '2016-05-01' },
  { rate: '3%', basisPoints: 300, from: '2009-01-01' },
  { rate: '1.5%', basisPoints: 150, from: '2016-05-01' },
  { rate: '1%', basisPoints: 100, from: '2020-03-01', until: '2027-12-31' },
  { rate: '0.5%', basisPoints: 50, from: '2020-05-01', until: '2027-12-31' },
  { rate: '0%', basisPoints: 0, from: '1994-01-01' },
];

/** Labels that stand where a rate would: no tax is charged, and that is not a rate of 0 %. */
const labels: readonly string[] = ['免税', '不征税'];

export const isTaxLabel = (rate: string): boolean => labels.includes(rate);

/** Whether tax is charged at all: neither a label nor 零税率. Only such lines may stand on a 专用发票. */
export const bearsTax = (rate: string): boolean => !isTaxLabel(rate) && rate !== '0%';

/** Whether a rate or label may be used for a sale at that time. */
export const rateHolds = (rate: string, at: UnixSeconds): boolean => {
  const day = chinaDay(at);
  return (
    isTaxLabel(rate) ||
    table.some((row) => row.rate === rate && dayOf(row.from) <= day && (!row.until || day <= dayOf(row.until)))
  );
};

/** A rate in 1/100 of a percent; undefined for a label. Throws for a rate that never existed. */
export const basisPointsOf = (rate: string): number | undefined => {
  if (isTaxLabel(rate)) return undefined;
  const row = table.find((entry) => entry.rate === rate);
  if (!row) throw new RangeError(`no such tax rate: ${rate}`);
  return row.basisPoints;
};

export interface Taxed {
  net: Fen;
  tax: Fen;
}

/** Splits an amount with tax: net is rounded half up, tax is the rest. */
export const splitTax = (amount: Fen, rate: string): Taxed => {
  const divisor = 10_000 + (basisPointsOf(rate) ?? 0);
  const doubled = 2 * amount * 10_000 + divisor;
  const net = (doubled - (doubled % (2 * divisor))) / (2 * divisor);
  return { net: net as Fen, tax: (amount - net) as Fen };
};

/** The lines of an invoice with their tax; totals are the sums of the lines. */
export const taxLines = (lines: readonly OrderLine[]): { lines: InvoiceLine[]; amount: Fen } & Taxed => {
  const taxed = lines.map((line) => ({ line, amount: payableOf(line), ...splitTax(payableOf(line), line.rate) }));
  const sum = (of: 'amount' | 'net' | 'tax') => taxed.reduce((total, entry) => total + entry[of], 0) as Fen;
  return {
    lines: taxed.map(({ line: { name, quantity, unit, rate }, net, tax }) => ({
      name,
      ...(quantity && { quantity }),
      ...(unit && { unit }),
      net,
      tax,
      rate,
    })),
    amount: sum('amount'),
    net: sum('net'),
    tax: sum('tax'),
  };
};
