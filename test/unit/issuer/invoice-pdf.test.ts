import { renderInvoicePdf } from '../../../sandbox/issuer/pdf/invoice-pdf';
import { bluePaper, type IssuedInvoice, type Paper } from '../../../sandbox/issuer/pdf/model';
import { parseIssueRequest } from '../../../sandbox/issuer/request';
import { order } from '../../contract/issuer/caller';
import { readPdf } from './pdf-text';

const invoice = (changes: object = {}, issued: Partial<IssuedInvoice> = {}): Paper =>
  bluePaper({
    request: parseIssueRequest(order('A-1', changes)),
    seller: { name: '拾光百货有限公司', taxNo: '91000000MA0MAX1A22' },
    issuedAt: Date.UTC(2026, 9, 5, 4) / 1000,
    number: '26009123456789012345',
    ...issued,
  });
const line = { name: '*日用杂品*商品', taxCode: '1000000000000000000', grossFen: 1000, rate: 1300 };
const read = async (source: Paper) => readPdf(await renderInvoicePdf(source));

describe('the PDF of an invoice', () => {
  test('shows title, number, date, both parties and the amounts as text that can be copied', async () => {
    const { pages } = await read(invoice({ remark: '订单 20261005-0001' }));
    expect(pages).toHaveLength(1);
    for (const text of [
      '电子发票（普通发票）',
      '26009123456789012345',
      '2026年10月05日',
      '样例科技有限公司',
      '91000000MA0C0MPA1D',
      '拾光百货有限公司',
      '91000000MA0MAX1A22',
      '*餐饮服务*餐费',
      '6%',
      '¥38.68',
      '¥2.32',
      '¥41.00',
      '肆拾壹圆整',
      '订单 20261005-0001',
    ])
      expect(pages[0]).toContain(text);
  });

  test('says 样张 非有效发票 on every page', async () => {
    const { pages } = await read(invoice({ lines: Array.from({ length: 60 }, () => line) }));
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(page).toContain('样张 非有效发票');
  });

  test('carries no picture, so no 发票监制章, and every font it names', async () => {
    const { fonts, structure, pages } = await read(invoice());
    expect(structure).not.toContain('/Subtype /Image');
    expect(pages.join()).not.toContain('监制');
    expect(fonts.named).toBeGreaterThan(0);
    expect(fonts.embedded).toBe(fonts.named);
  });

  test.each([
    [{ kind: 'digital', special: true }, '电子发票（增值税专用发票）'],
    [{ kind: 'classic' }, '增值税电子普通发票'],
    [{ kind: 'classic', special: true }, '增值税电子专用发票'],
  ])('of %j is titled %s', async (changes, title) => {
    const { pages } = await read(invoice(changes));
    expect(pages[0]).toContain(title);
  });

  test('of a classic invoice shows code and check code', async () => {
    const { pages } = await read(
      invoice({ kind: 'classic' }, { number: '61803399', code: '000002600111', checkCode: '12345678901234567890' }),
    );
    for (const text of ['000002600111', '61803399', '12345 67890 12345 67890']) expect(pages[0]).toContain(text);
  });

  test('keeps 100 long lines, shows each, sums up each page and closes on the last', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => ({
      ...line,
      name: `*日用杂品*第${index + 1}号${'名称很长'.repeat(22)}`,
      discountFen: 10,
    }));
    const { pages } = await read(
      invoice({ lines, remark: '很长的备注'.repeat(40), buyer: { name: '长'.repeat(100) } }),
    );
    const all = pages.join('');
    for (let index = 1; index <= 100; index++) expect(all).toContain(`*日用杂品*第${index}号`);
    pages.forEach((page, index) => {
      const last = index === pages.length - 1;
      expect(page).toContain(`共${pages.length}页 第${index + 1}页`);
      expect(page).toContain('小计');
      expect(page.includes('价税合计')).toBe(last);
    });
  });

  test('keeps room for the longest remarks under any number of lines', async () => {
    const remark = `${'\n'.repeat(7)}${'长'.repeat(193)}`;
    const buyer = { name: '甲', address: '长'.repeat(100), bank: '长'.repeat(100), bankAccount: '9'.repeat(50) };
    for (let count = 1; count <= 40; count += 13) {
      const { pages } = await read(invoice({ remark, buyer, lines: Array.from({ length: count }, () => line) }));
      expect(pages.length).toBeLessThanOrEqual(3);
      expect(pages.at(-1)).toContain('价税合计');
      expect(pages.join('').split('*日用杂品*商品')).toHaveLength(count + 1);
    }
  });

  test('holds amounts up to 99,999,999.99 and discounts as rows of their own', async () => {
    const { pages } = await read(
      invoice({ lines: [{ ...line, grossFen: 9_999_999_999, quantity: '3', discountFen: 100_000 }] }),
    );
    expect(pages[0]).toContain('88495575.21');
    expect(pages[0]).toContain('-884.95');
    expect(pages[0]).toContain('玖仟玖佰玖拾玖万捌仟玖佰玖拾玖圆玖角玖分');
  });

  test('prints a box for what the font lacks, and nothing for invisible marks', async () => {
    const { pages } = await read(invoice({ buyer: { name: '甲\u202e乙😀丙' } }));
    expect(pages[0]).toContain('甲乙□丙');
  });

  test('is the same to the byte for the same invoice', async () => {
    const [first, second] = [await renderInvoicePdf(invoice()), await renderInvoicePdf(invoice())];
    expect(first.equals(second)).toBe(true);
    expect(first.equals(await renderInvoicePdf(invoice({ remark: '另一张' })))).toBe(false);
  });

  test('stays small', async () => {
    expect((await renderInvoicePdf(invoice())).length).toBeLessThan(150_000);
  });
});
