import type { ApplicationRecord, InvoiceRecord } from '../../cloudfunctions/common/store/records';
import { company, startFlow, type Flow } from '../support/sandbox';
import {
  applicationBy,
  confirmAndReturn,
  confirmOnPage,
  follow,
  locationOf,
  server,
  visitor,
} from '../support/visitor';

jest.setTimeout(30_000);
let flow: Flow;
let open: ReturnType<typeof server>;
beforeAll(async () => {
  flow = await startFlow();
  open = server(flow);
}, 60_000);
afterAll(() => flow.close());

const delivered = 'authorized-issued-inserted';
const newPage = async () => {
  const orderNo = await flow.putOrder();
  return { orderNo, url: String((await open('POST', `/orders/${orderNo}/link`, {})).data['url']) };
};

describe('公众号', () => {
  test('an order’s page leads to the card pack and back to the result', async () => {
    const { url } = await newPage();
    const buyer = visitor(flow);
    const page = await buyer.get(url);
    expect(page.text).toContain('开发票');
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    const back = await confirmAndReturn(flow, locationOf(await buyer.submit(url)));
    expect(await follow(flow, buyer, back.href)).toBe(delivered);
    expect((await buyer.get(back.href)).text).toContain('开好了，已放入卡包');
  });

  test('the page’s link works for minutes', async () => {
    const { url } = await newPage();
    await flow.advance(31 * 60);
    const { status, text } = await visitor(flow).get(url);
    expect([status, text.includes('这个链接已过期')]).toEqual([410, true]);
  });

  test('a server that has the title gets WeChat’s page at once, and only the first browser that comes back is the applicant’s', async () => {
    const orderNo = await flow.putOrder();
    const { data } = await open('POST', `/orders/${orderNo}/authorization`, { source: 'web', title: company });
    expect(Object.keys(data).sort()).toEqual(['applicationId', 'authUrl', 'orderId', 'resultUrl']);
    const back = await confirmAndReturn(flow, new URL(String(data['authUrl'])));
    const buyer = visitor(flow);
    await buyer.get(back.href);
    expect(await follow(flow, buyer, back.href)).toBe(delivered);
    expect((await buyer.get(back.href)).text).toContain(company.name);
    expect((await visitor(flow).get(back.href)).text).not.toContain(company.name);
    const read = await open('GET', `/applications/${String(data['orderId'])}`);
    expect(read.data).toMatchObject({
      source: 'web',
      type: 0,
      authorization: 'authorized',
      issuing: 'issued',
      card: 'inserted',
    });
  });

  test('a link that is opened before the buyer confirmed makes nobody the applicant', async () => {
    const orderNo = await flow.putOrder();
    const { data } = await open('POST', `/orders/${orderNo}/authorization`, { source: 'web', title: company });
    const [early, buyer] = [visitor(flow), visitor(flow)];
    const seen = await early.get(String(data['resultUrl']));
    expect([seen.headers.get('set-cookie'), seen.text.includes(company.name)]).toEqual([null, false]);
    const back = await confirmAndReturn(flow, new URL(String(data['authUrl'])));
    await follow(flow, early, back.href);
    expect((await buyer.get(back.href)).text).toContain(company.name);
    expect((await early.get(back.href)).text).not.toContain(company.name);
  });

  test.each([
    ['the merchant’s own page', { source: 'web', redirectUrl: 'https://shop.example/done' }],
    ['no page', { source: 'web', redirectUrl: null }],
    ['the app', { source: 'app' }],
  ])(
    'where WeChat leads to %s, whoever gets the result’s link sees only that there is an invoice',
    async (_to, how) => {
      await flow.putMerchant('m-cafe', { redirectHosts: ['shop.example'] });
      const orderNo = await flow.putOrder();
      const { data } = await open('POST', `/orders/${orderNo}/authorization`, { ...how, title: company });
      await confirmOnPage(flow, new URL(String(data['authUrl'])));
      const finder = visitor(flow);
      expect(await follow(flow, finder, String(data['resultUrl']))).toBe(delivered);
      for (const who of [finder, visitor(flow)]) {
        const { text, headers } = await who.get(String(data['resultUrl']));
        expect([headers.get('set-cookie'), text.includes('已开票')]).toEqual([null, true]);
        for (const secret of [company.name, '下载', '发票号码']) expect(text).not.toContain(secret);
      }
    },
  );

  test('WeChat leads to the merchant’s own page only when its host is on the list', async () => {
    await flow.putMerchant('m-cafe', { redirectHosts: ['shop.example'] });
    const ask = async (redirectUrl: string | null) =>
      open('POST', `/orders/${await flow.putOrder()}/authorization`, { source: 'web', redirectUrl });
    const own = await ask('https://shop.example/done?x=1');
    expect((await confirmAndReturn(flow, new URL(String(own.data['authUrl'])))).href).toBe(
      'https://shop.example/done?x=1',
    );
    for (const url of [
      'https://evil.example/',
      'http://shop.example/',
      'https://shop.example@evil.example/',
      'https://shop.example.evil.example/',
    ]) {
      expect(await ask(url)).toMatchObject({ status: 422, code: 'redirect_not_allowed' });
    }
    const none = await confirmOnPage(flow, new URL(String((await ask(null)).data['authUrl'])));
    expect([none.status, none.headers.get('location')]).toEqual([200, null]);
  });

  test('the merchant lists what became of it, page by page, and reads an invoice with its files', async () => {
    const list = await open('GET', '/applications');
    const rows = list.data['rows'] as { orderId: string; createdAt: number }[];
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.map(({ createdAt }) => createdAt)).toEqual(
      rows.map(({ createdAt }) => createdAt).sort((a, b) => b - a),
    );
    const [invoice] = (await open('GET', '/invoices')).data['rows'] as { number: string }[];
    const read = await open('GET', `/invoices/${invoice?.number ?? ''}`);
    expect((read.data['files'] as { format: string }[]).map(({ format }) => format)).toContain('pdf');
    expect((await server(flow, 1)('GET', `/invoices/${invoice?.number ?? ''}`)).status).toBe(404);
    expect((await server(flow, 1)('GET', `/applications/${rows[0]?.orderId ?? ''}`)).status).toBe(404);
  });
});

describe('领票', () => {
  const issued = async () => {
    const { data } = await open('POST', `/orders/${await flow.putOrder()}/invoice`, { title: company });
    for (let tick = 0; tick < 20; tick += 1) {
      const { data: read } = await open('GET', `/applications/${String(data['orderId'])}`);
      if (read['claimUrl']) return read as { claimUrl: string; orderId: string; invoiceId: string };
      await flow.advance(10);
    }
    throw new Error('was not issued');
  };

  test('an invoice that was issued first is claimed on WeChat’s page, and only then goes to the card pack', async () => {
    const { claimUrl, orderId } = await issued();
    expect(await applicationBy(flow, orderId)).toMatchObject({
      type: 2,
      issuing: { state: 'issued' },
      card: { state: 'none' },
    });
    const buyer = visitor(flow);
    expect((await buyer.get(claimUrl)).text).toContain('领取到微信卡包');
    const back = await confirmAndReturn(flow, locationOf(await buyer.submit(claimUrl)));
    expect(await follow(flow, buyer, back.href)).toBe(delivered);
    const again = await visitor(flow).get(claimUrl);
    expect([again.status, again.text.includes('这张发票已被领取')]).toEqual([409, true]);
  });

  test('a claim that failed on WeChat’s page is begun anew, with an order id of its own and the same invoice', async () => {
    const { claimUrl, orderId, invoiceId } = await issued();
    const buyer = visitor(flow);
    await buyer.submit(claimUrl);
    await flow.decline(orderId);
    const auth = locationOf(await buyer.submit(claimUrl));
    expect(auth.searchParams.get('o1')).not.toBe(orderId);
    const back = await confirmAndReturn(flow, auth);
    expect(await follow(flow, buyer, back.href)).toBe(delivered);
    const invoices = await flow.documents<InvoiceRecord>('invoices');
    expect(invoices.filter(({ _id }) => _id === invoiceId)).toHaveLength(1);
  });

  test('an invoice that is being reversed or was cannot be claimed, and nothing is begun', async () => {
    await flow.putMembers('m-cafe');
    const owner = flow.member('m-cafe', 'owner');
    const { claimUrl, orderId, invoiceId } = await issued();
    const applicationId = (await applicationBy(flow, orderId))?._id ?? '';
    const number = (await flow.documents<InvoiceRecord>('invoices')).find(({ _id }) => _id === invoiceId)?.number;
    await flow.control('issuer', { do: 'book', invoice_no: number });
    await flow.manage(owner, 'invoices.reverse', { applicationId, reason: 'error' });
    const until = async (isSo: (application: ApplicationRecord) => boolean) => {
      for (let tick = 0; tick < 30; tick += 1) {
        const application = await applicationBy(flow, orderId);
        if (application && isSo(application)) return;
        await flow.advance(30);
      }
      throw new Error('never came');
    };
    const refused = async (text: string) => {
      const buyer = visitor(flow);
      for (const answer of [await buyer.get(claimUrl), await buyer.submit(claimUrl)])
        expect([answer.status, answer.text.includes(text), answer.text.includes('</form>')]).toEqual([
          409,
          true,
          false,
        ]);
      expect((await applicationBy(flow, orderId))?.authorization.state).toBe('none');
    };
    await refused('这张发票正在红冲');
    await until(({ reversal }) => reversal?.open?.state === 'awaiting_buyer');
    await refused('这张发票正在红冲');
    await flow.control('issuer', { do: 'confirm_red', invoice_no: number });
    await until(({ reversal }) => reversal?.state === 'reversed');
    await refused('这张发票已被红冲');
  });

  test('a forged link and one for an invoice that is gone lead nowhere', async () => {
    const { claimUrl } = await issued();
    expect((await visitor(flow).get(claimUrl.replace('/claim/', '/claim/A'))).status).toBe(404);
  });
});
