import type { Reversal } from '../../../contract/buyer';
import type { RedView } from '../../../contract/merchant-reds';
import type { UnixSeconds } from '../../../contract/primitives';
import type { MemberRole } from '../../../contract/states';
import { nextRedPause, reasonTexts } from '../domain/red';
import { openRedWords, redActionsOf, redWords } from '../domain/red-view';
import type { Ports } from '../runtime/ports';
import type { ApplicationRecord, InvoiceRecord } from '../store/records';
import type { RedRecord } from '../store/reds';
import { linksToFiles } from './view-invoice';

/** What reds have taken back of an invoice, as its buyer may know it; undefined where no red concerns it. */
export const viewReversal = async (
  ports: Ports,
  invoiceId: string,
  { reversal }: Pick<ApplicationRecord, 'reversal'>,
): Promise<Reversal | undefined> => {
  if (!reversal || (reversal.count === 0 && !reversal.open)) return undefined;
  const issued = reversal.count > 0 ? await ports.reds.redsOfInvoice(invoiceId) : [];
  const reds: Reversal['reds'] = [];
  for (const { number, code, amount, issuedAt, reason, files } of issued) {
    if (number === undefined || issuedAt === undefined) continue;
    reds.push({
      number,
      ...(code && { code }),
      amount,
      issuedAt,
      reason: reasonTexts[reason],
      files: await linksToFiles(ports, files),
    });
  }
  const open = reversal.open && openRedWords(reversal.open);
  return {
    reversed: reversal.amount,
    left: reversal.left,
    reds,
    ...(open && { open: { text: open.text, next: open.next, tone: open.tone } }),
  };
};

/** What a list says of a red. */
export const redFacts = (red: RedRecord, role: MemberRole): Omit<RedView, 'lines' | 'files' | 'problem'> => {
  const { _id, startedBy, reason, whole, state, amount, net, tax, at, createdAt } = red;
  const pause = nextRedPause(red);
  return {
    redId: _id,
    startedBy,
    reason,
    reasonText: reasonTexts[reason],
    whole,
    state,
    ...redWords(red),
    amount,
    net,
    tax,
    ...(red.deadline !== undefined && { deadline: red.deadline }),
    ...(red.formNo !== undefined && { formNo: red.formNo }),
    ...(red.number !== undefined && { number: red.number }),
    ...(red.code !== undefined && { code: red.code }),
    ...(red.issuedAt !== undefined && { issuedAt: red.issuedAt }),
    ...(pause !== undefined && { retryAt: (at + pause) as UnixSeconds }),
    requestedAt: createdAt,
    actions: redActionsOf(red, role),
  };
};

/** A red with everything that a member of its merchant may know. */
const viewRed = async (ports: Ports, red: RedRecord, { lines }: InvoiceRecord, role: MemberRole): Promise<RedView> => {
  const { problem } = red;
  return {
    ...redFacts(red, role),
    lines: red.lines.map(({ index, gross, net, tax }) => ({
      index,
      name: lines[index]?.name ?? '',
      rate: lines[index]?.rate ?? '',
      amount: gross,
      net,
      tax,
    })),
    files: await linksToFiles(ports, red.files),
    ...(problem && { problem: { code: problem.code, message: problem.message, hint: problem.hint } }),
  };
};

/** The reds of an invoice, the newest first. */
export const viewReds = async (ports: Ports, invoice: InvoiceRecord, role: MemberRole): Promise<RedView[]> => {
  if (!invoice.redIds) return [];
  const found = await ports.reds.redsOfInvoice(invoice._id);
  return Promise.all(found.reverse().map((red) => viewRed(ports, red, invoice, role)));
};
