import { XMLParser } from 'fast-xml-parser';
import { Hono } from 'hono';
import { readPdf } from '../../unit/issuer/pdf-text';
import { order, startIssuer } from './caller';

const linkTo = (invoice: { files: { format: string; url: string; expiresAt: number }[] }, format: string) => {
  const file = invoice.files.find((each) => each.format === format);
  if (!file) throw new Error(`no ${format}`);
  return file;
};

describe('the files of an issued invoice', () => {
  test('are a PDF with its number and amounts, always the same', async () => {
    const { issued, download, read } = startIssuer();
    const invoice = await issued(order('P-1'));
    const answer = await download(linkTo(invoice, 'pdf').url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toContain(`${invoice.number}.pdf`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const [page] = readPdf(bytes).pages;
    for (const text of [invoice.number, '¥41.00', '¥38.68', '¥2.32', '样张 非有效发票']) expect(page).toContain(text);

    const later = linkTo((await read('P-1')).body.result, 'pdf').url;
    expect(Buffer.from(await (await download(later)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('are an XML data file with the same facts', async () => {
    const { issued, download } = startIssuer();
    const invoice = await issued(order('P-2', { buyer: { name: '甲<乙>&“丙”', taxNo: '91000000MA0C0MPA1D' } }));
    const answer = await download(linkTo(invoice, 'xml').url);
    expect(answer.headers.get('content-type')).toBe('application/xml');
    const { EInvoice } = new XMLParser({ parseTagValue: false }).parse(await answer.text());
    expect(EInvoice.Header).toMatchObject({ EIid: invoice.number, Specimen: '样张 非有效发票' });
    expect(EInvoice.EInvoiceData).toMatchObject({
      SellerInformation: { SellerName: '拾光百货有限公司' },
      BuyerInformation: { BuyerName: '甲<乙>&“丙”' },
      BasicInformation: {
        TotalAmWithoutTax: '38.68',
        TotalTaxAm: '2.32',
        'TotalTax-includedAmount': '41.00',
        'TotalTax-includedAmountInChinese': '肆拾壹圆整',
      },
      IssuItemInformation: { ItemName: '*餐饮服务*餐费', TaxRate: '6%', TaxClassificationCode: '3070401000000000000' },
    });
  });

  test('lie at links that live half an hour and that every reading renews', async () => {
    const { issued, download, read, clock } = startIssuer();
    const { url, expiresAt } = linkTo(await issued(order('P-3')), 'pdf');
    expect(expiresAt - Math.floor(clock.now() / 1000)).toBe(1800);
    await clock.advance(1801);
    const late = await download(url);
    expect(late.status).toBe(403);
    expect(await late.json()).toMatchObject({ error: { code: 'link_expired' } });
    const fresh = linkTo((await read('P-3')).body.result, 'pdf');
    expect((await download(fresh.url)).status).toBe(200);
  });

  test('are refused when the link was changed', async () => {
    const { issue, issued, download } = startIssuer();
    const { url } = linkTo(await issued(order('P-4')), 'pdf');
    await issue(order('P-5'));
    for (const changed of [
      url.replace('P-4', 'P-5'),
      url.replace('.pdf', '.xml'),
      url.replace('m-mall', 'm-cafe'),
      url.replace('m-mall', 'm-none'),
      url.replace(/expires=\d+/, 'expires=99999999999'),
      url.replace(/&signature=.*/, ''),
    ]) {
      const answer = await download(changed);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ error: { code: 'link_invalid' } });
    }
    expect((await download(url.replace('.pdf', '.ofd'))).status).toBe(404);
  });

  test('are reached where the platform is mounted', async () => {
    const { issuer, issued } = startIssuer();
    issuer.setBaseUrl('http://127.0.0.1:9999/issuer/');
    const { url } = linkTo(await issued(order('P-6')), 'pdf');
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:9999\/issuer\/files\//);
    const host = new Hono().route('/issuer', issuer.app).route('/__sandbox/issuer', issuer.controlApp);
    expect((await host.request(url)).status).toBe(200);
    expect((await host.request('/issuer/nothing')).status).toBe(404);
    const state = await host.request('/__sandbox/issuer');
    expect(await state.json()).toMatchObject({ merchants: { 'm-mall': { waiting: 0 } } });
  });
});
