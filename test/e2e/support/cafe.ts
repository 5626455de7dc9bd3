import { loadDemo } from '../../../sandbox/demo';
import { confirmOnWeChatsPage, fillPersonalTitle } from './applying';
import { closeAll, type PhoneDriver } from './phone';
import type { Stage } from './stage';
import { badgeOf } from './states';

const { people, merchants } = loadDemo();
const cafe = merchants.find(({ id }) => id === 'm-cafe');
const memberOf = (role: string): string =>
  people.find((person) => person.merchant === 'm-cafe' && person.role === role)?.openid ?? '';

/** What the demo's café and a buyer of its do, by what they tap and type. */
export const atTheCafe = (stage: Stage) => {
  const buyer = people[0]?.openid ?? '';
  const open = (role: string, path: string) =>
    stage.open({ openid: memberOf(role), path: `/merchant/${path}/index?merchant=m-cafe` });

  /** What the café's server says of an order of the buyer. */
  const putOrder = async (orderNo: string, status = 'paid'): Promise<void> => {
    const paidAt = Math.floor(Date.now() / 1000) - 60;
    const answer = await fetch(`${stage.sandbox.url}/open/v1/orders/${orderNo}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${cafe?.apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': `${orderNo}-${status}`,
      },
      body: JSON.stringify({ status, paid: 4100, paidAt, summary: '双人早午餐', buyer: { openid: buyer } }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };

  /** The café's page of an order's invoice, found in its tab of the list. */
  const manage = async (tab: RegExp, orderNo: string, says: string, role = 'finance'): Promise<PhoneDriver> => {
    const phone = await open(role, 'invoices');
    await phone.tap(tab);
    const row = phone.screen.locator('.item').filter({ hasText: orderNo });
    await row.waitFor();
    expect(await badgeOf(row).innerText()).toBe(says);
    await phone.tap(orderNo);
    await phone.see('经过');
    return phone;
  };

  /** The café's owner lays down when invoices are made. */
  const layDown = async (...choices: string[]): Promise<void> => {
    const phone = await open('owner', 'settings');
    await phone.tap('开票规则');
    for (const choice of choices) await phone.tap(choice);
    await phone.tap('保存');
    await phone.see('管理与设置');
    await closeAll(phone);
  };

  /** WeChat's number of what waits for its buyer, as the merchant reads it. */
  const orderIdOf = async (orderNo: string): Promise<string> => {
    const phone = await manage(/^待确认/, orderNo, '待买家确认');
    await phone.tap('税号和申请');
    const orderId = await phone.screen
      .locator('.fact')
      .filter({ hasText: '申请编号' })
      .locator('.fact__value')
      .innerText();
    await closeAll(phone);
    return orderId;
  };

  return { buyer, open, putOrder, fill: fillPersonalTitle, confirm: confirmOnWeChatsPage, manage, layDown, orderIdOf };
};
