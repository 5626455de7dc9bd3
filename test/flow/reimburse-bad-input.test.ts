import type { ClaimInvoiceRow } from '../../contract/reimburser';
import { startReimburse, type Card, type Reimburse } from '../support/reimburse';

jest.setTimeout(90_000);

const BATCH = '/card/invoice/reimburse/updatestatusbatch';
const READ = '/card/invoice/reimburse/getinvoicebatch';

let own: Reimburse;
let employee: string;
let approver: string;
let finance: string;
let owner: string;

beforeAll(async () => {
  own = await startReimburse();
  [employee, approver, finance, owner] = [
    own.one('employee'),
    own.one('approver'),
    own.one('reimburser'),
    own.one('owner'),
  ];
}, 120_000);
afterEach(() => own.flow.faults());
afterAll(() => own.close());

const itemsOf = (cards: readonly Card[]) => cards.map(({ chosen }) => chosen);
const rowsOf = async (claimId: string): Promise<ClaimInvoiceRow[]> =>
  (await own.ask(finance, 'claims.invoices', { claimId })).rows;
const pay = async (claimId: string, requestId: string) => {
  const asked = await own.ask(finance, 'claims.markPaid', { claimId });
  if (!('question' in asked)) throw new Error('it was not asked');
  return own.ask(finance, 'claims.markPaid', { claimId, confirm: asked.question.token, requestId });
};

describe('what a person picked', () => {
  test('a foreign encrypt_code is named, and keeps no other invoice from being read', async () => {
    const cards = [await own.card(employee), await own.card(employee)];
    const foreign = { cardId: cards[0]?.chosen.cardId ?? '', encryptCode: 'made-up' };
    const read = await own.ask(employee, 'invoices.read', { items: [...itemsOf(cards), foreign] });
    expect(read).toMatchObject({ complete: false, totals: { count: 2 } });
    expect(read.rows[2]).toMatchObject({ ...foreign, lockable: false, problem: { wechat: { errcode: 40056 } } });
    expect(read.rows[2]).not.toHaveProperty('invoice');
  });

  test('a card of another person’s pack is not the caller’s to hand in', async () => {
    const theirs = await own.card(own.flow.buyer(1));
    const claimId = await own.claim(employee, []);
    const { added, failed } = await own.ask(employee, 'claims.addInvoices', { claimId, items: [theirs.chosen] });
    expect({ added, code: failed[0]?.problem.code }).toEqual({ added: 0, code: 'card_of_other' });
  });

  test('the same card twice is one question, and one invoice of a claim', async () => {
    const card = await own.card(employee);
    const before = await own.flow.calls(READ);
    const read = await own.ask(employee, 'invoices.read', { items: [card.chosen, card.chosen] });
    expect((await own.flow.calls(READ)) - before).toBe(1);
    for (const { checks, lockable } of read.rows) {
      expect(lockable).toBe(false);
      expect(checks[0]).toMatchObject({ code: 'duplicate_here', level: 'stop' });
    }
    const claimId = await own.claim(employee, [card, card]);
    expect(await own.ask(employee, 'claims.get', { claimId })).toMatchObject({ count: 1, amount: 4100 });
  });

  test('a foreign title and tax number are shown beside the company’s', async () => {
    const card = await own.card(employee, {
      title: { kind: 'company', name: '别家（北京）有限公司', taxNo: '91000000MA0MAX1A22' },
    });
    const { rows } = await own.ask(employee, 'invoices.read', { items: [card.chosen] });
    expect(rows[0]?.checks.find(({ code }) => code === 'title_differs')).toMatchObject({
      level: 'stop',
      ours: '样例科技有限公司',
      theirs: '别家（北京）有限公司',
    });
    expect(rows[0]?.lockable).toBe(false);
  });

  test('cards of several apps are read, locked and let go alike; a code of one with the card of another is named', async () => {
    const cards = [await own.card(employee), await own.card(employee, { merchant: 'm-mall' })];
    const pack = await own.flow.cards(employee);
    const apps = cards.map(({ code }) => pack.find((card) => card['code'] === code)?.['app_id']);
    expect(new Set(apps).size).toBe(2);
    const [one, two] = itemsOf(cards);
    const mixed = { cardId: one?.cardId ?? '', encryptCode: two?.encryptCode ?? '' };
    const read = await own.ask(employee, 'invoices.read', { items: [...itemsOf(cards), mixed] });
    expect(read.rows.map(({ lockable, problem }) => [lockable, problem?.wechat?.errcode])).toEqual([
      [true, undefined],
      [true, undefined],
      [false, 40073],
    ]);
    const claimId = await own.claim(employee, cards);
    const added = await own.ask(employee, 'claims.addInvoices', { claimId, items: [mixed] });
    expect(added).toMatchObject({ added: 0, failed: [mixed] });
    await own.ask(employee, 'claims.submit', { claimId });
    expect(await Promise.all(cards.map((card) => own.statusOf(card)))).toEqual(['LOCK', 'LOCK']);
    await own.ask(employee, 'claims.withdraw', { claimId });
    expect(await Promise.all(cards.map((card) => own.statusOf(card)))).toEqual(['INIT', 'INIT']);
  });

  test('too old by the company’s rule forbids it, within the rule it is fine', async () => {
    const card = await own.card(employee);
    await own.putCompany({ rules: { maxAgeDays: 30 } });
    const check = async () =>
      (await own.ask(employee, 'invoices.read', { items: [card.chosen] })).rows[0]?.checks.find(
        ({ code }) => code === 'too_old',
      );
    expect(await check()).toMatchObject({ level: 'ok' });
    await own.flow.advance(31 * 86_400);
    expect(await check()).toMatchObject({ level: 'stop' });
    await own.putCompany({ rules: {} });
  });

  test('WeChat that is busy for a part shows the other part, and says so', async () => {
    const cards = [await own.card(employee), await own.card(employee)];
    // Two cards of one template are two calls, each tried three times: five refusals end one of them.
    await own.flow.faults({ path: READ, kind: 'errcode', errcode: -1, count: 5 });
    const read = await own.ask(employee, 'invoices.read', { items: itemsOf(cards) });
    expect(read.complete).toBe(false);
    const unread = read.rows.filter(({ problem }) => problem);
    expect(unread).toMatchObject([{ lockable: false, problem: { retryable: true } }]);
    expect(read.totals).toMatchObject({ count: 1, amount: 4100 });
  });
});

describe('locks', () => {
  test('an invoice that somebody else locked between reading and locking is named; the others are locked, and given back', async () => {
    const cards = [await own.card(employee), await own.card(employee), await own.card(employee)];
    const [, foreign] = cards;
    if (!foreign) throw new Error('no card');
    const claimId = await own.claim(employee, cards);
    // Between the last look and the lock: three cards of one template are three questions.
    let looks = 0;
    const stop = own.flow.sandbox.wechat.onCall(async ({ path }) => {
      if (path !== READ) return;
      looks += 1;
      if (looks === cards.length) await own.byOther(foreign, 'LOCK');
    });
    const view = await own.ask(employee, 'claims.submit', { claimId });
    stop();
    expect(view).toMatchObject({ state: 'submitted', follow: 'stopped', troubled: 1 });
    const rows = await rowsOf(claimId);
    expect(rows.filter(({ problem }) => problem)).toMatchObject([
      { number: foreign.number, problem: { wechat: { errcode: 72023 } } },
    ]);
    expect(await own.refused(approver, 'claims.approve', { claimId })).toMatchObject({ code: 'claim_closed' });
    await own.ask(approver, 'claims.return', { claimId, reason: '有一张被别家锁定' });
    expect(await own.statusOf(cards[0] as Card)).toBe('INIT');
    expect(await own.statusOf(cards[2] as Card)).toBe('INIT');
    expect(await own.statusOf(foreign)).toBe('LOCK');
  });

  test('an invoice locked elsewhere is a stop before the claim can be handed in', async () => {
    const card = await own.card(employee);
    const claimId = await own.claim(employee, [card]);
    await own.byOther(card, 'LOCK');
    expect(await own.refused(employee, 'claims.submit', { claimId })).toMatchObject({ code: 'claim_has_stops' });
    const [row] = await rowsOf(claimId);
    expect(row).toMatchObject({ status: 'LOCK', statusText: '已锁定' });
    expect(row?.checks[0]).toMatchObject({ code: 'locked', level: 'stop' });
  });

  test('the network gone after WeChat said yes: the next look reads the truth, and nothing is locked twice', async () => {
    const card = await own.card(employee);
    const claimId = await own.claim(employee, [card]);
    await own.flow.faults({ path: BATCH, kind: 'timeout_after', count: 1 });
    const view = await own.ask(employee, 'claims.submit', { claimId });
    expect(view.state).toBe('submitted');
    await own.flow.faults();
    for (let round = 0; round < 4; round += 1) {
      await own.flow.advance(30);
      await own.flow.idle();
    }
    expect(await own.ask(employee, 'claims.get', { claimId })).toMatchObject({ follow: 'done', troubled: 0 });
    expect(await own.statusOf(card)).toBe('LOCK');
  });

  test('WeChat busy with an invoice (72036) is tried again until it is done', async () => {
    const card = await own.card(employee);
    const claimId = await own.claim(employee, [card]);
    await own.flow.faults({ path: BATCH, kind: 'errcode', errcode: 72036, count: 500 });
    const view = await own.ask(employee, 'claims.submit', { claimId });
    expect(view.follow).toBe('working');
    expect(await own.refused(approver, 'claims.approve', { claimId })).toMatchObject({
      code: 'claim_busy',
      retryable: true,
    });
    await own.flow.faults();
    for (let round = 0; round < 4; round += 1) {
      await own.flow.advance(60);
      await own.flow.idle();
    }
    expect(await own.ask(employee, 'claims.get', { claimId })).toMatchObject({ follow: 'done' });
    expect(await own.statusOf(card)).toBe('LOCK');
  });

  test('finance locks, unlocks and closes without a claim; a second question and its sum come before closing', async () => {
    const cards = [await own.card(employee), await own.card(employee)];
    const items = itemsOf(cards);
    expect(await own.refused(employee, 'invoices.lock', { items })).toMatchObject({ code: 'forbidden' });
    expect(await own.ask(finance, 'invoices.lock', { items })).toMatchObject({ complete: true });
    expect(await own.ask(finance, 'invoices.lock', { items })).toMatchObject({ complete: true });
    const claimId = await own.claim(employee, cards.slice(0, 1));
    expect(await own.refused(employee, 'claims.submit', { claimId })).toMatchObject({ code: 'claim_has_stops' });
    expect(await own.ask(finance, 'invoices.unlock', { items: items.slice(0, 1) })).toMatchObject({ complete: true });
    const asked = await own.ask(finance, 'invoices.closing', { items: items.slice(1) });
    expect(asked).toMatchObject({ question: { count: 1, amount: 4100 } });
    expect(await own.statusOf(cards[1] as Card)).toBe('LOCK');
    const { token } = asked.question;
    expect(await own.refused(finance, 'invoices.close', { items, confirm: token })).toMatchObject({
      code: 'confirm_stale',
    });
    const closed = await own.ask(finance, 'invoices.close', { items: items.slice(1), confirm: token });
    expect(closed).toMatchObject({ complete: true, rows: [{ done: true, status: 'CLOSURE' }] });
    expect(await own.statusOf(cards[1] as Card)).toBe('CLOSURE');
    expect(await own.ask(finance, 'invoices.unlock', { items: items.slice(1) })).toMatchObject({
      complete: false,
      rows: [{ done: false, problem: { code: 'invoice_closed' } }],
    });
    expect(await own.statusOf(cards[1] as Card)).toBe('CLOSURE');
    const { rows } = await own.ask(finance, 'invoices.read', { items });
    const who = own.flow.sandbox.demo.people.find(({ openid }) => openid === finance)?.name;
    expect(rows.map(({ log = [] }) => log.map(({ text, name }) => `${name} ${text}`))).toEqual([
      [`${who} 锁定`, `${who} 锁定`, `${who} 解锁`],
      [`${who} 锁定`, `${who} 锁定`, `${who} 核销`],
    ]);
    const seen = await own.ask(employee, 'invoices.read', { items });
    expect(seen.rows.every(({ log }) => log === undefined)).toBe(true);
  });
});

describe('several at once', () => {
  test('two claims of one company cannot both have an invoice', async () => {
    const card = await own.card(employee);
    const [a, b] = [await own.claim(employee, [card], '甲'), await own.claim(employee, [card], '乙')];
    const answers = await Promise.allSettled([
      own.ask(employee, 'claims.submit', { claimId: a }),
      own.ask(employee, 'claims.submit', { claimId: b }),
    ]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const states = [
      await own.ask(employee, 'claims.get', { claimId: a }),
      await own.ask(employee, 'claims.get', { claimId: b }),
    ];
    expect(states.map(({ state }) => state).sort()).toEqual(['draft', 'submitted']);
    expect(await own.statusOf(card)).toBe('LOCK');
  });

  test('of two who approve and return at once, one is refused, and WeChat follows the other', async () => {
    const card = await own.card(employee);
    const claimId = await own.claim(employee, [card]);
    const { version } = await own.ask(employee, 'claims.submit', { claimId });
    const answers = await Promise.allSettled([
      own.ask(approver, 'claims.approve', { claimId, version }),
      own.ask(owner, 'claims.return', { claimId, version, reason: '票面有误' }),
    ]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await own.flow.idle();
    const { state } = await own.ask(employee, 'claims.get', { claimId });
    await own.flow.idle();
    expect(await own.statusOf(card)).toBe(state === 'approved' ? 'LOCK' : 'INIT');
  });

  test('paid twice at once is paid once, and closed once', async () => {
    const card = await own.card(employee);
    const claimId = await own.claim(employee, [card]);
    await own.ask(employee, 'claims.submit', { claimId });
    await own.ask(approver, 'claims.approve', { claimId });
    await Promise.allSettled([pay(claimId, 'x1'), pay(claimId, 'x2')]);
    await own.flow.idle();
    const view = await own.ask(finance, 'claims.get', { claimId });
    expect(view).toMatchObject({ state: 'paid', follow: 'done' });
    expect(view.log.filter(({ text }) => text === '标记已付款')).toHaveLength(1);
    expect(await own.statusOf(card)).toBe('CLOSURE');
  });
});

describe('reversed', () => {
  test('an invoice that is reversed before it is paid returns its claim, and lets the others go', async () => {
    const cards = [await own.card(employee), await own.card(employee)];
    const claimId = await own.claim(employee, cards);
    await own.ask(employee, 'claims.submit', { claimId });
    await own.ask(approver, 'claims.approve', { claimId });
    await own.flow.control('verification', { invoice_no: cards[0]?.number, result: '0005' });
    const asked = await own.ask(finance, 'claims.markPaid', { claimId });
    if (!('question' in asked)) throw new Error('it was not asked');
    expect(await own.refused(finance, 'claims.markPaid', { claimId, confirm: asked.question.token })).toMatchObject({
      code: 'reversed_found',
      hint: expect.stringContaining(cards[0]?.number ?? '-') as string,
    });
    await own.flow.idle();
    expect(await own.ask(employee, 'claims.get', { claimId })).toMatchObject({ state: 'returned' });
    expect(await own.statusOf(cards[1] as Card)).toBe('INIT');
  });

  test('one that is reversed after it was paid is listed as to be recovered, and nothing is overwritten', async () => {
    const card = await own.card(employee);
    const claimId = await own.claim(employee, [card]);
    await own.ask(employee, 'claims.submit', { claimId });
    await own.ask(approver, 'claims.approve', { claimId });
    await pay(claimId, 'r1');
    await own.flow.control('verification', { invoice_no: card.number, result: '0005' });
    await own.flow.advance(9 * 86_400);
    await own.flow.advance(20);
    await own.flow.idle();
    expect(await own.ask(finance, 'claims.get', { claimId })).toMatchObject({
      state: 'paid',
      headline: { text: '已付款，1 张发票待追回' },
    });
    expect((await rowsOf(claimId))[0]).toMatchObject({ toRecover: true, statusText: '待追回', status: 'CLOSURE' });
    const { rows } = await own.ask(finance, 'claims.list', { scope: 'company', tab: 'recover' });
    expect(rows.map((row) => row.claimId)).toContain(claimId);
    const { differences } = await own.ask(finance, 'differences.list', {});
    const found = differences.find((one) => one.claimId === claimId);
    expect(found).toMatchObject({ toRecover: true, how: ['noted'] });
    const settled = await own.ask(finance, 'differences.resolve', {
      differenceId: found?.differenceId ?? '',
      how: 'noted',
      note: '已从下月报销里扣回',
    });
    expect(settled).toMatchObject({ how: [], settled: { how: 'noted', note: '已从下月报销里扣回' } });
  });

  test('查验 that is out of service forbids paying for now; nothing is closed', async () => {
    const card = await own.card(employee);
    const claimId = await own.claim(employee, [card]);
    await own.ask(employee, 'claims.submit', { claimId });
    await own.ask(approver, 'claims.approve', { claimId });
    await own.flow.control('verification', { down: true });
    const asked = await own.ask(finance, 'claims.markPaid', { claimId });
    if (!('question' in asked)) throw new Error('it was not asked');
    expect(await own.refused(finance, 'claims.markPaid', { claimId, confirm: asked.question.token })).toMatchObject({
      code: 'unavailable',
    });
    expect(await own.statusOf(card)).toBe('LOCK');
    await own.flow.control('verification', { down: false });
  });
});

describe('the nightly look', () => {
  test('what somebody changed at WeChat is shown as a difference, and taken over only when a person says so', async () => {
    const card = await own.card(employee);
    const claimId = await own.claim(employee, [card]);
    await own.ask(employee, 'claims.submit', { claimId });
    const account = own.flow.sandbox.demo.accounts.find(({ kind }) => kind === 'miniprogram');
    expect(account).toBeDefined();
    // The account itself, past this project.
    const unlocked = await unlockPastUs(card, account?.appid ?? '');
    expect(unlocked).toBe(0);
    await own.flow.advance(86_400 + 4 * 3600);
    await own.flow.advance(20);
    await own.flow.idle();
    expect((await rowsOf(claimId))[0]).toMatchObject({ status: 'LOCK' });
    const { differences } = await own.ask(finance, 'differences.list', {});
    const found = differences.find((one) => one.claimId === claimId);
    expect(found).toMatchObject({ ours: '已锁定', theirs: '未锁定', how: ['accept', 'again', 'noted'] });
    await own.ask(finance, 'differences.resolve', { differenceId: found?.differenceId ?? '', how: 'again' });
    await own.flow.idle();
    expect(await own.statusOf(card)).toBe('LOCK');
  });
});

const unlockPastUs = async ({ chosen }: Card, appid: string): Promise<unknown> => {
  const { wechatUrl, demo } = own.flow.sandbox;
  const secret = demo.accounts.find((account) => account.appid === appid)?.secret;
  const post = async (path: string, body: object) =>
    (await (await fetch(`${wechatUrl}${path}`, { method: 'POST', body: JSON.stringify(body) })).json()) as Record<
      string,
      unknown
    >;
  const { access_token: token } = await post('/cgi-bin/stable_token', {
    grant_type: 'client_credential',
    appid,
    secret,
  });
  const answer = await post(`/card/invoice/reimburse/updateinvoicestatus?access_token=${String(token)}`, {
    card_id: chosen.cardId,
    encrypt_code: chosen.encryptCode,
    reimburse_status: 'INVOICE_REIMBURSE_INIT',
  });
  return answer['errcode'];
};

describe('companies', () => {
  test('a foreign company, its claims and its invoices look as if they did not exist', async () => {
    const claimId = await own.claim(employee, []);
    const stranger = own.flow.buyer(2);
    for (const [action, input] of [
      ['claims.get', { claimId }],
      ['claims.submit', { claimId }],
      ['claims.invoices', { claimId }],
      ['company.get', { companyId: 'c-sample' }],
      ['claims.list', { companyId: 'c-sample' }],
    ] as const) {
      expect(await own.refused(stranger, action, input)).toMatchObject({ code: 'not_found' });
    }
    expect(await own.refused(stranger, 'claims.list', {})).toMatchObject({ code: 'forbidden' });
  });

  test('an employee sees own claims only', async () => {
    const claimId = await own.claim(finance, []);
    expect(await own.refused(employee, 'claims.get', { claimId })).toMatchObject({ code: 'not_found' });
    expect(await own.refused(employee, 'claims.list', { scope: 'company' })).toMatchObject({ code: 'forbidden' });
  });

  test('a code lets one person in, once, until it expires', async () => {
    const person = own.flow.buyer(2);
    expect(await own.refused(employee, 'members.invite', { role: 'employee' })).toMatchObject({ code: 'forbidden' });
    const late = await own.ask(owner, 'members.invite', { role: 'employee', hours: 1 });
    await own.flow.advance(3601);
    expect(await own.refused(person, 'members.join', { code: late.code, name: '小满' })).toMatchObject({
      code: 'invitation_invalid',
    });
    const { code } = await own.ask(owner, 'members.invite', { role: 'employee' });
    expect(await own.ask(person, 'members.join', { code, name: '小满' })).toMatchObject({
      companyId: 'c-sample',
      role: 'employee',
    });
    expect(await own.refused(own.flow.buyer(1), 'members.join', { code, name: '阿杰' })).toMatchObject({
      code: 'invitation_invalid',
    });
    const { members } = await own.ask(owner, 'members.list', {});
    const me = members.find(({ name }) => name === '小满');
    await own.ask(owner, 'members.remove', { memberId: me?.memberId ?? '' });
    expect(await own.refused(person, 'company.get', { companyId: 'c-sample' })).toMatchObject({ code: 'not_found' });
    const boss = members.find(({ role }) => role === 'owner');
    expect(await own.refused(owner, 'members.remove', { memberId: boss?.memberId ?? '' })).toMatchObject({
      code: 'last_owner',
    });
  });

  test('another company on the same account cannot take or free what this one has locked', async () => {
    const card = await own.card(employee);
    const claimId = await own.claim(employee, [card]);
    await own.ask(employee, 'claims.submit', { claimId });
    const company = {
      id: 'c-other',
      name: '样例科技有限公司',
      taxNo: '91000000MA0C0MPA1D',
      appid: 'wxde00000000000005',
      origins: [],
      networks: [],
      signatureUrl: 'http://127.0.0.1:8080/',
    };
    await own.operate({ action: 'companies.put', company });
    const them = own.flow.buyer(1);
    await own.operate({
      action: 'companyMembers.put',
      member: { companyId: 'c-other', openid: them, name: '他们', role: 'finance' },
    });
    for (const action of ['invoices.lock', 'invoices.unlock'] as const) {
      const { rows } = await own.ask(them, action, { items: [card.chosen] });
      expect(rows[0]).toMatchObject({ done: false, problem: { code: 'held_elsewhere' } });
    }
    expect(await own.statusOf(card)).toBe('LOCK');
  });
});

describe('invoices that are not in the card pack', () => {
  const figures = {
    number: '24３１２０００000012345678',
    date: '2025-11-01',
    amount: 10_000,
    title: '样例科技有限公司',
    buyerTaxNo: '91000000MA0C0MPA1D',
  };

  test('are added by number, checked alike, and say that they cannot be locked', async () => {
    const claimId = await own.claim(employee, []);
    const qr = '01,51,,24312000000012345678,100.00,20251101,,A1B2';
    const { figures: read } = await own.ask(employee, 'invoices.scan', { qr });
    expect(read).toMatchObject({ number: '24312000000012345678', amount: 10_000, date: '2025-11-01' });
    const { itemId } = await own.ask(employee, 'invoices.addByNumber', { claimId, figures: figures, qr });
    const again = await own.ask(employee, 'invoices.addByNumber', { claimId, figures: figures });
    expect(again.itemId).toBe(itemId);
    const [row] = await rowsOf(claimId);
    expect(row).toMatchObject({ source: 'qr', number: '24312000000012345678', statusText: '不在卡包（无法锁定）' });
    expect(row?.checks.map(({ code }) => code)).toContain('no_lock');
    const view = await own.ask(employee, 'claims.submit', { claimId });
    expect(view).toMatchObject({ state: 'submitted', follow: 'none' });
    expect(await own.refused(employee, 'invoices.verify', { claimId, byHand: 'valid' })).toMatchObject({
      code: 'forbidden',
    });
    const byHand = await own.ask(finance, 'invoices.verify', { claimId, byHand: 'valid' });
    expect(byHand.rows).toMatchObject([{ verification: { state: 'valid', text: '已查验', by: 'hand' } }]);
    const verified = await own.ask(employee, 'invoices.verify', { claimId });
    expect(verified.rows).toMatchObject([{ verification: { state: 'not_found', text: '查无此票', by: 'service' } }]);
    expect(await own.refused(finance, 'invoices.verify', { claimId, byHand: 'valid' })).toMatchObject({
      code: 'service_said_no',
      message: expect.stringContaining('24312000000012345678') as string,
    });
    expect((await rowsOf(claimId))[0]).toMatchObject({ verification: { state: 'not_found', by: 'service' } });
    const other = await own.claim(employee, []);
    await own.ask(employee, 'invoices.addByNumber', { claimId: other, figures: figures });
    expect((await rowsOf(other))[0]?.checks[0]).toMatchObject({ code: 'duplicate_company', level: 'stop' });
  });

  test('a file is kept as it is; what is not what its name says is refused', async () => {
    const claimId = await own.claim(employee, []);
    const bytes = Buffer.from('%PDF-1.4\nnot much\n%%EOF');
    const file = { name: '酒店.pdf', base64: bytes.toString('base64') };
    const more = { ...figures, number: '24312000000012340000' };
    expect(
      await own.refused(employee, 'invoices.addByFile', {
        claimId,
        figures: more,
        file: { ...file, name: '酒店.png' },
      }),
    ).toMatchObject({ code: 'file_type' });
    const { itemId } = await own.ask(employee, 'invoices.addByFile', { claimId, figures: more, file });
    const detail = await own.ask(employee, 'invoices.get', { claimId, itemId });
    const [kept] = detail.files;
    expect(Buffer.from(await (await fetch(kept?.url ?? '')).arrayBuffer()).equals(bytes)).toBe(true);
    expect(detail.checks.find(({ code }) => code === 'xml_missing')).toMatchObject({ text: '缺XML原件' });
    const xml = { name: '原件.xml', base64: Buffer.from('<?xml version="1.0"?><EInvoice/>').toString('base64') };
    const attached = await own.ask(employee, 'invoices.attach', { claimId, itemId, file: xml });
    expect(attached.files.map(({ kind }) => kind)).toEqual(['original', 'xml']);
    expect(attached.checks.some(({ code }) => code === 'xml_missing')).toBe(false);
  });
});
