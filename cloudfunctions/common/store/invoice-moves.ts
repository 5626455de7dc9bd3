import type { UnixSeconds } from '../../../contract/primitives';
import type { Wanted } from '../domain/reimbursement';
import { collection, is, type Stored } from './database';

/** What somebody has done at WeChat with an invoice that no claim has: such steps have no claim that tells of them. */
export interface InvoiceMoveRecord extends Stored {
  companyId: string;
  /** `<code or empty>:<number>`. */
  numberKey: string;
  /** The account that did it, and the card. */
  appid: string;
  cardId: string;
  /** Where it came to. */
  status: Wanted;
  by: { openid: string; name: string };
  at: UnixSeconds;
}

const moves = () => collection<InvoiceMoveRecord>('invoice_moves');

export const addMove = async (move: InvoiceMoveRecord): Promise<void> => void (await moves().add(move));

/** What was done with these invoices, the oldest first: along an index. */
export const movesOf = (companyId: string, numberKeys: readonly string[]): Promise<InvoiceMoveRecord[]> =>
  moves().find({ companyId, numberKey: is.oneOf(numberKeys) }, { orderBy: [['at', 'asc']], limit: 1000 });
