import type { Envelope } from '../../contract/envelope';
import type { OrderRead } from '../../contract/open';
import { loadDemo } from '../../sandbox/demo';
import { financeOf } from './support/finance';
import { picture, setStage } from './support/stage';

const { merchants } = loadDemo();
const apiKey = merchants.find(({ id }) => id === 'm-cafe')?.apiKey ?? '';
const stage = setStage();
const { openid: finance, manage, untouched } = financeOf(stage);
/** Refunds are told of one order. */
const ofOneOrder = async () => (await untouched()).filter(({ orderNos }) => orderNos.length === 1);

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
    const [invoice] = await ofOneOrder();
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
    const [invoice] = await ofOneOrder();
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
