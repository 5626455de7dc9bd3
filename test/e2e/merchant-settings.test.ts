import { loadDemo } from '../../sandbox/demo';
import { picture, setStage } from './support/stage';

const stage = setStage();
const memberOf = (merchant: string, role: string): string =>
  loadDemo().people.find((person) => person.merchant === merchant && person.role === role)?.openid ?? '';
const buyer = (index: number): string => loadDemo().people[index]?.openid ?? '';
const control = (body: object) =>
  fetch(`${stage.sandbox.wechatUrl}/__sandbox/issuer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

it('a finance member lets an application that waits for review be invoiced', async () => {
  const phone = await stage.open({
    openid: memberOf('m-cafe', 'finance'),
    path: '/merchant/invoices/index?merchant=m-cafe',
  });
  await phone.tap(/^待审核/);
  await phone.see('CAFE-20261101-0016');
  await phone.screenshot(picture('merchant-review-list'));
  await phone.tap('CAFE-20261101-0016');
  await phone.see('审核通过后自动开票；拒绝的话，买家会看到原因');
  await phone.screenshot(picture('merchant-review'));
  await phone.tap('审核通过');
  await phone.see('通过这笔申请？');
  await phone.tap('审核通过');
  await phone.see(/云上小馆财务/);
  await phone.see('审核通过');
  await phone.assertClean();
  await phone.close();
});

it('its buyer reads what an early application waits for', async () => {
  const phone = await stage.open({ openid: buyer(2), path: '/pages/orders/index' });
  await phone.tap(/看进度.*生日蛋糕预订/);
  await phone.see('已申请，待订单完成');
  await phone.screenshot(picture('buyer-early'));
  await phone.assertClean();
  await phone.close();
});

it('an owner changes the rules, and the records say so', async () => {
  const phone = await stage.open({
    openid: memberOf('m-cafe', 'owner'),
    path: '/merchant/settings/index?merchant=m-cafe',
  });
  await phone.see('管理与设置');
  await phone.tap('开票规则');
  await phone.tap('部分审核');
  await phone.fill('不按金额审核就留空', '5000');
  await phone.screenshot(picture('merchant-policy'));
  await phone.tap('保存');
  await phone.see('部分审核');
  await phone.screenshot(picture('merchant-settings'));
  await phone.tap('修改记录');
  await phone.see('审核：自动开票 → 审核专用发票、5,000.00 元以上');
  await phone.screenshot(picture('merchant-audit'));
  await phone.assertClean();
  await phone.close();
});

it('an owner invites somebody, who joins and sees the list', async () => {
  const phone = await stage.open({
    openid: memberOf('m-cafe', 'owner'),
    path: '/merchant/members/index?merchant=m-cafe',
  });
  await phone.tap('邀请成员');
  await phone.tap('生成邀请码');
  const shown = phone.screen.getByText(/^\w{4}-\w{4}-\w{4}$/);
  const code = (await shown.textContent()) ?? '';
  await phone.screenshot(picture('merchant-invite'));
  await phone.assertClean();
  await phone.close();

  const joining = await stage.open({ openid: buyer(1), path: '/pages/me/index' });
  await joining.tap('加入商户');
  await joining.fill('12 位字母和数字', code.trim());
  await joining.tap('下一步');
  await joining.see('云上小馆餐饮有限公司');
  await joining.fill('同事认得出的名字', '阿杰');
  await joining.screenshot(picture('merchant-join'));
  await joining.tap('加入');
  await joining.see('价税合计');
  await joining.assertClean();
  await joining.close();

  const again = await stage.open({ openid: buyer(0), path: `/merchant/join/index?code=${code.trim()}` });
  await again.see('这个邀请码已经用过了');
  await again.close();

  const owner = await stage.open({
    openid: memberOf('m-cafe', 'owner'),
    path: '/merchant/members/index?merchant=m-cafe',
    dark: true,
  });
  await owner.see('阿杰');
  await owner.screenshot(picture('merchant-members-dark'));
  await owner.tap('阿杰');
  await owner.tap('移除');
  await owner.tap('移除');
  await owner.screen.getByText('阿杰').waitFor({ state: 'detached' });
  await owner.assertClean();
  await owner.close();
});

it('health shows the code that the issuing clerk has to scan, until it is done', async () => {
  await control({ do: 'expire_login', merchant: 'm-cafe' });
  const phone = await stage.open({
    openid: memberOf('m-cafe', 'clerk'),
    path: '/merchant/health/index?merchant=m-cafe',
  });
  await phone.see('开票系统待认证');
  await phone.screenshot(picture('merchant-health-scan'));
  await control({ do: 'login', merchant: 'm-cafe' });
  await phone.page.getByText('开票系统待认证').waitFor({ state: 'detached' });
  await phone.see('电子税务局登录');
  await phone.screenshot(picture('merchant-health'));
  await phone.assertClean();
  await phone.close();
});

it('a viewer reads the settings and can change nothing', async () => {
  const phone = await stage.open({
    openid: memberOf('m-cafe', 'viewer'),
    path: '/merchant/settings/index?merchant=m-cafe',
    fontScale: 1.4,
  });
  await phone.see('我是查看员');
  await phone.tap('联系方式');
  await phone.see('您是查看员，只能查看。要修改请联系店主');
  await phone.screenshot(picture('merchant-read-only-large'));
  await phone.assertClean();
  await phone.close();
});
