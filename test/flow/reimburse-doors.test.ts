import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import type { ClaimItemRecord } from '../../cloudfunctions/common/store/claims';
import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

jest.setTimeout(60_000);

let own: Reimburse;
let employee: string;
let finance: string;
let appid: string;

beforeAll(async () => {
  own = await startReimburse();
  [employee, finance] = [own.one('employee'), own.one('reimburser')];
  appid = own.flow.sandbox.demo.companies[0]?.appid ?? '';
}, 120_000);
afterAll(() => own.close());

type Answer = { status: number; body: { ok: boolean; data?: Record<string, never>; error?: { code: string } } };
const post = async (url: string, body: object): Promise<Answer> => {
  const answer = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
};

describe('the page in WeChat’s browser', () => {
  let claimId: string;
  let url: string;
  let card: Card;

  beforeAll(async () => {
    card = await own.card(employee);
    claimId = await own.claim(employee, []);
    ({ url } = await own.ask(employee, 'claims.pickLink', { claimId }));
  });

  test('signs itself as WeChat’s JS-SDK wants it, and nothing else', async () => {
    const page = await fetch(url);
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(await page.text()).toContain('选择发票');
    const shared = `${url}?from=singlemessage`;
    const { body } = await post(`${url}/signature`, { url: shared });
    const { page: config, card: picker } = (body.data ?? {}) as Record<string, Record<string, unknown>>;
    expect(config).toMatchObject({ appid });
    const stub = `${own.flow.sandbox.wechatUrl}/__sandbox/js-sdk`;
    const asked = {
      appId: appid,
      timestamp: config?.['timestamp'],
      nonceStr: config?.['nonceStr'],
      signature: config?.['signature'],
    };
    expect((await post(`${stub}/config`, { ...asked, url: shared })).status).toBe(200);
    expect((await post(`${stub}/config`, { ...asked, url: `${shared}&more=1` })).status).toBe(403);
    expect((await post(`${stub}/choose`, { appId: appid, ...picker })).status).toBe(200);
    expect((await post(`${stub}/choose`, { appId: appid, ...picker, nonceStr: 'other' })).status).toBe(403);
    expect((await post(`${url}/signature`, { url: 'https://elsewhere.example.com/' })).body.ok).toBe(false);
  });

  test('hands over to the same claim, whose invoices are then the company account’s to lock', async () => {
    const { body } = await post(url, { items: [card.chosen, { ...card.chosen, encryptCode: 'made-up' }] });
    expect(body).toMatchObject({ ok: true, data: { added: 1, known: 0, failed: [{ encryptCode: 'made-up' }] } });
    const [item] = (await own.flow.documents<ClaimItemRecord>('claim_invoices')).filter(
      (one) => one.claimId === claimId,
    );
    expect(item?.card).toMatchObject({ appid });
    await own.ask(employee, 'claims.submit', { claimId });
    expect(await own.statusOf(card)).toBe('LOCK');
    const { rows } = await own.ask(finance, 'invoices.unlock', { items: [card.chosen] });
    expect(rows[0]).toMatchObject({ done: false });
    expect(await own.statusOf(card)).toBe('LOCK');
  });

  test('takes only the person’s own cards: whoever they are under that account is known from the first pick', async () => {
    const approver = own.one('approver');
    const [theirs, strangers] = [await own.card(approver), await own.card(own.flow.buyer(1))];
    const linkOf = async (openid: string) =>
      (await own.ask(openid, 'claims.pickLink', { claimId: await own.claim(openid, []) })).url;
    const pick = async (link: string, ...cards: Card[]) => {
      const { body } = await post(link, { items: cards.map(({ chosen }) => chosen) });
      const { added, failed = [] } = (body.data ?? {}) as { added?: number; failed?: { problem: { code: string } }[] };
      return { added, codes: failed.map(({ problem }) => problem.code) };
    };
    // The employee was bound by the pick before.
    const mine = await linkOf(employee);
    expect(await pick(mine, theirs)).toEqual({ added: 0, codes: ['card_of_other'] });
    const link = await linkOf(approver);
    expect(await pick(link, await own.card(employee))).toEqual({ added: 0, codes: ['card_of_other'] });
    expect(await pick(link, theirs, strangers)).toEqual({ added: 0, codes: ['card_of_other', 'card_of_other'] });
    expect(await pick(link, theirs)).toEqual({ added: 1, codes: [] });
    expect(await pick(link, theirs, strangers)).toEqual({ added: 0, codes: ['card_of_other'] });
  });

  test('ends with the claim’s draft, with its half hour, and with every made-up link', async () => {
    expect((await post(url, { items: [card.chosen] })).body).toMatchObject({
      ok: false,
      error: { code: 'claim_closed' },
    });
    for (const method of ['GET', 'POST']) {
      const closed = await fetch(url, {
        method,
        ...(method === 'POST' && { body: JSON.stringify({ items: [card.chosen] }) }),
      });
      expect([method, closed.status]).toEqual([method, 409]);
      expect(await closed.text()).not.toContain('扫小票');
    }
    const madeUp = await fetch(`${url}x`);
    expect(madeUp.status).toBe(404);
    expect(await madeUp.text()).toContain('从报销单重新打开');
    await own.flow.advance(1801);
    expect((await fetch(url)).status).toBe(410);
  });
});

describe('files of claims', () => {
  test('an archive has each original, its hash and an index; CSV and XLSX have every row', async () => {
    const cards = [await own.card(employee), await own.card(employee, { form: 'classic' })];
    const claimId = await own.claim(employee, cards, '归档');
    await own.ask(employee, 'claims.submit', { claimId });
    await own.flow.idle();
    const zip = await own.ask(finance, 'exports.create', { claimId, format: 'zip', requestId: 'z1' });
    expect(zip).toMatchObject({ state: 'done', format: 'zip' });
    const again = await own.ask(finance, 'exports.create', { claimId, format: 'zip', requestId: 'z1' });
    expect(again.exportId).toBe(zip.exportId);
    const files = unzipSync(new Uint8Array(await (await fetch(zip.url ?? '')).arrayBuffer()));
    const originals = Object.keys(files).filter((name) => name.startsWith('原件/'));
    expect(originals).toHaveLength(2);
    const index = strFromU8(files['索引.csv'] ?? new Uint8Array());
    for (const name of originals) {
      expect(index).toContain(name);
      expect(index).toContain(
        createHash('sha256')
          .update(files[name] ?? '')
          .digest('hex'),
      );
    }
    expect(index.split('缺XML原件')).toHaveLength(2);
    expect(Object.keys(files)).toContain('索引.xlsx');
    const csv = await own.ask(finance, 'exports.create', { scope: 'company', format: 'csv' });
    const text = await (await fetch(csv.url ?? '')).text();
    for (const { number } of cards) expect(text).toContain(number);
    expect(text).toContain('38.68,2.32,41.00');
    const xlsx = await own.ask(finance, 'exports.create', { claimId, format: 'xlsx' });
    const book = unzipSync(new Uint8Array(await (await fetch(xlsx.url ?? '')).arrayBuffer()));
    expect(Object.keys(book)).toContain('xl/workbook.xml');
    expect(await own.refused(employee, 'exports.get', { exportId: xlsx.exportId })).toMatchObject({
      code: 'not_found',
    });
  });
});

describe('seed 002’s door', () => {
  test('does not touch what a claim has, and what it locked no claim takes', async () => {
    const origin = 'http://127.0.0.1:8080';
    const base = `${own.flow.sandbox.url}/core/r/api/weChat`;
    await own.putCompany({ allowClosure: true, appid: 'wxde00000000000001' });
    const call = async (path: string, body?: object) =>
      (await (
        await fetch(`${base}/${path}`, {
          method: body ? 'POST' : 'GET',
          headers: { origin, 'content-type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        })
      ).json()) as Record<string, unknown>;
    const token = encodeURIComponent(String((await call('getToken'))['access_token']));
    const set = (card: Card, status: string) =>
      call(`updateStatus?token=${token}`, {
        openid: employee,
        reimburse_status: `INVOICE_REIMBURSE_${status}`,
        invoice_list: [{ card_id: card.chosen.cardId, encrypt_code: card.chosen.encryptCode }],
      });
    const [held, free] = [await own.card(employee), await own.card(employee)];
    const claimId = await own.claim(employee, [held]);
    await own.ask(employee, 'claims.submit', { claimId });
    for (const status of ['INIT', 'LOCK', 'CLOSURE']) expect(await set(held, status)).toMatchObject({ errcode: 72023 });
    expect(await own.statusOf(held)).toBe('LOCK');
    expect(await set(free, 'LOCK')).toEqual({ errcode: 0, errmsg: 'ok' });
    const second = await own.claim(employee, [free]);
    expect(await own.refused(employee, 'claims.submit', { claimId: second })).toMatchObject({
      code: 'claim_has_stops',
    });
    expect(await set(free, 'INIT')).toEqual({ errcode: 0, errmsg: 'ok' });
    const { rows } = await own.ask(finance, 'invoices.read', { items: [free.chosen, held.chosen] });
    expect(rows.map(({ log = [] }) => log.map(({ text, name }) => `${name} ${text}`))).toEqual([
      ['企业报销前端 锁定', '企业报销前端 解锁'],
      [],
    ]);
    expect(await own.ask(employee, 'claims.submit', { claimId: second })).toMatchObject({ follow: 'done' });
  });
});
