import type { RedReason } from '../../../contract/states';
import { sumOf, type RedLine } from '../domain/red-amounts';
import type { Ports } from '../runtime/ports';
import type { Blue, NewRed } from '../store/reds';

/** A red of the seller's that takes these lines back, before its first step; one begun elsewhere knows more of itself. */
export const newRed = (
  ports: Ports,
  { application, invoice, reds }: Blue,
  reason: RedReason,
  lines: RedLine[],
  known: Partial<Pick<NewRed, 'serial' | 'invoiceSerial' | 'startedBy' | 'whole' | 'amount' | 'net' | 'tax'>> = {},
): NewRed => {
  const { gross: amount, net, tax } = sumOf(lines);
  const n = reds.length + 1;
  const now = ports.now();
  return {
    _id: ports.reds.redId(application._id, n),
    n,
    merchantId: invoice.merchantId,
    applicationId: application._id,
    invoiceId: invoice._id,
    serial: `${application._id}-R${n}`,
    invoiceSerial: application.issuing.serial ?? application.orderId,
    startedBy: 'seller',
    reason,
    whole: amount === invoice.amount,
    lines,
    amount,
    net,
    tax,
    state: 'requested',
    at: now,
    attempt: 1,
    files: [],
    createdAt: now,
    updatedAt: now,
    ...known,
  };
};
