import { cardSignature, jsapiSignature } from '../../../cloudfunctions/common/wechat/signatures';
import type { AuthFields, WechatInput } from '../../../contract/wechat';
import { loadDemo } from '../../../sandbox/demo';
import { content, dataOf, freshNumber, handsOf, phoneApp, platform } from './client-hands';
import { readCollection, startClientWorld, type ClientWorld } from './client-world';

let world: ClientWorld;
let hands: ReturnType<typeof handsOf>;
const demo = loadDemo();
const cafe = demo.merchants[0];

const SET_FIELDS = '/card/invoice/setbizattr?action=set_auth_field';
const UPDATE = '/card/invoice/reimburse/updateinvoicestatus';

const fields: AuthFields = {
  personal: { phone: 'required', email: 'shown', own: [] },
  company: {
    taxNo: 'required',
    address: 'hidden',
    phone: 'hidden',
    bank: 'shown',
    bankAccount: 'hidden',
    own: [{ label: '门店号', required: true, notice: '小票上方的号码' }],
  },
};

const openidOf = (role: string): string => demo.people.find((person) => person.role === role)?.openid ?? '';
/** Of a person under another account than the mini program. */
const openidUnder = (appid: string): string => demo.people[0]?.openids[appid] ?? '';

beforeAll(async () => {
  world = await startClientWorld();
  hands = handsOf(world, dataOf(await world.call('platform.identify', { appid: platform })).sPappid);
}, 30_000);
afterAll(() => world.close());
afterEach(() => world.control('PUT', 'faults', { seed: 1, rules: [] }));

describe('the attributes of a merchant', () => {
  it('are empty until they are set, and read back as they were set', async () => {
    expect(dataOf(await world.call('authFields.get', { appid: platform }))).toEqual({});
    dataOf(await world.call('authFields.set', { appid: platform, fields }));
    expect(dataOf(await world.call('authFields.get', { appid: platform }))).toEqual({ fields });

    expect(dataOf(await world.call('payMerchant.get', { appid: platform }))).toEqual({});
    const link = { mchid: cafe?.mchid ?? '', sPappid: cafe?.s_pappid ?? '' };
    dataOf(await world.call('payMerchant.set', { appid: platform, ...link }));
    expect(dataOf(await world.call('payMerchant.get', { appid: platform }))).toEqual({ link });
  });

  it('are made sure of once before pages of type 1, and for no other page', async () => {
    const ask = (more: Partial<WechatInput['authorization.url']>) =>
      world.call('authorization.url', hands.urlInput(hands.freshKey(), more));
    dataOf(await ask({ type: 0, authFields: fields }));
    expect(await world.calls(SET_FIELDS)).toBe(1);
    for (let times = 0; times < 2; times += 1) dataOf(await ask({ type: 1, authFields: fields }));
    await world.cloudbase.killInstances('wechat');
    dataOf(await ask({ type: 1, authFields: fields }));
    expect(await world.calls(SET_FIELDS)).toBe(2);
    dataOf(await ask({ type: 1, authFields: { ...fields, personal: { ...fields.personal, email: 'hidden' } } }));
    expect(await world.calls(SET_FIELDS)).toBe(3);
  });

  it('are set again when WeChat has forgotten them', async () => {
    const before = await world.calls(SET_FIELDS);
    await hands.strike('/card/invoice/getauthurl', 'errcode', { errcode: 72029 });
    dataOf(await world.call('authorization.url', hands.urlInput(hands.freshKey(), { type: 1, authFields: fields })));
    expect(await world.calls(SET_FIELDS)).toBeGreaterThan(before);
  });

  it('are the usual ones where WeChat insists and the merchant asks for nothing in particular', async () => {
    await hands.strike('/card/invoice/getauthurl', 'errcode', { errcode: 72029 });
    dataOf(await world.call('authorization.url', hands.urlInput(hands.freshKey(), { type: 1 })));
    expect(dataOf(await world.call('authFields.get', { appid: platform }))).toMatchObject({
      fields: { company: { taxNo: 'required' }, personal: { email: 'shown' } },
    });
  });
});

describe('a reimburser', () => {
  it('reads an invoice in our words, digital and classic', async () => {
    const digital = content(freshNumber());
    const card = await hands.chosenCard(digital);
    expect(dataOf(await world.call('reimbursement.read', { appid: phoneApp, ...card })).invoice).toMatchObject({
      cardId: card.cardId,
      openid: demo.people[0]?.openid,
      status: 'INIT',
      title: '张三',
      amount: 4100,
      net: 3868,
      tax: 232,
      issuedAt: 1_700_000_000,
      form: 'digital',
      number: digital.number,
      lines: [{ name: '*餐饮服务*餐饮服务', quantity: 1, price: 3868 }],
      pdfUrl: expect.stringMatching(/^https?:/),
    });
    const number = freshNumber().slice(-8);
    const classic = {
      ...content(number),
      form: 'classic' as const,
      code: '031001900111',
      checkCode: '11567682303578313021',
    };
    const old = await hands.chosenCard(classic);
    expect(dataOf(await world.call('reimbursement.read', { appid: phoneApp, ...old })).invoice).toMatchObject({
      form: 'classic',
      number,
      code: '031001900111',
      checkCode: '11567682303578313021',
    });
  }, 20_000);

  it('reads many at once, the same one twice as well', async () => {
    const [a, b] = [await hands.chosenCard(), await hands.chosenCard()];
    const { invoices } = dataOf(await world.call('reimbursement.readMany', { appid: phoneApp, cards: [a, b, a] }));
    expect(invoices.map(({ cardId }) => cardId)).toEqual([a.cardId, b.cardId, a.cardId]);
    expect(invoices.map(({ amount }) => amount)).toEqual([4100, 4100, 4100]);
  }, 20_000);

  it('locks, unlocks and closes, and is told plainly what is not possible', async () => {
    const card = await hands.chosenCard();
    const set = (status: 'INIT' | 'LOCK' | 'CLOSURE', appid = phoneApp) =>
      world.call('reimbursement.set', { appid, cardId: card.cardId, encryptCode: card.encryptCode, status });
    expect(await set('CLOSURE')).toMatchObject({ error: { code: 'wechat_lock_required', retryable: false } });
    expect(dataOf(await set('LOCK'))).toEqual({ alreadyClosed: false });
    expect(await set('LOCK', platform)).toMatchObject({ error: { code: 'wechat_locked_by_other', retryable: false } });
    dataOf(await set('INIT'));
    dataOf(await set('LOCK'));
    expect(dataOf(await set('CLOSURE'))).toEqual({ alreadyClosed: false });
    expect(await set('INIT')).toMatchObject({ error: { code: 'wechat_invoice_final', retryable: false } });
    await hands.strike(UPDATE, 'errcode', { errcode: 72061 });
    expect(dataOf(await set('CLOSURE'))).toEqual({ alreadyClosed: true });
    const read = dataOf(await world.call('reimbursement.read', { appid: phoneApp, ...card }));
    expect(read.invoice.status).toBe('CLOSURE');
  }, 20_000);

  it('waits a moment for a busy invoice, and leaves a busy WeChat to whoever asked', async () => {
    const card = await hands.chosenCard();
    const lock = { appid: phoneApp, cardId: card.cardId, encryptCode: card.encryptCode, status: 'LOCK' } as const;
    const before = await world.calls(UPDATE);
    await hands.strike(UPDATE, 'errcode', { errcode: 72036 });
    dataOf(await world.call('reimbursement.set', lock));
    await hands.strike(UPDATE, 'errcode', { errcode: -1 });
    expect(await world.call('reimbursement.set', lock)).toMatchObject({
      error: { code: 'wechat_system_busy', retryable: true },
    });
    expect((await world.calls(UPDATE)) - before).toBe(3);
  }, 20_000);

  it('sets many of one person, all or none', async () => {
    const [a, b] = [await hands.chosenCard(), await hands.chosenCard()];
    const openid = demo.people[0]?.openid ?? '';
    const set = (cards: (typeof a)[], status: 'LOCK' | 'CLOSURE', whose = openid) =>
      world.call('reimbursement.setMany', { appid: phoneApp, openid: whose, cards, status });
    const statuses = async () => {
      const { invoices } = dataOf(await world.call('reimbursement.readMany', { appid: phoneApp, cards: [a, b] }));
      return invoices.map(({ status }) => status);
    };
    expect(await set([a, b], 'LOCK', openidOf('reimburser'))).toMatchObject({
      error: { code: 'wechat_owner_mismatch' },
    });
    dataOf(await set([a], 'LOCK'));
    expect(await set([a, b], 'CLOSURE')).toMatchObject({ ok: false, error: { code: 'wechat_lock_required' } });
    expect(await statuses()).toEqual(['LOCK', 'INIT']);
    dataOf(await set([a, b], 'LOCK'));
    dataOf(await set([a, b], 'CLOSURE'));
    expect(await statuses()).toEqual(['CLOSURE', 'CLOSURE']);
  }, 20_000);

  it('learns at once that a card is not known', async () => {
    const answer = await world.call('reimbursement.read', { appid: phoneApp, cardId: 'pUnknown', encryptCode: 'x+/=' });
    expect(answer).toMatchObject({ ok: false, error: { retryable: false, code: expect.stringMatching(/card|code/) } });
  });
});

describe('titles', () => {
  const offered = { title: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D', phone: '010-0000000' };

  it('are offered to a person, or left to them', async () => {
    const page = /^https:\/\/.*usertitle\?action=list_auth|^https?:/;
    expect(dataOf(await world.call('title.offer', { appid: platform, title: offered, reference: 'T1' })).url).toMatch(
      page,
    );
    expect(dataOf(await world.call('title.offer', { appid: platform })).url).toMatch(page);
    expect(await world.call('title.offer', { appid: platform, title: { ...offered, title: '' } })).toMatchObject({
      error: { code: 'wechat_invalid_request' },
    });
  });

  it('are asked for at the till', async () => {
    const { url } = dataOf(
      await world.call('title.ask', { appid: platform, attach: 'till-7', merchantName: '云上小馆' }),
    );
    expect(url).toMatch(/select_title/);
  });

  it('are read from the code that a person shows', async () => {
    const openid = demo.people[0]?.openid;
    await world.control('POST', `titles?openid=${openid}`, {
      type: '0',
      title: '样例科技有限公司',
      taxNumber: '91000000MA0C0MPA1D',
    });
    const shown = (await world.control('POST', 'title_code', { openid, title: '样例科技有限公司' })) as Record<
      string,
      string
    >;
    const text =
      Object.values(shown).find((value) => typeof value === 'string' && /:\/\/|invoice_key/.test(value)) ?? '';
    expect(dataOf(await world.call('title.scan', { appid: platform, text }))).toMatchObject({
      kind: 'company',
      title: '样例科技有限公司',
      taxNo: '91000000MA0C0MPA1D',
    });
    await hands.strike('/card/invoice/scantitle', 'errcode', { errcode: 72044 });
    expect(await world.call('title.scan', { appid: platform, text })).toMatchObject({
      error: { code: 'wechat_title_code_expired', message: '抬头二维码已过期，请刷新后再扫' },
    });
  });
});

describe('the platform that WeChat once sold', () => {
  const seller = {
    taxNo: cafe?.taxNo ?? '',
    name: cafe?.name ?? '',
    address: '示例市示例路 1 号',
    phone: '4000000001',
    bank: '示例银行',
    bankAccount: '6222000000000000',
  };
  const issue = (orderId: string, serial: string): WechatInput['platformIssuing.issue'] => ({
    appid: platform,
    openid: openidUnder(platform),
    orderId,
    serial,
    seller,
    buyer: { name: '样例科技有限公司', taxNo: '91000000MA0C0MPA1D' },
    drawer: '林店长',
    amount: 4100,
    net: 3868,
    tax: 232,
    industry: 'other',
    lines: [
      {
        kind: 'discounted',
        taxCode: '3070401000000000000',
        name: '餐饮服务',
        quantity: '1',
        unitPrice: '47.16981132',
        net: 4717,
        rate: '0.06',
        tax: 283,
      },
      {
        kind: 'discount',
        taxCode: '3070401000000000000',
        name: '餐饮服务',
        quantity: '-1',
        unitPrice: '8.49',
        net: -849,
        rate: '0.06',
        tax: -51,
      },
    ],
  });

  it('issues an authorised order once for each serial, tells its number, and reverses it', async () => {
    const key = { ...hands.freshKey(), appid: platform };
    dataOf(await world.call('authorization.url', hands.urlInput(key, { source: 'web' })));
    await world.control('POST', 'authorize', { order_id: key.orderId });
    const serial = `kp0001${Date.now()}`;
    const read = { appid: platform, serial, sellerTaxNo: seller.taxNo };
    expect(await world.call('platformIssuing.read', read)).toMatchObject({ error: { code: 'wechat_serial_unknown' } });
    dataOf(await world.call('platformIssuing.issue', issue(key.orderId, serial)));
    expect(dataOf(await world.call('platformIssuing.read', read))).toEqual({ state: 'working' });
    expect(await world.call('platformIssuing.issue', issue('another-order', serial))).toMatchObject({
      error: { code: expect.stringMatching(/^wechat_(serial_conflict|not_authorized)$/) },
    });
    await world.control('POST', 'cloud_invoice', { fpqqlsh: serial });
    const issued = dataOf(await world.call('platformIssuing.read', read));
    expect(issued).toEqual({
      state: 'issued',
      number: expect.stringMatching(/^\d{8}$/),
      code: expect.stringMatching(/^\d{12}$/),
      checkCode: expect.stringMatching(/^\d{20}$/),
      issuedAt: expect.any(Number),
      pdfUrl: expect.stringMatching(/^https?:/),
    });
    if (issued.state !== 'issued') throw new Error('unreachable');
    expect(Math.abs(issued.issuedAt - world.clock.now() / 1000)).toBeLessThan(120);
    const original = { number: issued.number, code: issued.code ?? '' };
    const reverse = { appid: platform, openid: openidUnder(platform), serial: `${serial}R`, seller, original };
    expect(dataOf(await world.call('platformIssuing.reverse', reverse))).toEqual({ accepted: true });
  });

  it('refuses amounts that do not add up, before it is asked', async () => {
    const before = await world.calls('/card/invoice/makeoutinvoice');
    const odd = { ...issue('o1', 'serial'), tax: 233 };
    expect(await world.call('platformIssuing.issue', odd)).toMatchObject({ error: { code: 'wechat_invalid_request' } });
    const lines = issue('o1', 'serial').lines.slice(0, 1);
    expect(await world.call('platformIssuing.issue', { ...issue('o1', 'serial'), lines })).toMatchObject({
      error: { code: 'wechat_invalid_request', hint: expect.stringContaining('明细之和') },
    });
    expect(await world.calls('/card/invoice/makeoutinvoice')).toBe(before);
  });

  it('says in our words what it refuses, and while it works', async () => {
    await hands.strike('/card/invoice/makeoutinvoice', 'errcode', { errcode: 73105 });
    expect(await world.call('platformIssuing.issue', issue('o1', 'serial'))).toMatchObject({
      error: { code: 'wechat_issuing_timeout', retryable: true },
    });
    await hands.strike('/card/invoice/queryinvoceinfo', 'errcode', { errcode: 73107 });
    const read = { appid: platform, serial: 'serial', sellerTaxNo: seller.taxNo };
    expect(dataOf(await world.call('platformIssuing.read', read))).toEqual({ state: 'working' });
    await hands.strike('/card/invoice/clearoutinvoice', 'errcode', { errcode: 73109 });
    const reverse = {
      appid: platform,
      openid: openidUnder(platform),
      serial: 's2',
      seller,
      original: { number: '21590001', code: '088978450417' },
    };
    expect(await world.call('platformIssuing.reverse', reverse)).toMatchObject({
      error: { code: 'wechat_serial_unknown' },
    });
  });
});

describe('signatures for pages and apps', () => {
  const ticketOf = async (kind: string) =>
    String(
      (await readCollection(world, 'credentials')).find(({ _id }) => _id === `ticket:${kind}:${platform}`)?.['value'],
    );

  it('are made with the tickets, which stay where they are', async () => {
    const page = dataOf(
      await world.call('signature.jsapi', { appid: platform, url: 'https://merchant.example/pick?x=1#top' }),
    );
    expect(page).toEqual({
      appid: platform,
      timestamp: expect.any(Number),
      nonceStr: expect.stringMatching(/^[0-9a-f]{16,32}$/),
      signature: jsapiSignature(
        await ticketOf('jsapi'),
        page.nonceStr,
        page.timestamp,
        'https://merchant.example/pick?x=1',
      ),
    });
    const card = dataOf(await world.call('signature.card', { appid: platform }));
    expect(card).toEqual({
      appid: platform,
      timestamp: expect.stringMatching(/^\d{10}$/),
      nonceStr: expect.any(String),
      signType: 'SHA1',
      cardSign: cardSignature(await ticketOf('wx_card'), platform, Number(card.timestamp), card.nonceStr),
    });
  });
});

describe('a payment with the entry to an invoice', () => {
  it('is placed at the stand-in, which checks its signature', async () => {
    world.settings['wechat'] = {
      WECHAT_PAY_BASE_URL: world.wechatUrl,
      WECHAT_PAY_KEYS: JSON.stringify(Object.fromEntries(demo.merchants.map(({ mchid, payKey }) => [mchid, payKey]))),
    };
    await world.cloudbase.killInstances('wechat');
    for (const signType of ['HMAC-SHA256', 'MD5'] as const) {
      const placed = await world.call('pay.unifiedOrder', {
        appid: cafe?.appids.pay ?? '',
        mchid: cafe?.mchid ?? '',
        outTradeNo: `PAY-${Date.now()}-${signType.length}`,
        description: '云上小馆-午餐 <1 & 2>',
        amount: 4100,
        openid: openidUnder(cafe?.appids.pay ?? ''),
        clientIp: '203.0.113.7',
        notifyUrl: 'https://merchant.example/paid',
        signType,
      });
      expect(dataOf(placed)).toMatchObject({ prepayId: expect.stringMatching(/^wx/), payment: { signType } });
    }
    delete world.settings['wechat'];
  });
});
