import type { ChosenCard, ReimbursementInvoice } from '../../../../contract/wechat';
import type { Ports } from '../../runtime/ports';

/** The invoices that a person chose from the card pack, in the order asked for. */
export const readInvoices = async (
  ports: Pick<Ports, 'call'>,
  { appid }: { appid: string },
  cards: ChosenCard[],
): Promise<ReimbursementInvoice[]> => (await ports.call('wechat', 'reimbursement.readMany', { appid, cards })).invoices;
