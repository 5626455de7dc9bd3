import { XMLParser } from 'fast-xml-parser';
import { Hono } from 'hono';
import { readPdf } from '../../unit/issuer/pdf-text';
import { part, startReds, wish, type RedAnswer } from './red-caller';

const linkTo = ({ files }: RedAnswer, format: string) => {
  const file = files.find((each) => each.format === format);
  if (!file) throw new Error(`no ${format}`);
  return file.url;
};

describe('the files of a red', () => {
  test('are a PDF with negative amounts, the word 红字 and the blue’s number in the remarks', async () => {
    const { blueOf, reversed, download, red } = startReds();
    const blue = await blueOf('A-1', {
      buyer: { name: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D', address: '某路1号' },
    });
    const issued = await reversed('A-1', wish('R-1'));
    const answer = await download(linkTo(issued, 'pdf'));
    expect(answer.headers.get('content-disposition')).toContain(`${issued.number}.pdf`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const [page] = readPdf(bytes).pages;
    for (const text of [
      '电子发票（普通发票）',
      '样张',
      '红字',
      issued.number,
      '¥-41.00',
      '¥-38.68',
      '¥-2.32',
      '（负数）肆拾壹圆整',
      `被红冲蓝字数电发票号码：${blue.number}`,
      `红字发票信息确认单编号：${issued.formNo}`,
      '某路1号',
    ])
      expect(page).toContain(text);
    const later = await download(linkTo(await red('R-1'), 'pdf'));
    expect(Buffer.from(await later.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('show what a part takes, without a quantity, and what a whole line takes, with it', async () => {
    const { blueOf, reversed, download } = startReds();
    const line = {
      name: '*日用杂品*商品',
      taxCode: '1000000000000000000',
      grossFen: 1000,
      rate: 1300,
      quantity: '4',
      unit: '件',
    };
    await blueOf('A-2', { lines: [line, line] }, true);
    const issued = await reversed('A-2', part('R-2', 1000, 500));
    expect(issued.lines.map(({ quantity }) => quantity)).toEqual(['-4', undefined]);
    const { EInvoice } = new XMLParser({ parseTagValue: false }).parse(
      await (await download(linkTo(issued, 'xml'))).text(),
    );
    expect(EInvoice.Header.EIid).toBe(issued.number);
    expect(EInvoice.EInvoiceData.IssuItemInformation).toMatchObject([
      { Quantity: '-4', UnPrice: '2.2125', Amount: '-8.85', ComTaxAm: '-1.15', TotaltaxIncludedAmount: '-10.00' },
      { Quantity: '', UnPrice: '', Amount: '-4.42', ComTaxAm: '-0.58', TotaltaxIncludedAmount: '-5.00' },
    ]);
    expect(EInvoice.EInvoiceData.BasicInformation).toMatchObject({
      TotalAmWithoutTax: '-13.27',
      TotalTaxAm: '-1.73',
      'TotalTax-includedAmount': '-15.00',
      'TotalTax-includedAmountInChinese': '（负数）壹拾伍圆整',
    });
  });

  test('of a classic red name the code and the number of the blue', async () => {
    const { blueOf, reversed, download } = startReds();
    const blue = await blueOf('A-3', { kind: 'classic' });
    const issued = await reversed('A-3', wish('R-3', { reason: 'error' }));
    const { EInvoice } = new XMLParser({ parseTagValue: false }).parse(
      await (await download(linkTo(issued, 'xml'))).text(),
    );
    expect(EInvoice.EInvoiceData.RedInvoiceInformation).toEqual({
      OriginalInvoiceNumber: blue.number,
      OriginalInvoiceCode: blue.code,
      RedConfirmationNumber: '',
      RedReason: '开票有误',
    });
    expect(EInvoice.EInvoiceData.AdditionalInformation.Remark).toBe(
      `对应正数发票代码：${blue.code} 号码：${blue.number}`,
    );
  });

  test('are reached by their own links only', async () => {
    const { issuer, blueOf, reversed, download } = startReds();
    await blueOf('R-4');
    const url = linkTo(await reversed('R-4', wish('R-4')), 'pdf');
    for (const changed of [url.replace('reds/', ''), url.replace('.pdf', '.xml'), url.replace('m-mall', 'm-cafe')])
      expect((await download(changed)).status).toBe(403);
    expect((await download(url)).status).toBe(200);
    const mounted = new Hono().route('/issuer', issuer.app);
    expect((await mounted.request(url)).status).toBe(200);
  });
});
