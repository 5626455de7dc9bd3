import sample from '../../fixtures/wechat/samples/seed002/reimburse_getinvoicebatch.response.json';
import { appids, buyers, errcode, startStandIn, type Json, type StandIn } from './stand-in-support';

const path = (name: string) => `/card/invoice/reimburse/${name}`;
const full = (status: string) => `INVOICE_REIMBURSE_${status}`;
type Item = { card_id: string; encrypt_code: string };

let at: StandIn;
beforeEach(() => {
  at = startStandIn();
});
afterEach(() => at.wechat.close());

const issue = async (order_id?: string, openid?: string): Promise<Item & { code: string }> => {
  const { card_id, encrypt_code, code } = await at.issueCard(order_id, openid);
  return { card_id, encrypt_code, code };
};
const set = async ({ card_id, encrypt_code }: Item, status: string, by = appids.company) =>
  errcode(await at.call(by, path('updateinvoicestatus'), { card_id, encrypt_code, reimburse_status: full(status) }));
const statusOf = async ({ card_id, encrypt_code }: Item) => {
  const answer = await at.call(appids.company, path('getinvoiceinfo'), { card_id, encrypt_code });
  return (answer['user_info'] as Json)['reimburse_status'];
};

describe('one invoice', () => {
  it('is read as the platform said it, under the reimburser’s own openid', async () => {
    const { card_id, encrypt_code, data } = await at.issueCard('order-7');
    const answer = await at.call(appids.company, path('getinvoiceinfo'), { card_id, encrypt_code });
    expect(answer).toMatchObject({
      errcode: 0,
      card_id,
      openid: buyers[0]?.openids[appids.company],
      type: '电子发票（普通发票）',
      payee: '云上小馆餐饮有限公司',
      begin_time: expect.any(Number),
      end_time: expect.any(Number),
      user_info: {
        fee: 4100,
        billing_no: data['billing_no'],
        billing_code: '',
        check_code: '',
        order_id: 'order-7',
        reimburse_status: 'INVOICE_REIMBURSE_INIT',
        detail: '*餐饮服务*餐饮服务',
        info: data['info'],
      },
    });
    const { pdf_url } = answer['user_info'] as Json;
    expect((await at.request(String(pdf_url))).headers.get('content-type')).toBe('application/pdf');
  });

  it('has in a batch the fields that seed 002 recorded', async () => {
    const { card_id, encrypt_code } = await at.issueCard('order-7', undefined, {
      ...Object.fromEntries(
        Object.entries(sample.item_list[0]?.user_info ?? {}).filter(([name]) => /^(buyer|seller|remarks)/.test(name)),
      ),
      billing_no: '031001900111',
      billing_code: '39324919',
      check_code: '11567682303578313021',
    });
    const { item_list } = await at.call(appids.company, path('getinvoicebatch'), {
      item_list: [{ card_id, encrypt_code }],
    });
    const [item] = item_list as Json[];
    expect(Object.keys(item ?? {}).sort()).toEqual(Object.keys(sample.item_list[0] ?? {}).sort());
    expect(Object.keys((item?.['user_info'] ?? {}) as Json).sort()).toEqual(
      Object.keys(sample.item_list[0]?.user_info ?? {}).sort(),
    );
  });

  it.each([
    [{ encrypt_code: 'wrong' }, 40056],
    [{ card_id: 'pwrong' }, 40073],
    [{ card_id: '' }, 72031],
  ])('asked for with %j answers %i', async (change, code) => {
    const { card_id, encrypt_code } = await issue();
    expect(errcode(await at.call(appids.company, path('getinvoiceinfo'), { card_id, encrypt_code, ...change }))).toBe(
      code,
    );
  });

  it('of another title than the one an account is bound to is 72017', async () => {
    const item = await issue();
    await at.control('account', { appid: appids.company, boundTitle: '别家公司' });
    expect(await set(item, 'LOCK')).toBe(72017);
  });
});

describe('a batch', () => {
  it('is answered in the order asked for, doubles included, and fails whole for one unknown', async () => {
    const first = await issue('order-1');
    const second = await issue('order-2', buyers[1]?.openid);
    const ask = (item_list: Item[]) => at.call(appids.company, path('getinvoicebatch'), { item_list });
    const answer = await ask([second, first, second]);
    expect((answer['item_list'] as Json[]).map((one) => one['card_id'])).toEqual([
      second.card_id,
      first.card_id,
      second.card_id,
    ]);
    expect(errcode(await ask([first, { ...second, encrypt_code: 'x' }]))).toBe(40056);
    expect(errcode(await ask(Array<Item>(101).fill(first)))).toBe(72052);
  });

  it('changes all of one person’s invoices or none', async () => {
    const mine = [await issue('order-1'), await issue('order-2')];
    const others = await issue('order-3', buyers[1]?.openid);
    const change = async (list: Item[], status: string) =>
      errcode(
        await at.call(appids.company, path('updatestatusbatch'), {
          openid: buyers[0]?.openids[appids.company],
          reimburse_status: full(status),
          invoice_list: list.map(({ card_id, encrypt_code }) => ({ card_id, encrypt_code })),
        }),
      );
    expect(await change([...mine, others], 'LOCK')).toBe(72037);
    expect(await Promise.all([...mine, others].map(statusOf))).toEqual(Array(3).fill(full('INIT')));
    expect(await change(mine, 'LOCK')).toBe(0);
    expect(await change(mine.slice(0, 1), 'INIT')).toBe(0);
    const before = (await at.control('events')).body.length;
    expect(await change(mine, 'CLOSURE')).toBe(72039);
    expect(await Promise.all(mine.map(statusOf))).toEqual([full('INIT'), full('LOCK')]);
    expect((await at.control('events')).body).toHaveLength(before);
  });
});

describe('the states', () => {
  const roads: Record<string, string[]> = { INIT: [], LOCK: ['LOCK'], CLOSURE: ['LOCK', 'CLOSURE'] };

  it.each([
    ['INIT', 'INIT', 0],
    ['INIT', 'LOCK', 0],
    ['INIT', 'CLOSURE', 72039],
    ['INIT', 'CANCEL', 72031],
    ['LOCK', 'INIT', 0],
    ['LOCK', 'LOCK', 0],
    ['LOCK', 'CLOSURE', 0],
    ['CLOSURE', 'INIT', 72061],
    ['CLOSURE', 'LOCK', 72061],
    ['CLOSURE', 'CLOSURE', 72061],
  ])('from %s to %s by the same reimburser: %i', async (from, to, code) => {
    const item = await issue();
    for (const step of roads[from] ?? []) expect(await set(item, step)).toBe(0);
    expect(await set(item, to)).toBe(code);
    expect(await statusOf(item)).toBe(full(code === 0 ? to : from));
  });

  it.each(['INIT', 'LOCK', 'CLOSURE'])('from LOCK to %s by another reimburser: 72023', async (to) => {
    const item = await issue();
    await set(item, 'LOCK', appids.mini);
    expect(await set(item, to)).toBe(72023);
    expect(await set(item, to, appids.mini)).toBe(0);
  });

  it.each(['INIT', 'LOCK', 'CLOSURE'])('from CANCEL to %s: 72060', async (to) => {
    const item = await issue();
    const cancel = { card_id: item.card_id, code: item.code, reimburse_status: full('CANCEL') };
    expect(errcode(await at.call(appids.cafe, '/card/invoice/platform/updatestatus', cancel))).toBe(0);
    expect(await set(item, to)).toBe(72060);
  });

  it('are told to the platform and to the merchant when they change, and only then', async () => {
    const item = await issue();
    const told = async () =>
      (await at.control('events')).body
        .filter((one) => one['event'] === 'update_invoice_status')
        .map((one) => one['appid']);
    await set(item, 'INIT');
    expect(await told()).toEqual([]);
    await set(item, 'LOCK');
    expect(await told()).toEqual([appids.cafe, appids.mini]);
  });

  it('take a closed invoice out of the card pack and say so to its owner', async () => {
    const item = await issue();
    const pack = async (page: string) =>
      (await at.request(`/__sandbox/app/${page}?openid=${buyers[0]?.openid}`)).text();
    expect(await pack('cards')).toContain(item.code);
    await set(item, 'LOCK');
    expect(await pack('cards')).toContain('报销中');
    await set(item, 'CLOSURE');
    expect(await pack('cards')).not.toContain(item.code);
    expect(await pack('messages')).toContain('发票已报销');
    expect((await at.control('cards')).body[0]).toMatchObject({
      reimburse_status: full('CLOSURE'),
      lockedBy: appids.company,
    });
  });
});
