import { encode } from '../../../cloudfunctions/common/wechat/codec';
import { endpoints, type Endpoint, type EndpointName } from '../../../cloudfunctions/common/wechat/endpoints';
import contractSamples from '../../fixtures/wechat/contract-samples.json';

const send = (name: EndpointName, request: object) => encode(endpoints[name] as unknown as Endpoint<object>, request);
const complaint = (name: EndpointName, request: object): string => {
  try {
    send(name, request);
  } catch (error) {
    return (error as { failure: { hint: string } }).failure.hint;
  }
  return 'nothing';
};

const card = { card_id: 'p1', encrypt_code: 'a+/=' };
const issue = contractSamples['card_invoice_makeoutinvoice.request'].invoiceinfo;
const blank = { title: '', phone: '', tax_no: '', addr: '', bank_type: '', bank_no: '', out_title_id: '' };

describe('a request, before it goes out', () => {
  it.each<[string, EndpointName, object, RegExp]>([
    [
      'CANCEL by a reimburser',
      'updateInvoiceStatus',
      { ...card, reimburse_status: 'INVOICE_REIMBURSE_CANCEL' },
      /reimburse_status/,
    ],
    ['a state without its prefix', 'updateInvoiceStatus', { ...card, reimburse_status: 'LOCK' }, /reimburse_status/],
    ['a batch of nothing', 'invoiceBatch', { item_list: [] }, /item_list/],
    [
      'a card without its encrypt_code',
      'invoiceBatch',
      { item_list: [card, { card_id: 'p1' }] },
      /item_list\.1\.encrypt_code/,
    ],
    [
      'a batch without its owner',
      'updateStatusBatch',
      { openid: '', reimburse_status: 'INVOICE_REIMBURSE_LOCK', invoice_list: [card] },
      /openid/,
    ],
    ['a title that nobody gives', 'userTitleUrl', { ...blank, user_fill: 0 }, /title/],
    ['a phone with letters', 'userTitleUrl', { title: '样例', phone: 'call me' }, /phone/],
    ['a tax number above 20 signs', 'userTitleUrl', { title: '样例', tax_no: '9'.repeat(21) }, /tax_no/],
    ['fen where yuan are meant', 'makeOutInvoice', { invoiceinfo: { ...issue, jshj: 15900 } }, /jshj/],
    ['a third decimal of yuan', 'makeOutInvoice', { invoiceinfo: { ...issue, jshj: '159.001' } }, /jshj/],
    ['no line at all', 'makeOutInvoice', { invoiceinfo: { ...issue, invoicedetail_list: [] } }, /invoicedetail_list/],
    [
      'a label above five Chinese characters',
      'setAuthField',
      { auth_field: { user_field: { custom_field: [{ key: '一二三四五六' }] }, biz_field: {} } },
      /user_field\.custom_field\.0\.key/,
    ],
    [
      'a flag that is no flag',
      'setAuthField',
      { auth_field: { user_field: { show_phone: true }, biz_field: {} } },
      /user_field\.show_phone/,
    ],
    ['a link of nobody', 'setPayMerchant', { paymch_info: { mchid: '', s_pappid: 'x' } }, /mchid/],
    ['a field that WeChat does not know', 'scanTitle', { scan_text: 'x', scanText: 'x' }, /scanText/],
  ])('is refused for %s', (_what, name, request, where) => {
    expect(complaint(name, request)).toMatch(where);
  });

  it('loses what says nothing, and keeps what must stand there', () => {
    expect(send('userTitleUrl', { ...blank, user_fill: 1 })).toEqual({ user_fill: 1 });
    expect(send('selectTitleUrl', { attach: '', biz_name: '云上小馆' })).toEqual({ biz_name: '云上小馆' });
    expect(send('makeOutInvoice', { invoiceinfo: { ...issue, skr: '', bz: null, hylx: undefined } })).toEqual({
      invoiceinfo: Object.fromEntries(Object.entries(issue).filter(([key]) => !['skr', 'bz', 'hylx'].includes(key))),
    });
    expect(
      send('setAuthField', { auth_field: { user_field: { show_title: 1, custom_field: [] }, biz_field: {} } }),
    ).toEqual({
      auth_field: { user_field: { show_title: 1 }, biz_field: {} },
    });
  });

  it("keeps WeChat's own spelling on the wire", () => {
    expect(endpoints.queryInvoice.path).toBe('/card/invoice/queryinvoceinfo');
  });
});
