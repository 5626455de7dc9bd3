import { financeOf } from './support/finance';
import { picture, setStage } from './support/stage';

const stage = setStage();
const { openid: finance, untouched } = financeOf(stage);

const detail = (applicationId: string) => `/merchant/detail/index?id=${encodeURIComponent(applicationId)}`;

describe('reversing', () => {
  it('the whole: a reason, what follows, a last question, and a void card', async () => {
    const [invoice] = await untouched();
    const phone = await stage.open({ openid: finance, path: detail(invoice?.applicationId ?? '') });
    await phone.see('经过');
    await phone.page.locator('.other-reverse').scrollIntoViewIfNeeded();
    await phone.screenshot(picture('reverse-detail'));
    await phone.tap('红冲');
    await phone.see('为什么红冲');
    await phone.screenshot(picture('reverse-form'));
    await phone.tap('开票有误');
    await phone.tap(/^红冲 ¥/);
    await phone.see('这张发票会全部作废，不能撤销。');
    await phone.screenshot(picture('reverse-question'));
    await phone.tap('确认红冲');
    await phone.see('申请红冲');
    await phone.idle();
    await stage.sandbox.control('clock', { advance_s: 60 });
    await stage.sandbox.control('clock', { advance_s: 60 });
    await phone.see('红字发票已开具');
    await phone.see('发票已红冲');
    await phone.screenshot(picture('reverse-done'));
    await phone.assertClean();
    await phone.close();
  });

  it('a part that the buyer asks for: stands in a tab, is answered, and says what is left on both sides', async () => {
    const [, invoice] = await untouched();
    const invoice_no = invoice?.number ?? '';
    await stage.sandbox.control('issuer', { do: 'book', invoice_no });
    await stage.sandbox.control('issuer', { do: 'start_red', invoice_no, amount: 100 });
    await stage.sandbox.control('clock', { advance_s: 400 });
    const phone = await stage.open({ openid: finance, path: '/merchant/invoices/index?merchant=m-cafe' });
    await phone.tap(/^待我确认\s*1/);
    await phone.see('买家申请红冲，待我确认');
    await phone.screenshot(picture('reverse-tab'));
    await phone.tap(invoice?.orderNos[0] ?? '');
    await phone.see('购买方申请红冲这张发票，等待商家确认');
    await phone.screenshot(picture('reverse-answer'));
    await phone.tap('同意');
    await phone.tap('同意红冲');
    await phone.idle();
    await stage.sandbox.control('clock', { advance_s: 60 });
    await stage.sandbox.control('clock', { advance_s: 60 });
    await phone.see(/^已红冲 ¥1\.00，剩余/);
    await phone.screenshot(picture('reverse-part'));
    await phone.assertClean();
    await phone.close();

    const reds = await stage.open({ openid: finance, path: '/merchant/reds/index?merchant=m-cafe', dark: true });
    await reds.see('没有等您确认的红冲');
    await reds.screenshot(picture('reds-empty-dark'));
    await reds.tap('已红冲');
    await reds.see(invoice?.titleName ?? '');
    await reds.screenshot(picture('reds-dark'));
    await reds.assertClean();
    await reds.close();
  });

  it('line by line, with large type', async () => {
    const invoice = (await untouched()).find(({ lines }) => lines.length > 1) ?? (await untouched())[0];
    await stage.sandbox.control('issuer', { do: 'book', invoice_no: invoice?.number ?? '' });
    const path = `/merchant/reverse/index?id=${encodeURIComponent(invoice?.applicationId ?? '')}`;
    const phone = await stage.open({ openid: finance, path, fontScale: 1.4 });
    await phone.tap('销货退回');
    await phone.tap('一部分');
    await phone.see(/^剩余 ¥/);
    await phone.screenshot(picture('reverse-part-large'));
    await phone.assertClean();
    await phone.close();
  });
});
