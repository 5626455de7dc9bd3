import { total } from './amounts';
import { failureAnswer } from './failures';
import type { StoredRed } from './red-store';
import type { StoredInvoice } from './store';

/** A line's amounts taken back. Subtracted from zero, for there is no -0 in JSON's numbers. */
const negative = ({ grossFen, netFen, taxFen }: { grossFen: number; netFen: number; taxFen: number }) => ({
  grossFen: 0 - grossFen,
  netFen: 0 - netFen,
  taxFen: 0 - taxFen,
});

/** The lines of a red, negative, with what they say of the blue's; a quantity only where the whole line is reversed. */
export const redLineFacts = ({ lines }: StoredRed, { request }: Pick<StoredInvoice, 'request'>) =>
  lines.flatMap((red) => {
    const line = request.lines[red.index];
    if (!line) return [];
    const { name, taxCode, spec, unit, quantity, rate } = line;
    const whole = red.grossFen === line.grossFen - line.discountFen;
    return {
      index: red.index,
      name,
      taxCode,
      ...(whole && { ...(spec && { spec }), ...(unit && { unit }), ...(quantity && { quantity: `-${quantity}` }) }),
      rate,
      ...negative(red),
    };
  });

const stateFacts = ({ state }: StoredRed) => {
  if (state.status !== 'failed') return state;
  return { status: state.status, failure: failureAnswer(state.code) };
};

/** A red as answers and callbacks tell it. */
export const redFacts = (red: StoredRed, blue: StoredInvoice) => ({
  redSerial: red.redSerial,
  invoiceSerial: red.invoiceSerial,
  startedBy: red.startedBy,
  reason: red.reason,
  whole: red.whole,
  attempt: red.attempt,
  requestedAt: red.requestedAt,
  ...(red.formNo && { formNo: red.formNo }),
  ...stateFacts(red),
  ...negative(total(red.lines)),
  lines: redLineFacts(red, blue),
});
