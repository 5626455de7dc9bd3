import type { PhoneDriver } from './phone';

/** Fills a personal title in and hands the application in; the next thing is WeChat's page. */
export const fillPersonalTitle = async (phone: PhoneDriver): Promise<void> => {
  await phone.fill('发票上的个人姓名', '小林');
  await phone.tap('下一步，核对信息');
  await phone.see('请核对，开票金额');
  // What the phone asks for beforehand has to be there: WeChat's question is put in the tap itself.
  await phone.idle();
  await phone.tap('提交申请');
  await phone.tap('允许');
  await phone.see(/还差一步/);
};

/** Says yes on WeChat's page. */
export const confirmOnWeChatsPage = async (phone: PhoneDriver): Promise<void> => {
  await phone.tap(/^去微信点/);
  await phone.see(/即将打开/);
  await phone.tap('允许');
  const page = phone.foreign('电子发票');
  await page.getByRole('button', { name: '申请开票' }).click();
  await page.getByRole('button', { name: '完成' }).click();
};
