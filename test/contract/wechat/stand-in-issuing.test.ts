import samples from '../../fixtures/wechat/contract-samples.json';
import { appids, buyers, cafePlatform, errcode, startStandIn, type Json, type StandIn } from './stand-in-support';

let at: StandIn;
beforeEach(() => {
  at = startStandIn();
});
afterEach(() => at.wechat.close());

const me = buyers[0];
const openid = me?.openids[appids.cafe] ?? '';
const printed = samples['card_invoice_makeoutinvoice.request'].invoiceinfo;
const { nsrsbh, nsrmc } = printed;

const authorize = async (order_id = '30000') => {
  await at.authUrl(appids.cafe, { order_id, source: 'web' });
  await at.control('authorize', { order_id });
};
const make = (change: Json = {}, by = appids.cafe) =>
  at.call(by, '/card/invoice/makeoutinvoice', { invoiceinfo: { ...printed, wxopenid: openid, ...change } });
const query = (fpqqlsh = printed.fpqqlsh, taxNo = nsrsbh) =>
  at.call(appids.cafe, '/card/invoice/queryinvoceinfo', { fpqqlsh, nsrsbh: taxNo });
const clear = (issued: Json, change: Json = {}) =>
  at.call(appids.cafe, '/card/invoice/clearoutinvoice', {
    invoiceinfo: {
      wxopenid: openid,
      fpqqlsh: 'test20red1',
      nsrsbh,
      nsrmc,
      yfpdm: issued['fpdm'],
      yfphm: issued['fphm'],
      ...change,
    },
  });
const results = async () =>
  (await at.control('events')).body.filter(({ event }) => event === 'cloud_invoice_invoiceresult_event');
const cards = async () => (await at.control(`cards?openid=${me?.openid}`)).body;
/** The invoice of the printed request. */
const issue = async () => {
  await authorize();
  await make();
  await at.clock.advance(2);
  return (await query())['invoicedetail'] as Json;
};

describe('makeoutinvoice', () => {
  it('takes the printed request, and its result comes later: by an event, by asking, as a card', async () => {
    await authorize();
    expect(await make()).toEqual({ errcode: 0, errmsg: 'sucesss' });
    expect(await query()).toMatchObject({ errcode: 73107 });
    expect(await results()).toEqual([]);
    await at.clock.advance(2);

    const [event] = await results();
    expect(event).toMatchObject({ appid: appids.cafe, order_id: '30000' });
    for (const part of [`<fpqqlsh><![CDATA[${printed.fpqqlsh}]]>`, `<nsrsbh><![CDATA[${nsrsbh}]]>`, '<status>100<'])
      expect(event?.['body']).toContain(part);

    const answer = await query();
    expect(answer).toMatchObject({ errcode: 0, errmsg: '发票数据获取成功' });
    const detail = answer['invoicedetail'] as Json;
    expect(Object.keys(detail).sort()).toEqual(
      Object.keys(samples['card_invoice_queryinvoceinfo.response'].invoicedetail).sort(),
    );
    expect(detail['fpdm']).toMatch(/^\d{12}$/);
    expect(detail['fphm']).toMatch(/^\d{8}$/);
    expect(detail['jym']).toMatch(/^\d{20}$/);
    expect(detail['kprq']).toMatch(/^20\d{12}$/);
    const file = await at.request(String(detail['pdfurl']));
    expect(
      Buffer.from(await file.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');

    const order = { s_pappid: cafePlatform, order_id: '30000' };
    expect(await at.call(appids.cafe, '/card/invoice/rejectinsert', { ...order, reason: 'r' })).toMatchObject({
      errcode: 72038,
    });
    expect(await cards()).toMatchObject([
      {
        order_id: '30000',
        fee: 15_900,
        fee_without_tax: 13_590,
        tax: 2310,
        title: '周一',
        billing_no: detail['fpdm'],
        billing_code: detail['fphm'],
        check_code: detail['jym'],
      },
    ]);
  });

  it('comes without the clock being moved', async () => {
    await authorize();
    await make();
    const until = Date.now() + 8000;
    while ((await results()).length === 0 && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await results()).toHaveLength(1);
  }, 10_000);

  it('with the same serial is the same invoice', async () => {
    await authorize();
    await make();
    expect(errcode(await make())).toBe(73107);
    await at.clock.advance(2);
    expect(await make()).toEqual({ errcode: 0, errmsg: 'sucesss' });
    await at.clock.advance(60);
    expect(await results()).toHaveLength(1);
    expect(await cards()).toHaveLength(1);
  });

  it('refuses a serial for another order, an order with another serial', async () => {
    await authorize();
    await authorize('30001');
    await make();
    expect(errcode(await make({ ddh: '30001' }))).toBe(73106);
    expect(errcode(await make({ fpqqlsh: 'test20other' }))).toBe(73108);
    await at.clock.advance(2);
    expect(errcode(await make({ fpqqlsh: 'test20other' }))).toBe(73108);
  });

  it('wants an order that this buyer authorized', async () => {
    expect(errcode(await make())).toBe(72038);
    await at.authUrl(appids.cafe, { order_id: '30000', source: 'web' });
    expect(errcode(await make())).toBe(72038);
    await authorize();
    expect(errcode(await make({ wxopenid: 'nobody' }))).toBe(73001);
    expect(errcode(await make({ wxopenid: me?.openid }))).toBe(73001);
    expect(errcode(await make({ wxopenid: buyers[1]?.openids[appids.cafe] }))).toBe(73001);
    expect(errcode(await make())).toBe(0);
  });

  it('keeps to the beginning of serials and the taxpayer that were agreed', async () => {
    await authorize();
    await make();
    expect(errcode(await make({ fpqqlsh: 'other1' }))).toBe(73110);
    expect(errcode(await make({ nsrsbh: '1' }))).toBe(73101);
    await at.control('account', { appid: appids.cafe, serialPrefix: 'agreed', taxNo: '91000000MA0CAFE012' });
    expect(errcode(await make())).toBe(73110);
    expect(errcode(await make({ fpqqlsh: 'agreed1' }))).toBe(73101);
    expect(errcode(await make({ fpqqlsh: 'abc' }))).toBe(73110);
  });

  it.each([
    ['wxopenid', 73003],
    ['ddh', 73002],
    ['fpqqlsh', 73004],
    ['nsrmc', 73007],
    ['nsrdz', 73008],
    ['nsrdh', 73009],
    ['ghfmc', 73010],
    ['kpr', 73011],
    ['jshj', 73012],
    ['hjje', 73013],
    ['hjse', 73014],
    ['nsrsbh', 73016],
    ['nsrbank', 72031],
    ['nsrbankid', 72031],
    ['invoicedetail_list', 72031],
  ])('without %s answers %i', async (name, code) => {
    await authorize();
    for (const value of ['', null, undefined]) expect(errcode(await make({ [name]: value }))).toBe(code);
  });

  it('takes hylx left out, not left empty', async () => {
    await authorize();
    expect(errcode(await make({ hylx: '' }))).toBe(73015);
    expect(errcode(await make({ hylx: '2' }))).toBe(72031);
    expect(errcode(await make({ hylx: undefined }))).toBe(0);
  });

  const [line] = printed.invoicedetail_list;
  it.each([
    ['a number', { jshj: 159 }],
    ['three decimals', { jshj: '159.001' }],
    ['words', { jshj: 'a lot' }],
    ['less than nothing', { hjse: '-1' }],
    ['a line without its code', { invoicedetail_list: [{ ...line, spbm: '109' }] }],
    ['a rate in per cent', { invoicedetail_list: [{ ...line, sl: '17' }] }],
    ['a line of an unknown kind', { invoicedetail_list: [{ ...line, fphxz: '3' }] }],
  ])('refuses %s where yuan, codes and rates belong', async (_name, change) => {
    await authorize();
    expect(errcode(await make(change))).toBe(72031);
  });

  it('fails later, where the sums do not add up, and may be asked again', async () => {
    await authorize();
    expect(errcode(await make({ hjse: '23.2' }))).toBe(0);
    await at.clock.advance(2);
    expect((await results())[0]?.['body']).toContain('<status>2<');
    expect(errcode(await query())).toBe(73100);
    expect(await cards()).toEqual([]);
    expect(errcode(await make())).toBe(0);
    await at.clock.advance(2);
    expect(errcode(await query())).toBe(0);
  });

  it('fails later for an order that was rejected meanwhile', async () => {
    await authorize();
    await make();
    await at.call(appids.cafe, '/card/invoice/rejectinsert', {
      s_pappid: cafePlatform,
      order_id: '30000',
      reason: 'r',
    });
    await at.clock.advance(2);
    expect((await results())[0]?.['body']).toContain('<status>2<');
  });

  it.each([
    [100, 0],
    [2, 73100],
  ])('ends at once by a script, with status %i', async (status, code) => {
    await authorize();
    await make();
    expect((await at.control('cloud_invoice', { fpqqlsh: printed.fpqqlsh, status })).body).toMatchObject({ ok: true });
    expect(errcode(await query())).toBe(code);
    expect((await results())[0]?.['body']).toContain(`<status>${status}<`);
    expect((await at.control('cloud_invoice', { fpqqlsh: printed.fpqqlsh })).status).toBe(409);
    expect((await at.control('cloud_invoice', { fpqqlsh: 'x' })).status).toBe(404);
  });
});

describe('queryinvoceinfo', () => {
  it('knows nothing of another serial or another taxpayer', async () => {
    await issue();
    expect(errcode(await query('test20none'))).toBe(73109);
    expect(errcode(await query(printed.fpqqlsh, '1'))).toBe(73109);
    expect(errcode(await query(''))).toBe(73004);
    expect(errcode(await query('x', ''))).toBe(73016);
  });
});

describe('clearoutinvoice', () => {
  it('reverses an invoice: a red one, its event, and the card is cancelled', async () => {
    const issued = await issue();
    expect(await clear(issued)).toEqual({ errcode: 0, errmsg: 'sucesss' });
    expect(errcode(await clear(issued))).toBe(73107);
    await at.clock.advance(2);
    expect((await results()).at(-1)).toMatchObject({ order_id: '30000' });
    const red = await query('test20red1');
    expect(red).toMatchObject({ errcode: 0, invoicedetail: { fpqqlsh: 'test20red1' } });
    expect((red['invoicedetail'] as Json)['fphm']).not.toBe(issued['fphm']);
    expect(await cards()).toMatchObject([{ reimburse_status: 'INVOICE_REIMBURSE_CANCEL' }]);
    expect((await at.control('events')).body.at(-2)).toMatchObject({ event: 'update_invoice_status' });
    expect(await clear(issued)).toEqual({ errcode: 0, errmsg: 'sucesss' });
    expect(errcode(await clear(issued, { fpqqlsh: 'test20red2' }))).toBe(73100);
  });

  it('refuses what it cannot reverse', async () => {
    const issued = await issue();
    expect(errcode(await clear({ fpdm: '1', fphm: '2' }))).toBe(73100);
    expect(errcode(await clear(issued, { fpqqlsh: printed.fpqqlsh }))).toBe(73106);
    expect(errcode(await clear(issued, { nsrsbh: '1' }))).toBe(73101);
    expect(errcode(await clear(issued, { wxopenid: 'x' }))).toBe(73001);
    for (const [name, code] of [
      ['wxopenid', 73003],
      ['fpqqlsh', 73004],
      ['nsrmc', 73007],
      ['nsrsbh', 73016],
      ['yfpdm', 72031],
    ] as const)
      expect(errcode(await clear(issued, { [name]: '' }))).toBe(code);
  });
});

it('only accounts with a package bought in the console may issue', async () => {
  expect(errcode(await make({}, appids.mall))).toBe(48001);
});

it('a reset forgets what was under way', async () => {
  await authorize();
  await make();
  await at.wechat.reset();
  await at.clock.advance(60);
  expect((await at.control('events')).body).toEqual([]);
  at.tokens.clear();
  expect(errcode(await query())).toBe(73109);
});
