import type { Envelope } from '../../../contract/envelope';
import type { MerchantInput, MerchantInvoice, MerchantOutput } from '../../../contract/merchant';
import { loadDemo } from '../../../sandbox/demo';
import type { Stage } from './stage';

/** The café's finance member, and what they can find out without a screen. */
export const financeOf = (stage: Stage) => {
  const openid =
    loadDemo().people.find(({ merchant, role }) => merchant === 'm-cafe' && role === 'finance')?.openid ?? '';

  const manage = async <A extends keyof MerchantInput & keyof MerchantOutput>(
    action: A,
    input: MerchantInput[A],
  ): Promise<MerchantOutput[A]> => {
    const answer = await fetch(`${stage.sandbox.url}/functions/merchant`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-sandbox-openid': openid },
      body: JSON.stringify({ action, ...input }),
    });
    const envelope = (await answer.json()) as Envelope<MerchantOutput[A]>;
    if (!envelope.ok) throw new Error(JSON.stringify(envelope.error));
    return envelope.data;
  };

  /** Invoices of a company that lie in the card pack and nobody has touched yet. */
  const untouched = async (): Promise<MerchantInvoice[]> => {
    const { rows } = await manage('invoices.list', { tab: 'issued' });
    const invoices: MerchantInvoice[] = [];
    for (const { applicationId } of rows) invoices.push(await manage('invoices.get', { applicationId }));
    return invoices.filter(
      ({ card, title, reimburse = 'INIT' }) => card === 'inserted' && title?.kind === 'company' && reimburse === 'INIT',
    );
  };

  return { openid, manage, untouched };
};
