import { decode } from '../../../cloudfunctions/common/wechat/codec';
import { endpoints, type Endpoint } from '../../../cloudfunctions/common/wechat/endpoints';
import { invoiceOf } from '../../../cloudfunctions/common/wechat/invoice-face';
import batch from '../../fixtures/wechat/samples/seed002/reimburse_getinvoicebatch.response.json';

type Wire = Parameters<typeof invoiceOf>[0];
const { invoiceInfo, invoiceBatch } = endpoints as unknown as Record<string, Endpoint>;

const read = (body: object): ReturnType<typeof invoiceOf> =>
  invoiceOf(decode(invoiceInfo as unknown as Endpoint<unknown, Wire>, JSON.stringify(body)));

const digital = '25990000000000000123';
const least = { card_id: 'p1', user_info: { fee: 100, title: '小林', reimburse_status: 'INVOICE_REIMBURSE_LOCK' } };
const face = (more: object) => ({ ...least, user_info: { ...least.user_info, ...more } });

describe('an invoice that WeChat reads out', () => {
  it('is in our words what seed 002 prints of 2019', () => {
    const { item_list: found } = decode(
      invoiceBatch as unknown as Endpoint<unknown, { item_list: Wire[] }>,
      JSON.stringify(batch),
    );
    expect(found).toHaveLength(2);
    expect(found.map(invoiceOf)[0]).toEqual({
      cardId: 'pIKi3wcA2zJYhWaAUWmf3aMNd_r0',
      openid: 'or6qc1XNFyAhiatjzyd7aboPkLz8',
      type: '增值税电子普通发票',
      payee: '希杰福味园（上海）餐饮管理有限公司',
      detail: '可在公司企业号内报销使用',
      status: 'INIT',
      orderId: '088EC85AFC59A4224FA0BD7F9FF70459',
      title: '上海汉得融晶信息科技有限公司',
      amount: 4100,
      net: 3868,
      tax: 232,
      issuedAt: 1_554_464_373,
      form: 'classic',
      number: '39324919',
      code: '031001900111',
      checkCode: '11567682303578313021',
      lines: [{ name: '*餐饮服务*餐饮服务', price: 3868 }],
      summary: '*餐饮服务*餐饮服务',
      pdfUrl: batch.item_list[0]?.user_info.pdf_url,
      buyerTaxNo: '91310118055085080P',
      sellerTaxNo: '91310000055937247B',
      sellerAddressAndPhone: '上海市闵行区元江路5500号第一幢E2848室,86-21-5329-2421',
      sellerBankAccount: '中国银行红松路支行、448163967253',
    });
  });

  it.each([undefined, null, '', '00000000'])('is fully digital when the code beside its 20 digits is %j', (code) => {
    expect(read(face({ billing_no: digital, billing_code: code, check_code: '' }))).toMatchObject({
      form: 'digital',
      number: digital,
    });
    expect(read(face({ billing_no: digital, billing_code: code }))).not.toHaveProperty('code');
  });

  it('tells code from number by shape, whichever page the server follows', () => {
    for (const pair of [
      { billing_no: '031001900111', billing_code: '39324919' },
      { billing_no: '39324919', billing_code: '031001900111' },
    ]) {
      expect(read(face(pair))).toMatchObject({ form: 'classic', number: '39324919', code: '031001900111' });
    }
  });

  it('keeps a number of twenty digits that came as a JSON number, digit by digit', () => {
    const text = JSON.stringify(face({ billing_no: 'here' })).replace('"here"', digital);
    const wire = decode(invoiceInfo as unknown as Endpoint<unknown, Wire>, text);
    expect(invoiceOf(wire)).toMatchObject({ form: 'digital', number: digital });
  });

  it('says only what WeChat said', () => {
    expect(read(least)).toEqual({ cardId: 'p1', status: 'LOCK', title: '小林', amount: 100, lines: [] });
  });

  it('takes the attachment under either spelling of its field', () => {
    expect(read(face({ trip_pdf_url: 'https://a' })).tripPdfUrl).toBe('https://a');
    expect(read(face({ trip_pdf_ur: 'https://b' })).tripPdfUrl).toBe('https://b');
  });

  it('shows no line amount rather than a wrong one, and keeps the rest', () => {
    const info = [
      { name: '汽油', num: '12.5', unit: '升', price: 795.5 },
      { price: 100, num: 'two' },
    ];
    expect(read(face({ info })).lines).toEqual([
      { name: '汽油', quantity: 12.5, unit: '升' },
      { name: '', price: 100 },
    ]);
  });

  it('is refused when its amount or its state cannot be read', () => {
    for (const odd of [
      { fee: '41.00元' },
      { fee: 41.5 },
      { fee: undefined },
      { reimburse_status: 'INVOICE_REIMBURSE_GONE' },
    ]) {
      expect(() => read(face(odd))).toThrow(/微信的应答无法识别/);
    }
  });
});
