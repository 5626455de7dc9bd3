import type { Envelope } from '../../contract/envelope';
import type { MerchantInput, MerchantOutput } from '../../contract/merchant';
import type { OrderRead } from '../../contract/open';
import { loadDemo } from '../../sandbox/demo';
import { picture, setStage } from './support/stage';

const { people, merchants } = loadDemo();
const finance = people.find(({ merchant, role }) => merchant === 'm-cafe' && role === 'finance')?.openid ?? '';
const apiKey = merchants.find(({ id }) => id === 'm-cafe')?.apiKey ?? '';
const stage = setStage();

const manage = async <A extends keyof MerchantInput & keyof MerchantOutput>(
  action: A,
  input: MerchantInput[A],
): Promise<MerchantOutput[A]> => {
  const answer = await fetch(`${stage.sandbox.url}/functions/merchant`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sandbox-openid': finance },
    body: JSON.stringify({ action, ...input }),
  });
  const envelope = (await answer.json()) as Envelope<MerchantOutput[A]>;
  if (!envelope.ok) throw new Error(JSON.stringify(envelope.error));
  return envelope.data;
};

/** Invoices over one order that lie in the card pack and nobody has touched yet. */
const untouched = async () => {
  const { rows } = await manage('invoices.list', { tab: 'issued' });
  const found = [];
  for (const { applicationId } of rows) {
    const invoice = await manage('invoices.get', { applicationId });
    const { card, title, orderNos, reimburse = 'INIT' } = invoice;
    if (card === 'inserted' && title?.kind === 'company' && orderNos.length === 1 && reimburse === 'INIT')
      found.push(invoice);
  }
  return found;
};

/** What the merchant's server says when one yuan was given back. */
const refund = async (orderNo: string): Promise<void> => {
  const url = `${stage.sandbox.url}/open/v1/orders/${orderNo}`;
  const authorization = `Bearer ${apiKey}`;
  const known = (await (await fetch(url, { headers: { authorization } })).json()) as Envelope<OrderRead>;
  if (!known.ok) throw new Error(JSON.stringify(known.error));
  const { status, paid, excluded, paidAt, completedAt, summary, lines } = known.data;
  const answer = await fetch(url, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': `refund-${orderNo}` },
    body: JSON.stringify({ status, paid, excluded, paidAt, completedAt, summary, lines, refunded: 100 }),
  });
  if (!answer.ok) throw new Error(await answer.text());
};

describe('a refund after the invoice was made', () => {
  it('stands in a tab, and a part is reversed with its amount filled in', async () => {
    const [invoice] = await untouched();
    await stage.sandbox.control('issuer', { do: 'book', invoice_no: invoice?.number ?? '' });
    await refund(invoice?.orderNos[0] ?? '');
    const phone = await stage.open({ openid: finance, path: '/merchant/invoices/index?merchant=m-cafe' });
    await phone.tap(/^退款待红冲\s*1/);
    await phone.see('已退款，待红冲');
    await phone.screenshot(picture('refund-tab'));
    await phone.tap(invoice?.orderNos[0] ?? '');
    await phone.see('订单已退款，发票待红冲');
    await phone.screenshot(picture('refund-detail'));
    await phone.tap('部分红冲 ¥1.00');
    await phone.see('红冲 ¥1.00');
    await phone.screenshot(picture('refund-part'));
    await phone.tap('红冲 ¥1.00');
    await phone.tap('确认红冲');
    await phone.see('申请红冲');
    await phone.assertClean();
    await phone.close();
  });

  it('of an invoice that nobody has booked: the whole, in the dark', async () => {
    const [invoice] = await untouched();
    const [orderNo = ''] = invoice?.orderNos ?? [];
    await refund(orderNo);
    const path = `/merchant/detail/index?id=${encodeURIComponent(invoice?.applicationId ?? '')}`;
    const phone = await stage.open({ openid: finance, path, dark: true, fontScale: 1.4 });
    await phone.see('订单已退款，发票待红冲');
    await phone.screenshot(picture('refund-detail-dark'));
    await phone.tap(/^全部红冲 ¥/);
    await phone.see('为什么红冲');
    await phone.screenshot(picture('refund-whole-dark'));
    await phone.tap(/^红冲 ¥/);
    await phone.tap('确认红冲');
    await phone.see('申请红冲');
    await phone.idle();
    await stage.sandbox.control('clock', { advance_s: 60 });
    await stage.sandbox.control('clock', { advance_s: 60 });
    await phone.see('红字发票已开具');
    await phone.assertClean();
    await phone.close();
    const { refund: left } = await manage('invoices.get', { applicationId: invoice?.applicationId ?? '' });
    expect(left).toBeUndefined();
  });
});
