import type { ReadRow } from '../../../../contract/reimburser-invoices';
import { minuteText } from '../../domain/china-time';
import { partsOf } from '../../domain/reimburse-batch';
import { wantedWords, type Wanted } from '../../domain/reimbursement';
import type { Ports } from '../../runtime/ports';
import type { InvoiceMoveRecord } from '../../store/invoice-moves';

/** Records a step that no claim tells of: it stays when the invoice is let go. */
export const noteMove = (
  ports: Pick<Ports, 'invoiceMoves' | 'ids' | 'now'>,
  move: Pick<InvoiceMoveRecord, 'companyId' | 'numberKey' | 'appid' | 'cardId'> & { status: Wanted },
  { openid, name }: { openid: string; name: string },
): Promise<void> =>
  ports.invoiceMoves.addMove({ _id: ports.ids.freshId('mv'), ...move, by: { openid, name }, at: ports.now() });

const AT_ONCE = 100;

/** What was done with each of these invoices, in words. */
export const movesOf = async (
  ports: Pick<Ports, 'invoiceMoves'>,
  companyId: string,
  numberKeys: readonly string[],
): Promise<Map<string, NonNullable<ReadRow['log']>>> => {
  const logs = new Map<string, NonNullable<ReadRow['log']>>();
  for (const part of partsOf(numberKeys, AT_ONCE)) {
    for (const { numberKey, at, status, by } of await ports.invoiceMoves.movesOf(companyId, part)) {
      const entry = { at, atText: minuteText(at), text: wantedWords[status], name: by.name };
      logs.set(numberKey, [...(logs.get(numberKey) ?? []), entry]);
    }
  }
  return logs;
};
