import type { MerchantInput, Settings } from '../../contract/merchant';
import type { MerchantRecord, OutboxRecord } from '../../cloudfunctions/common/store/records';
import { writeCompanies } from '../../scripts/demo/companies';
import { company, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(60_000);
let flow: Flow;
let owner: string;
let finance: string;
let clerk: string;
let viewer: string;
const DAY = 86_400;
const platform = 'wxde00000000000002';

beforeAll(async () => {
  flow = await startFlow();
  [owner, finance, clerk, viewer] = (['owner', 'finance', 'clerk', 'viewer'] as const).map((role) =>
    flow.member('m-cafe', role),
  ) as [string, string, string, string];
}, 60_000);
beforeEach(async () => {
  await flow.putMerchant('m-cafe');
  await flow.putMembers('m-cafe');
  await flow.putMembers('m-mall');
});
afterAll(() => flow.close());

type Change = MerchantInput['settings.put']['change'];

const refused = async (openid: string, action: string, input: object = {}) => {
  const envelope = await flow.call(openid, 'merchant', { ...input, action });
  if (envelope.ok) throw new Error(`${action} was not refused: ${JSON.stringify(envelope.data)}`);
  const { requestId: _requestId, ...error } = envelope.error;
  return error;
};
const put = (change: Change, openid = owner) => flow.manage(openid, 'settings.put', { change });
const settings = (openid = owner): Promise<Settings> => flow.manage(openid, 'settings.get', {});
const record = async (id = 'm-cafe') => {
  const found = (await flow.documents<MerchantRecord>('merchants')).find(({ _id }) => _id === id);
  if (!found) throw new Error(`no merchant ${id}`);
  return found;
};
/** How often WeChat was told of an attribute, whichever. */
const attributesTold = async () => {
  const names = ['set_contact', 'set_auth_field', 'set_pay_mch', 'get_pay_mch'];
  const counts = await Promise.all(names.map((name) => flow.calls(`/card/invoice/setbizattr?action=${name}`)));
  return counts.reduce((sum, count) => sum + count, 0);
};
const audit = async () => (await flow.manage(owner, 'audit.list', {})).rows;

const policy = {
  review: { which: 'all' },
  earliest: { moment: 'paid', days: 0 },
  reissue: { times: 2, days: 90 },
} as const;
const changes: Record<Change['part'], Change> = {
  profile: { part: 'profile', shortName: '小馆', logoUrl: 'http://mmbiz.qpic.cn/sandbox/logo/1' },
  contact: { part: 'contact', phone: '4000000009', timeoutSeconds: 3600 },
  accounts: {
    part: 'accounts',
    appids: {
      authorization: 'wxde00000000000001',
      event: 'wxde00000000000001',
      platform,
      pay: platform,
      official: platform,
      app: null,
    },
  },
  platform: { part: 'platform', platform: { mode: 'self_built' } },
  fields: {
    part: 'fields',
    fields: {
      personal: { phone: 'shown', email: 'required', own: [{ label: '会员号', required: false }] },
      company: {
        taxNo: 'required',
        address: 'hidden',
        phone: 'hidden',
        bank: 'hidden',
        bankAccount: 'hidden',
        own: [],
      },
    },
  },
  payment: { part: 'payment', mchid: '1900000009' },
  issuing: {
    part: 'issuing',
    form: 'classic',
    defaultItem: { name: '*餐饮服务*餐费', taxCode: '3070401000000000000', rate: '6%' },
  },
  policy: { part: 'policy', policy, kinds: ['normal'], invoicingDays: 30, maxAmount: 1_000_000 },
};
const mayChange: Record<Change['part'], readonly string[]> = {
  profile: ['owner'],
  contact: ['owner', 'finance'],
  accounts: ['owner'],
  platform: ['owner'],
  fields: ['owner', 'finance'],
  payment: ['owner'],
  issuing: ['owner', 'finance'],
  policy: ['owner', 'finance'],
};

describe('who may change what', () => {
  it.each(Object.keys(changes) as Change['part'][])('%s: the roles that may, and no others', async (part) => {
    for (const [role, openid] of Object.entries({ owner, finance, clerk, viewer })) {
      const may = mayChange[part].includes(role);
      const answer = await flow.call(openid, 'merchant', { action: 'settings.put', change: changes[part] });
      expect({ role, ok: answer.ok }).toEqual({ role, ok: may });
      if (!answer.ok) expect(answer.error.code).toBe('forbidden');
      expect((await settings(openid)).editable.includes(part)).toBe(may);
    }
  });

  it('keys, webhook and its secrets are an owner’s alone', async () => {
    for (const openid of [finance, clerk, viewer]) {
      for (const [action, input] of [
        ['keys.list', {}],
        ['keys.create', { label: '收银', scopes: ['orders:write'] }],
        ['keys.rotate', { keyId: 'k' }],
        ['keys.revoke', { keyId: 'k' }],
        ['webhook.put', { url: 'https://example.com/hook' }],
        ['webhook.rotate', {}],
        ['webhook.remove', {}],
        ['payMerchant.relink', {}],
      ] as const) {
        expect({ action, ...(await refused(openid, action, input)) }).toMatchObject({ action, code: 'forbidden' });
      }
    }
    for (const openid of [clerk, viewer])
      expect(await refused(openid, 'audit.list')).toMatchObject({ code: 'forbidden' });
    await flow.manage(finance, 'audit.list', {});
  });
});

describe('a change', () => {
  it('holds from then on, and is written down with who did it and what was before', async () => {
    await put(changes.contact, finance);
    expect(await settings()).toMatchObject({ contact: { phone: '4000000009', timeoutSeconds: 3600 } });
    expect((await audit())[0]).toMatchObject({
      who: '云上小馆财务',
      role: 'finance',
      text: '修改联系方式',
      detail: ['联系电话：4000000001 → 4000000009', '显示电话前等待（秒）：86400 → 3600'],
    });
  });

  it('that changes nothing is not written down', async () => {
    await put(changes.profile);
    const before = (await audit()).length;
    await put(changes.profile);
    expect(await audit()).toHaveLength(before);
  });

  it('of fields and contact is told to WeChat for every account that shows its page', async () => {
    const told = await attributesTold();
    await put(changes.fields);
    await put(changes.contact);
    expect((await attributesTold()) - told).toBe(6);
    await put({ part: 'fields', fields: null });
    expect(await settings()).not.toHaveProperty('fields');
  });

  it('is kept when WeChat cannot be told, with a warning that says so', async () => {
    await flow.faults({ path: '/card/invoice/setbizattr', kind: 'errcode', errcode: 48001 });
    const { settings: after, warning } = await put(changes.fields);
    expect(warning?.message).toContain('已保存，但还没有告诉微信');
    expect(after.fields).toMatchObject({ personal: { email: 'required' } });
    await flow.faults();
  });

  it('of the rules holds for the next application', async () => {
    await put(changes.policy);
    const orderNo = await flow.putOrder();
    const { applicationId, orderId } = await flow.ask(flow.buyer(), 'applications.create', {
      orderNos: [orderNo],
      title: company,
    });
    await flow.authorize(orderId);
    expect(await flow.ask(flow.buyer(), 'applications.get', { applicationId })).toMatchObject({ issuing: 'in_review' });
    // The operator's door does not undo what the merchant has laid down.
    await flow.putMerchant('m-cafe');
    expect((await settings()).policy).toEqual(policy);
  });

  it('never shows or stores a secret where it can be read again', async () => {
    const { key } = await flow.manage(owner, 'keys.create', { label: '收银', scopes: ['orders:write'] });
    const { secret } = await flow.manage(owner, 'webhook.put', { url: 'https://example.com/hook' });
    const seen = JSON.stringify([await settings(), await audit(), await flow.manage(owner, 'keys.list', {})]);
    expect(seen).not.toContain(key);
    expect(seen).not.toContain(secret);
  });
});

describe('the platform', () => {
  it('of one’s own is known by WeChat’s word, and that of somebody else as it is typed in', async () => {
    const before = (await record()).sPappid;
    const typed = 'd3hkZTAwMDAwMDAwMDAwMDAzX87UbF0MgSf8gmT/H9KZHJeH5hbgl0Myu33bdrkURU++';
    const { settings: after } = await put({ part: 'platform', platform: { mode: 'third_party', sPappid: typed } });
    expect(after).toMatchObject({ mode: 'third_party', sPappid: typed, payLink: 'linked' });
    expect((await audit()).map(({ text }) => text)).toContain('修改开票平台');
    const { settings: again } = await put({ part: 'platform', platform: { mode: 'self_built' } });
    expect(again).toMatchObject({ mode: 'self_built', sPappid: before, payLink: 'linked' });
  });

  it('links the number at WeChat Pay again when it changes', async () => {
    await flow.manage(owner, 'payMerchant.relink', {});
    const told = await attributesTold();
    await put({
      part: 'platform',
      platform: {
        mode: 'third_party',
        sPappid: 'd3hkZTAwMDAwMDAwMDAwMDAzX87UbF0MgSf8gmT/H9KZHJeH5hbgl0Myu33bdrkURU++',
      },
    });
    expect((await attributesTold()) - told).toBeGreaterThanOrEqual(2);
    expect(await settings()).toMatchObject({ payLink: 'linked' });
  });

  it('shows the link as missing while WeChat Pay does not know of a change', async () => {
    await flow.manage(owner, 'payMerchant.relink', {});
    await flow.faults({ path: '/card/invoice/setbizattr', kind: 'errcode', errcode: 72_030 });
    const { settings: after, warning } = await put(changes.payment);
    expect(after).toMatchObject({ mchid: '1900000009', payLink: 'to_link' });
    expect(warning).toBeDefined();
    await flow.faults();
    expect((await put({ part: 'payment', mchid: null })).settings.payLink).toBe('none');
  });
});

describe('what contradicts itself is refused with the field and the reason', () => {
  it.each([
    ['policy.review', { ...changes.policy, policy: { ...policy, review: { which: 'some', special: false } } }],
    [
      'policy.review.above',
      { ...changes.policy, policy: { ...policy, review: { which: 'some', special: false, above: 1_000_000 } } },
    ],
    ['policy.earliest.days', { ...changes.policy, policy: { ...policy, earliest: { moment: 'paid', days: 31 } } }],
    ['maxAmount', { ...changes.policy, maxAmount: 0 }],
    [
      'defaultItem.rate',
      { ...changes.issuing, defaultItem: { name: '*餐饮服务*餐费', taxCode: '3070401000000000000', rate: '16%' } },
    ],
    [
      'fields.personal.own',
      {
        part: 'fields',
        fields: {
          personal: { phone: 'hidden', email: 'shown', own: [{ label: '六个字的名称', required: false }] },
          company: {
            taxNo: 'required',
            address: 'hidden',
            phone: 'hidden',
            bank: 'hidden',
            bankAccount: 'hidden',
            own: [],
          },
        },
      },
    ],
    ['appids.pay', { ...changes.accounts, appids: { ...(changes.accounts as { appids: object }).appids, pay: null } }],
    [
      'appids.pay',
      {
        ...changes.accounts,
        appids: { ...(changes.accounts as { appids: object }).appids, pay: 'wxde00000000000005' },
      },
    ],
    ['mchid', { part: 'payment', mchid: '1900000002' }],
  ])('%s', async (field, change) => {
    const before = (await record()).version;
    const error = await refused(owner, 'settings.put', { change });
    expect(error).toMatchObject({ code: 'settings_invalid', field });
    expect(error.message).toMatch(/[一-龥]/);
    expect((await record()).version).toBe(before);
  });

  it('so is the account of a company that hands invoices in: its secret lies in the same environment', async () => {
    await writeCompanies(flow.sandbox);
    const appid = flow.sandbox.demo.companies[0]?.appid ?? '';
    const { appids } = changes.accounts as Extract<Change, { part: 'accounts' }>;
    for (const role of ['official', 'event'] as const) {
      const change = { part: 'accounts', appids: { ...appids, [role]: appid } };
      expect(await refused(owner, 'settings.put', { change })).toMatchObject({
        code: 'settings_invalid',
        field: `appids.${role}`,
        message: '这个 appid 属于一家报销企业',
      });
    }
  });

  it('names nothing but appids, and no field that nobody knows', async () => {
    for (const change of [
      { part: 'accounts', appids: { authorization: 'gh_123', event: platform, platform } },
      { part: 'profile', shortName: '小馆', logoUrl: 'http://a.example/x', taxNo: '1' },
      { part: 'profile', shortName: '十个字的名字太长了吧', logoUrl: 'http://a.example/x' },
      { part: 'nothing' },
    ]) {
      expect(await refused(owner, 'settings.put', { change })).toMatchObject({ code: 'bad_request' });
    }
  });
});

describe('API keys', () => {
  const order = async (key: string) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': key };
    const body = JSON.stringify({ status: 'paid', paid: 100, summary: '试' });
    const url = `${flow.sandbox.url}/open/v1/orders/KEY-${key.slice(-6)}`;
    return (await fetch(url, { method: 'PUT', headers, body })).status;
  };

  it('are made, used, exchanged and revoked, and shown once', async () => {
    const made = await flow.manage(owner, 'keys.create', { label: '收银系统', scopes: ['orders:write'] });
    expect(await order(made.key)).toBeLessThan(300);
    const rotated = await flow.manage(owner, 'keys.rotate', { keyId: made.id });
    expect(await order(made.key)).toBeLessThan(300);
    expect(await order(rotated.key)).toBeLessThan(300);
    const { keys } = await flow.manage(owner, 'keys.revoke', { keyId: made.id });
    expect(keys.map(({ id }) => id)).not.toContain(made.id);
    expect(await order(rotated.key)).toBe(401);
    expect((await audit()).slice(0, 3).map(({ text }) => text)).toEqual([
      '停用 API key',
      '更换 API key',
      '新建 API key',
    ]);
  });

  it('are not made twice by one call, and another’s look like none', async () => {
    const asked = { label: '一次', scopes: ['orders:read' as const], requestId: 'once' };
    const { id } = await flow.manage(owner, 'keys.create', asked);
    expect(await refused(owner, 'keys.create', asked)).toMatchObject({ code: 'key_exists' });
    const theirs = flow.member('m-mall', 'owner');
    const real = await refused(theirs, 'keys.revoke', { keyId: id });
    expect(real).toEqual(await refused(theirs, 'keys.revoke', { keyId: 'k-none' }));
    expect(real.code).toBe('not_found');
    await flow.manage(owner, 'keys.revoke', { keyId: id });
  });
});

describe('the webhook', () => {
  it('comes with a secret that is shown once, and is exchanged with both good for a while', async () => {
    await flow.manage(owner, 'webhook.remove', {});
    const first = await flow.manage(owner, 'webhook.put', { url: 'https://example.com/hook' });
    expect(first.secret).toMatch(/^whs_/);
    expect(await flow.manage(owner, 'webhook.put', { url: 'https://example.com/other' })).toEqual({
      url: 'https://example.com/other',
      secrets: 1,
    });
    const second = await flow.manage(owner, 'webhook.rotate', {});
    expect((await record()).webhook?.secrets).toEqual([second.secret, first.secret]);
    const third = await flow.manage(owner, 'webhook.rotate', {});
    expect((await record()).webhook?.secrets).toEqual([third.secret, second.secret]);
    expect(await settings()).toMatchObject({ webhook: { url: 'https://example.com/other', secrets: 2 } });
    expect(await settings(finance)).not.toHaveProperty('webhook');
    expect(await flow.manage(owner, 'webhook.remove', {})).toEqual({ removed: true });
    expect(await refused(owner, 'webhook.rotate')).toMatchObject({ code: 'settings_invalid' });
  });

  it.each(['http://example.com/hook', 'https://10.0.0.1/x', 'https://user:pass@example.com/x', 'ftp://example.com'])(
    'does not go to %s',
    async (url) => {
      expect(await refused(owner, 'webhook.put', { url })).toMatchObject({ code: 'settings_invalid', field: 'url' });
    },
  );
});

describe('health', () => {
  const health = (openid = owner) => flow.manage(openid, 'health.get', {});
  const issuer = (what: object) => flow.control('issuer', { merchant: 'm-cafe', ...what });
  const authorized = async () => {
    const orderNo = await flow.putOrder();
    const made = await flow.ask(flow.buyer(), 'applications.create', { orderNos: [orderNo], title: company });
    await flow.authorize(made.orderId);
    return made;
  };

  it('shows each account with its last event, token, contact and rights, and no secret', async () => {
    await put({ ...changes.policy, policy: { ...policy, review: { which: 'none' } } } as Change);
    const { applicationId } = await authorized();
    await flow.settle(flow.buyer(), applicationId);
    const seen = await health(viewer);
    const phone = seen.accounts.find(({ appid }) => appid === 'wxde00000000000001');
    expect(phone).toMatchObject({
      roles: ['小程序授权', '接收事件'],
      contact: true,
      lastEvent: { event: 'user_authorize_invoice' },
      rights: expect.arrayContaining([expect.objectContaining({ right: 'merchant', state: 'seen' })]),
    });
    expect(phone?.token?.until).toBeGreaterThan(seen.at);
    expect(seen.accounts.find(({ appid }) => appid === platform)?.rights).toEqual(
      expect.arrayContaining([expect.objectContaining({ right: 'platform', state: 'seen' })]),
    );
    const tokens = (await flow.documents<{ value: string }>('credentials')).map(({ value }) => value);
    for (const token of tokens) expect(JSON.stringify(seen)).not.toContain(token);
    expect(seen).toMatchObject({ canRetry: false, subscribeTemplates: [] });
    expect((await health()).subscribeTemplates).toEqual(['sandbox-attention']);
  });

  it('says which right WeChat refused', async () => {
    await flow.faults({ path: '/card/invoice/setbizattr', kind: 'errcode', errcode: 48001 });
    await put({ ...changes.contact, phone: '4000000077' } as Change);
    const rights = async () =>
      (await health()).accounts.find(({ appid }) => appid === 'wxde00000000000001')?.rights ?? [];
    expect(await rights()).toEqual(
      expect.arrayContaining([expect.objectContaining({ right: 'merchant', state: 'missing' })]),
    );
    await flow.faults();
    await put({ ...changes.contact, phone: '4000000078' } as Change);
    expect(await rights()).toEqual(
      expect.arrayContaining([expect.objectContaining({ right: 'merchant', state: 'seen' })]),
    );
  });

  it('shows what waits for a person with the code to scan, and that it went on by itself', async () => {
    await put({ ...changes.policy, policy: { ...policy, review: { which: 'none' } } } as Change);
    await issuer({ do: 'expire_login' });
    const { applicationId } = await authorized();
    await flow.advance(5);
    const view = await flow.ask(flow.buyer(), 'applications.get', { applicationId });
    expect(view).toMatchObject({ issuing: 'accepted', headline: { text: '商家开票系统待认证' } });
    const seen = await health(clerk);
    expect(seen.issuer).toMatchObject({
      state: 'known',
      health: { login: { ok: false }, waiting: 1, scan: { qr: expect.stringMatching(/^data:image\/png/) } },
    });
    expect((await health(viewer)).issuer).not.toHaveProperty('health.scan');
    expect(seen.queues.find(({ tab }) => tab === 'issuing')?.count).toBeGreaterThan(0);
    expect(seen.oldest).toBeDefined();
    expect(seen.steps.due + seen.steps.later).toBeGreaterThan(0);
    const told = (await flow.documents<OutboxRecord>('outbox')).find(
      (row) => row.subjectId === applicationId && row.kind === 'tell_members',
    );
    expect(told).toMatchObject({ state: 'done' });
    await issuer({ do: 'login' });
    expect(await flow.settle(flow.buyer(), applicationId)).toMatchObject({ issuing: 'issued' });
    expect((await health()).issuer).toMatchObject({ health: { login: { ok: true }, waiting: 0 } });
  });

  it('shows the rest when the issuer does not answer', async () => {
    await flow.putMerchant('m-cafe', { issuer: 'nobody' });
    const seen = await health();
    expect(seen.issuer).toMatchObject({ state: 'unknown' });
    expect(seen.accounts.length).toBeGreaterThan(0);
  });

  it('lets what was given up be tried again, by staff and for the own merchant only', async () => {
    const rowId = 'ap_parked:notify:1';
    const parked = {
      _id: rowId,
      kind: 'notify',
      number: 1,
      subjectId: 'ap_parked',
      merchantId: 'm-cafe',
      state: 'parked',
      dueAt: 1,
      tries: 40,
      fence: 0,
      progress: {},
      createdAt: 1,
      problem: { code: 'x', message: '没有成功', hint: '看看', retryable: false },
    };
    await flow.write('outbox', parked);
    expect((await health(viewer)).parked).toMatchObject([
      { rowId, text: '通知买家', applicationId: 'ap_parked', problem: { message: '没有成功' } },
    ]);
    expect(await refused(viewer, 'health.retry', { rowId })).toMatchObject({ code: 'forbidden' });
    const theirs = flow.member('m-mall', 'owner');
    const real = await refused(theirs, 'health.retry', { rowId });
    expect(real).toEqual(await refused(theirs, 'health.retry', { rowId: 'nothing' }));
    expect((await flow.manage(theirs, 'health.get', {})).parked).toEqual([]);
    expect(await flow.manage(clerk, 'health.retry', { rowId })).toEqual({ parked: [] });
    expect(await refused(clerk, 'health.retry', { rowId })).toMatchObject({ code: 'not_found' });
    expect((await audit())[0]).toMatchObject({ who: '云上小馆店员', text: '重试：通知买家' });
  });
});

it('the records of changes are read page by page, each line once', async () => {
  for (let i = 0; i < 35; i += 1) {
    await put({ part: 'contact', phone: `40000001${String(i).padStart(2, '0')}`, timeoutSeconds: DAY });
  }
  const first = await flow.manage(owner, 'audit.list', {});
  expect(first.rows).toHaveLength(30);
  const second = await flow.manage(owner, 'audit.list', { cursor: first.next ?? '' });
  expect(first.rows[0]?.detail[0]).toContain('4000000133 → 4000000134');
  expect(first.rows.at(-1)?.detail[0]).toContain('4000000104 → 4000000105');
  expect(second.rows[0]?.detail[0]).toContain('4000000103 → 4000000104');
  expect(await refused(owner, 'audit.list', { cursor: 'AAAA' })).toMatchObject({ code: 'bad_request' });
});
