import type { CardContent } from '../../../contract/wechat';
import { content, dataOf, freshNumber, handsOf, phoneApp, platform } from './client-hands';
import { readCollection, startClientWorld, storeFile, tinyPdf, type ClientWorld } from './client-world';

type Hands = ReturnType<typeof handsOf>;

let world: ClientWorld;
let sPappid: string;
let freshKey: Hands['freshKey'];
let urlInput: Hands['urlInput'];
let strike: Hands['strike'];
let readyCard: Hands['readyCard'];

beforeAll(async () => {
  world = await startClientWorld();
  sPappid = dataOf(await world.call('platform.identify', { appid: platform })).sPappid;
  ({ freshKey, urlInput, strike, readyCard } = handsOf(world, sPappid));
}, 30_000);
afterAll(() => world.close());
afterEach(() => world.control('PUT', 'faults', { seed: 1, rules: [] }));

describe('the wechat function, in the real SDK against the stand-in', () => {
  it('answers only other functions, never the phone nor HTTP', async () => {
    for (const source of ['wx_client', 'wx_devtools', 'wx_http', 'wx_trigger', '', 'scf,wx_client']) {
      const answer = await world.cloudbase.call(
        'wechat',
        { action: 'platform.identify', appid: platform },
        { openid: 'o', source },
      );
      expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden', retryable: false } });
    }
  });

  it('reads the platform id out of the address, plus and slash included', () => {
    expect(Buffer.from(sPappid, 'base64').toString('latin1')).toMatch(/^wxde00000000000002_/);
  });

  it("hands out the path of WeChat's mini program, and sets the contact once for each account", async () => {
    const before = await world.calls('/card/invoice/setbizattr?action=set_contact');
    const first = dataOf(await world.call('authorization.url', urlInput()));
    expect(first).toEqual({ appid: 'wx9db2c16d0633c2e7', url: expect.stringMatching(/^pages\/auth\/auth\?s_pappid=/) });
    await world.call('authorization.url', urlInput());
    await world.cloudbase.killInstances('wechat');
    await world.call('authorization.url', urlInput());
    expect((await world.calls('/card/invoice/setbizattr?action=set_contact')) - before).toBeLessThanOrEqual(1);
    const told = (await readCollection(world, 'wechat_accounts')).filter((account) => 'contact' in account);
    expect(told).toMatchObject([
      { _id: phoneApp, contact: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string } },
    ]);
  });

  it('sets a changed contact again', async () => {
    await world.call('authorization.url', urlInput());
    const before = await world.calls('/card/invoice/setbizattr?action=set_contact');
    dataOf(
      await world.call(
        'authorization.url',
        urlInput(freshKey(), { contact: { phone: '4000000099', timeoutSeconds: 60 } }),
      ),
    );
    dataOf(await world.call('authorization.url', urlInput()));
    expect((await world.calls('/card/invoice/setbizattr?action=set_contact')) - before).toBe(2);
  });

  it('follows an authorization, and reads what the buyer filled in', async () => {
    const key = freshKey();
    dataOf(await world.call('authorization.url', urlInput(key, { type: 1 })));
    expect(await world.call('authorization.read', { key })).toEqual({ ok: true, data: { state: 'none' } });
    const title = { title: '样例科技有限公司', tax_no: '91000000MA0CAFE012', phone: '01000000000' };
    await world.control('POST', 'authorize', { order_id: key.orderId, title });
    const read = dataOf(await world.call('authorization.read', { key }));
    expect(read).toMatchObject({
      state: 'authorized',
      authorizedAt: expect.any(Number),
      filled: { kind: 'company', title: '样例科技有限公司', taxNo: '91000000MA0CAFE012' },
    });
  });

  it('rejects for good, and knows it when told twice', async () => {
    const key = freshKey();
    dataOf(await world.call('authorization.url', urlInput(key)));
    await world.control('POST', 'authorize', { order_id: key.orderId });
    const reject = { key, reason: '订单已退款' };
    expect(await world.call('authorization.reject', reject)).toEqual({ ok: true, data: { alreadyRejected: false } });
    expect(await world.call('authorization.reject', reject)).toEqual({ ok: true, data: { alreadyRejected: true } });
    expect(await world.call('authorization.read', { key })).toMatchObject({ data: { state: 'rejected' } });
  });

  it('puts an invoice into the card pack, once', async () => {
    const ready = await readyCard();
    const insert = { appid: platform, ...ready, content: content(freshNumber()) };
    const inserted = dataOf(await world.call('card.insert', insert));
    expect(inserted).toMatchObject({
      alreadyInserted: false,
      code: expect.stringMatching(/^\d{12}$/),
      openid: expect.stringMatching(/^o/),
    });
    expect(await world.call('card.insert', insert)).toEqual({ ok: true, data: { alreadyInserted: true } });
    if (inserted.alreadyInserted) throw new Error('unreachable');
    const cancel = { appid: platform, cardId: ready.cardId, code: inserted.code, status: 'CANCEL' } as const;
    expect(await world.call('card.status', cancel)).toEqual({ ok: true, data: { done: true } });
    // The stand-in answers 72024, which does not say what the state is: nothing is claimed.
    expect(await world.call('card.status', cancel)).toMatchObject({
      error: { code: 'wechat_invoice_final', retryable: false },
    });
  });

  it('recognises its own insert when the answer was lost', async () => {
    const ready = await readyCard();
    const insert = { appid: platform, ...ready, content: content(freshNumber()) };
    await strike('/card/invoice/insert', 'timeout_after', { ms: 200 });
    expect(await world.call('card.insert', insert)).toMatchObject({
      ok: false,
      error: { code: 'wechat_unreachable', retryable: true },
    });
    expect(await world.call('card.insert', insert)).toEqual({ ok: true, data: { alreadyInserted: true } });
    const cards = (await (await fetch(`${world.wechatUrl}/__sandbox/cards`)).json()) as { order_id: string }[];
    expect(cards.filter(({ order_id }) => order_id === ready.key.orderId)).toHaveLength(1);
  });

  it('reads the code behind an encrypt_code, and hands out the file of an upload', async () => {
    const ready = await readyCard();
    expect(dataOf(await world.call('pdf.url', { appid: platform, mediaId: ready.mediaId }))).toEqual({
      url: expect.stringMatching(/^http/),
      expiresInSeconds: 7200,
    });
    const inserted = dataOf(
      await world.call('card.insert', { appid: platform, ...ready, content: content(freshNumber()) }),
    );
    const cards = (await (await fetch(`${world.wechatUrl}/__sandbox/cards`)).json()) as Record<string, string>[];
    const card = cards.find(({ order_id }) => order_id === ready.key.orderId);
    const decrypted = await world.call('card.decrypt', { appid: platform, encryptCode: card?.['encrypt_code'] ?? '' });
    expect(decrypted).toEqual({ ok: true, data: { code: inserted.alreadyInserted ? '' : inserted.code } });
  });

  it.each([
    ['no file at all', Buffer.from('')],
    ['another kind of file', Buffer.from('PK\u0003\u0004 ofd')],
    ['half a file', Buffer.from('%PDF-1.7\n1 0 obj')],
    ['a file above 2 MB', Buffer.concat([tinyPdf('big'), Buffer.alloc(2 * 1024 * 1024), Buffer.from('%%EOF')])],
  ])('does not upload %s', async (what, bytes) => {
    const fileId = await storeFile(world, `broken/${what}.pdf`, bytes);
    const before = await world.calls('/card/invoice/platform/setpdf');
    expect(await world.call('pdf.upload', { appid: platform, fileId })).toMatchObject({
      ok: false,
      error: { code: 'wechat_pdf_unusable', retryable: false },
    });
    expect(await world.calls('/card/invoice/platform/setpdf')).toBe(before);
  });

  it('says which file is missing from our storage', async () => {
    const fileId = 'cloud://local-einvoice.0000-local-einvoice-1250000000/none.pdf';
    expect(await world.call('pdf.upload', { appid: platform, fileId })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
  });

  it('refuses what WeChat would refuse, before it calls', async () => {
    const key = freshKey();
    const insert = (more: Partial<CardContent>) =>
      world.call('card.insert', {
        appid: platform,
        key,
        cardId: 'p',
        mediaId: '1',
        content: { ...content(freshNumber()), ...more },
      });
    const before = await world.calls('/card/invoice/insert');
    for (const answer of [
      await insert({ tax: 233 as CardContent['tax'] }),
      await insert({ number: '39324919' }),
      await insert({ form: 'classic', number: '39324919', code: '031001900111' }),
      await world.call('authorization.url', urlInput(key, { redirectUrl: 'https://example.com' })),
      await world.call('card.template', {
        appid: platform,
        payee: 'p',
        title: '一二三四五六七八九十',
        type: 't',
        logoUrl: 'http://x',
      }),
    ]) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'wechat_invalid_request', retryable: false } });
    }
    expect(await world.calls('/card/invoice/insert')).toBe(before);
  });

  it('says plainly that an account is not set up, and that one lacks a right', async () => {
    expect(await world.call('platform.identify', { appid: 'wx00000000000000aa' })).toMatchObject({
      error: { code: 'wechat_account_missing', hint: expect.stringContaining('WECHAT_ACCOUNTS') },
    });
    expect(await world.call('platform.identify', { appid: phoneApp })).toMatchObject({
      error: { code: 'wechat_interface_not_granted', retryable: false, wechat: { errcode: 48001 } },
    });
  });

  it('says what WeChat said, so that an order not yet authorised is no mystery', async () => {
    const ready = await readyCard();
    const answer = await world.call('card.insert', {
      appid: platform,
      ...ready,
      key: freshKey(),
      content: content(freshNumber()),
    });
    expect(answer).toMatchObject({ error: { code: 'wechat_not_authorized', wechat: { errcode: 72038 } } });
  });

  it('never prints a secret, a token or an openid', async () => {
    await strike('/card/invoice/getauthurl', 'errcode', { errcode: 72031 });
    await world.call('authorization.url', urlInput());
    const tokens = (await readCollection(world, 'credentials')).map(({ value }) => String(value));
    expect(tokens.length).toBeGreaterThan(1);
    const printed = world.lines.join('\n');
    for (const secret of [...tokens, 'sandbox-secret', 'oPhone']) expect(printed).not.toContain(secret);
  });
});
