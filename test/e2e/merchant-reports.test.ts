import { loadDemo } from '../../sandbox/demo';
import { picture, setStage } from './support/stage';

const stage = setStage();
const finance =
  loadDemo().people.find(({ merchant, role }) => merchant === 'm-cafe' && role === 'finance')?.openid ?? '';
const list = () => stage.open({ openid: finance, path: '/merchant/invoices/index?merchant=m-cafe' });
type Phone = Awaited<ReturnType<typeof list>>;

const menu = async (phone: Phone, item: string) => {
  await phone.screen.getByLabel('导出、统计和批量处理').click();
  await phone.tap(item);
};

describe('whoever keeps a merchant’s books', () => {
  it('puts everything that the filter finds into card packs at once, and reads how it went', async () => {
    const phone = await list();
    await phone.tap(/^未入卡包/);
    await phone.idle();
    await menu(phone, '选择多张一起处理');
    await phone.tap('筛选出的全部');
    await phone.screenshot(picture('merchant-choosing'));
    await phone.tap('处理全部');
    await phone.tap('再放入卡包');
    await phone.see(/筛选出的全部 \d+ 张/);
    await phone.screen.locator('.begin').click();
    await phone.see('已处理');
    await phone.screenshot(picture('merchant-batch'));
    await phone.assertClean();
    await phone.close();
  });

  it('goes on where the list was after coming back from an invoice', async () => {
    const phone = await list();
    await phone.tap(/^已开票\s*\d/);
    await phone.idle();
    await phone.page.mouse.move(195, 600);
    await phone.page.mouse.wheel(0, 300);
    await phone.idle();
    const place = () => phone.screen.locator('.item').nth(4).boundingBox();
    const before = await place();
    await phone.screen.locator('.item').nth(4).click();
    await phone.see('经过');
    await phone.tap('返回');
    await phone.see('价税合计');
    await phone.idle();
    expect(await place()).toEqual(before);
    await phone.close();
  });

  it('exports what the list shows, with the same sums', async () => {
    const phone = await list();
    await phone.see('价税合计');
    const amount = await phone.screen.locator('.sum--amount .strong').innerText();
    await menu(phone, '导出');
    await phone.tap('CSV');
    await phone.tap('开始导出');
    await phone.see('可以下载');
    await phone.see('发票明细-1.csv');
    expect(await phone.screen.getByText(amount).count()).toBeGreaterThan(0);
    await phone.screenshot(picture('merchant-export'));
    await phone.assertClean();
    await phone.close();
  });

  it('reads the statistics, in a chart and in tables', async () => {
    const phone = await list();
    await menu(phone, '统计');
    await phone.see('从申请到放入卡包');
    await phone.see('没有成功的原因');
    const drawn = await phone.screen.locator('.chart canvas').evaluate((node) => {
      const canvas = node as unknown as {
        width: number;
        height: number;
        getContext(kind: string): { getImageData(x: number, y: number, w: number, h: number): { data: number[] } };
      };
      return canvas
        .getContext('2d')
        .getImageData(0, 0, canvas.width, canvas.height)
        .data.some((value) => value > 0);
    });
    expect(drawn).toBe(true);
    await phone.screenshot(picture('merchant-statistics'));
    await phone.tap('近7天');
    await phone.see('从申请到放入卡包');
    await phone.assertClean();
    await phone.close();
  });
});
