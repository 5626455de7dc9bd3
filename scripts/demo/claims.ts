import type { Title } from '../../contract/buyer';
import type { ChosenCard } from '../../contract/wechat';
import type { Sandbox } from '../../sandbox';
import { doors } from './doors';

const title: Title = { kind: 'company', name: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D' };

const one = ({ demo }: Sandbox, role: string): string => {
  const found = demo.people.find((person) => person.company === 'c-sample' && person.role === role);
  if (!found) throw new Error(`demo.json has lost the company's ${role}`);
  return found.openid;
};

/** Meals of the employee's journeys: each becomes an invoice in the card pack. */
const meals: readonly (readonly [orderNo: string, daysAgo: number, paid: number, summary: string])[] = [
  ['CAFE-20261105-0201', 12, 8_600, '客户午餐'],
  ['CAFE-20261106-0214', 11, 4_100, '加班晚餐'],
  ['CAFE-20261107-0187', 10, 12_800, '团队聚餐'],
  ['CAFE-20261109-0233', 8, 6_600, '出差早餐'],
  ['CAFE-20261110-0154', 7, 9_900, '客户晚餐'],
  ['CAFE-20261112-0175', 5, 5_200, '会议茶歇'],
  ['CAFE-20261113-0142', 4, 3_800, '出差午餐'],
];

/** Orders, applies and confirms as the employee would; answers the cards in the order of the meals. */
const eat = async (sandbox: Sandbox): Promise<ChosenCard[]> => {
  const { as, putOrder, control } = doors(sandbox);
  const openid = one(sandbox, 'employee');
  const buyer = as('buyer', openid);
  const started: { applicationId: string; orderId: string }[] = [];
  for (const [orderNo, daysAgo, paid, summary] of meals) {
    await putOrder('m-cafe', daysAgo, { orderNo, status: 'paid', paid, summary, buyer: { openid } });
    const requestId = `demo-${orderNo}`;
    const { applicationId, orderId } = await buyer('applications.create', { orderNos: [orderNo], title, requestId });
    await control('authorize', { order_id: orderId, openid });
    started.push({ applicationId, orderId });
  }
  for (let step = 0; step < 40; step += 1) {
    const views = await Promise.all(
      started.map(({ applicationId }) => buyer('applications.refresh', { applicationId })),
    );
    if (views.every(({ card }) => card === 'inserted')) break;
    await sandbox.clock.advance(2);
  }
  await sandbox.wechat.drain();
  const cards = (await (await fetch(`${sandbox.wechatUrl}/__sandbox/cards?openid=${openid}`)).json()) as Record<
    string,
    string
  >[];
  return started.map(({ orderId }) => {
    const card = cards.find(({ order_id }) => order_id === orderId);
    if (!card) throw new Error(`the demo's card for ${orderId} is not in the pack`);
    return { cardId: card['card_id'] ?? '', encryptCode: card['encrypt_code'] ?? '' };
  });
};

/** A claim in each state, by the people of the demo's company; two invoices stay in the card pack to be picked. */
export const writeClaims = async (sandbox: Sandbox): Promise<void> => {
  const { as } = doors(sandbox);
  const [employee, approver, finance] = ['employee', 'approver', 'reimburser'].map((role) =>
    as('reimburser', one(sandbox, role)),
  );
  if (!employee || !approver || !finance) return;
  const cards = await eat(sandbox);
  const claim = async (name: string, purpose: string, items: ChosenCard[]): Promise<string> => {
    const { claimId } = await employee('claims.create', { purpose, requestId: `demo-claim-${name}` });
    await employee('claims.addInvoices', { claimId, items });
    return claimId;
  };
  const submitted = async (name: string, purpose: string, items: ChosenCard[]): Promise<string> => {
    const claimId = await claim(name, purpose, items);
    await employee('claims.submit', { claimId, requestId: `demo-submit-${name}` });
    return claimId;
  };

  const paid = await submitted('paid', '十月客户招待', cards.slice(0, 1));
  await approver('claims.approve', { claimId: paid, requestId: 'demo-approve-paid' });
  const asked = await finance('claims.markPaid', { claimId: paid, requestId: 'demo-pay' });
  if ('question' in asked)
    await finance('claims.markPaid', { claimId: paid, requestId: 'demo-pay', confirm: asked.question.token });

  const approved = await submitted('approved', '上海出差餐费', cards.slice(1, 2));
  await approver('claims.approve', { claimId: approved, requestId: 'demo-approve' });
  await submitted('submitted', '团队建设', cards.slice(2, 3));
  const returned = await submitted('returned', '项目评审餐费', cards.slice(3, 4));
  await approver('claims.return', { claimId: returned, reason: '请补充参会人员', requestId: 'demo-return' });

  const draft = await claim('draft', '北京出差', cards.slice(4, 5));
  await employee('invoices.addByNumber', {
    claimId: draft,
    qr: '01,51,,26119110000000012345,553.00,20251108,,7C2A',
    figures: {
      number: '26119110000000012345',
      date: '2025-11-08',
      amount: 55_300,
      title: '样例科技有限公司',
      buyerTaxNo: '91000000MA0C0MPA1D',
      payee: '样例铁路客运',
      summary: '北京南—上海虹桥',
    },
  });
};
