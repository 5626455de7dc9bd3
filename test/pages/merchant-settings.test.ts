/** @jest-environment node */
import type { MemberView } from '../../contract/merchant';
import { at, someHealth, someSettings } from './support/settings-records';
import { scriptedApp } from './support/scripted-app';

jest.setTimeout(60_000);

const app = scriptedApp('merchant');
const { boot, inputs } = app;

const M = '?merchant=m-cafe';
const edit = (part: string) => boot(`merchant/settings/edit/index${M}&part=${part}`);

const member = (changes: Partial<MemberView> = {}): MemberView => ({
  memberId: 'p1',
  name: '张店长',
  role: 'owner',
  isMe: true,
  canChange: false,
  ...changes,
});

beforeEach(() => {
  app.answers = {
    'me.get': () => ({ memberships: [{ merchantId: 'm-cafe', merchantName: '云上小馆', role: 'owner' }] }),
    'settings.get': () => someSettings(),
    'settings.put': () => ({ settings: someSettings() }),
    'members.list': () => ({
      members: [member(), member({ memberId: 'p2', name: '小李', role: 'clerk', isMe: false, canChange: true })],
      invitations: [{ invitationId: 'i1', role: 'viewer', by: '张店长', createdAt: at, expiresAt: at }],
      canInvite: true,
    }),
    'health.get': () => someHealth(),
  };
});

describe('the settings', () => {
  it('are grouped, each with how it stands', async () => {
    await boot(`merchant/settings/index${M}`);
    await app.phone.sees('开票规则');
    for (const text of [
      '云上小馆餐饮有限公司',
      '我是店主',
      '自动开票',
      '数电发票',
      'API key',
      '修改记录',
      '退出这家商户',
    ])
      expect(app.phone.text()).toContain(text);
    expect(app.phone.text()).not.toContain('切换商户');
  });

  it('leave out what a clerk has nothing to do with', async () => {
    app.answers['settings.get'] = () =>
      someSettings({ role: 'clerk', editable: [], canManage: false, canAudit: false });
    await boot(`merchant/settings/index${M}`);
    await app.phone.sees('我是店员');
    expect(app.phone.text()).not.toContain('API key');
    expect(app.phone.text()).not.toContain('修改记录');
  });

  it('lead to another merchant for who works for several', async () => {
    app.answers['me.get'] = () => ({
      memberships: [
        { merchantId: 'm-cafe', merchantName: '云上小馆', role: 'owner' },
        { merchantId: 'm-mall', merchantName: '拾光百货', role: 'finance' },
      ],
    });
    app.answers['invoices.list'] = () => ({ rows: [] });
    await boot(`merchant/settings/index${M}`);
    await app.phone.sees('切换商户');
    await app.phone.tap('切换商户');
    await app.phone.tap('拾光百货');
    await app.phone.sees('还没有人申请开票');
    expect(inputs('invoices.list')[0]).toMatchObject({ merchantId: 'm-mall' });
  });

  it('without a network say so, and come back on a tap', async () => {
    app.online = false;
    await boot(`merchant/settings/index${M}`);
    await app.phone.sees('没有连上网络');
    app.online = true;
    await app.phone.tap('重新加载');
    await app.phone.sees('开票规则');
  });
});

describe('the rules', () => {
  it('are saved as they were chosen', async () => {
    await edit('policy');
    await app.phone.sees('开票前审核');
    await app.phone.tap('部分审核');
    await app.phone.sees('专用发票要审核');
    await app.phone.fill('不按金额审核就留空', '5000');
    await app.phone.tap('订单完成后');
    await app.phone.tap('保存');
    await app.phone.settle();
    expect(inputs('settings.put')[0]).toMatchObject({
      merchantId: 'm-cafe',
      change: {
        part: 'policy',
        policy: {
          review: { which: 'some', special: true, above: 500_000 },
          earliest: { moment: 'completed', days: 0 },
          reissue: { times: 3, days: 180 },
        },
        kinds: ['normal', 'special'],
        invoicingDays: 365,
        maxAmount: null,
      },
    });
  });

  it('say beside the field what is wrong, and are not sent', async () => {
    await edit('policy');
    await app.phone.sees('开票前审核');
    await app.phone.fill('例如 365', '0');
    await app.phone.fill('0 表示马上', '一天');
    await app.phone.tap('保存');
    await app.phone.sees('请输入 1 到 3650 的整数');
    expect(app.phone.text()).toContain('请输入 0 到 180 的整数');
    expect(inputs('settings.put')).toEqual([]);
  });

  it('can only be read by who may not change them', async () => {
    app.answers['settings.get'] = () => someSettings({ role: 'clerk', editable: [] });
    await edit('policy');
    await app.phone.sees('您是店员，只能查看。要修改请联系店主');
    expect(app.phone.text()).not.toContain('保存');
  });
});

describe('a form', () => {
  it.each([
    ['profile', '最多 9 个字', '小馆', { part: 'profile', shortName: '小馆' }],
    ['contact', '买家能打通的电话', '4000000009', { part: 'contact', phone: '4000000009', timeoutSeconds: 86_400 }],
    ['payment', '不用支付后开票就留空', '1900000009', { part: 'payment', mchid: '1900000009' }],
  ])('of %s sends what was typed', async (part, field, typed, change) => {
    await edit(part);
    await app.phone.sees('保存');
    await app.phone.fill(field, typed);
    await app.phone.tap('保存');
    await app.phone.settle();
    expect(inputs('settings.put')[0]).toMatchObject({ change });
  });

  it('asks WeChat’s page for what the merchant adds', async () => {
    await edit('fields');
    await app.phone.sees('由谁决定');
    await app.phone.tap('自己设置');
    await app.phone.sees('单位抬头');
    await app.phone.fill('例如 会员号，最多 5 个字', '会员号');
    await app.phone.sees('“会员号”必填');
    await app.phone.tap('保存');
    await app.phone.settle();
    expect(inputs('settings.put')[0]).toMatchObject({
      change: {
        part: 'fields',
        fields: { company: { taxNo: 'required', own: [{ label: '会员号', required: false }] } },
      },
    });
  });

  it('takes the platform’s name from WeChat, or as it is typed in', async () => {
    await edit('platform');
    await app.phone.sees('保存时向微信查询');
    await app.phone.tap('第三方平台');
    await app.phone.fill('由第三方平台提供', '短');
    await app.phone.tap('保存');
    await app.phone.sees('请填写平台给出的识别码');
    expect(inputs('settings.put')).toEqual([]);
  });

  it('says when WeChat could not be told, and that it was saved', async () => {
    app.answers['settings.put'] = () => ({
      settings: someSettings(),
      warning: { message: '已保存，但还没有告诉微信：没有权限', hint: '请到微信公众平台申请' },
    });
    await edit('contact');
    await app.phone.sees('保存');
    await app.phone.tap('保存');
    await app.phone.settle();
    // WeChat's own dialog, over the page.
    await app.phone.tap('知道了');
    await app.phone.settle();
    expect(inputs('settings.put')).toHaveLength(1);
  });
});

describe('the people', () => {
  it('are shown with their roles, and changed by an owner', async () => {
    app.answers['members.setRole'] = () => ({
      members: [member(), member({ memberId: 'p2', name: '小李', role: 'finance' })],
    });
    await boot(`merchant/members/index${M}`);
    await app.phone.sees('小李');
    expect(app.phone.text()).toContain('张店长（我）');
    expect(app.phone.text()).toContain('还没有接受的邀请');
    await app.phone.tap('小李');
    await app.phone.tap('改为财务');
    await app.phone.settle();
    expect(inputs('members.setRole')[0]).toMatchObject({ merchantId: 'm-cafe', memberId: 'p2', role: 'finance' });
    expect(app.phone.text()).toContain('财务');
  });

  it('are removed only after a question', async () => {
    app.answers['members.remove'] = () => ({ members: [member()] });
    await boot(`merchant/members/index${M}`);
    await app.phone.sees('小李');
    await app.phone.tap('小李');
    await app.phone.tap('移除');
    expect(inputs('members.remove')).toEqual([]);
    await app.phone.tap('移除');
    await app.phone.settle();
    expect(inputs('members.remove')).toHaveLength(1);
    expect(app.phone.text()).not.toContain('小李');
  });

  it('are left alone by who is no owner', async () => {
    app.answers['members.list'] = () => ({ members: [member({ isMe: false })], invitations: [], canInvite: false });
    await boot(`merchant/members/index${M}`);
    await app.phone.sees('只有店主可以邀请和更改成员');
    expect(app.phone.text()).not.toContain('邀请成员');
  });

  it('are invited by a code that is shown once', async () => {
    app.answers['invitations.create'] = () => ({
      invitationId: 'i2',
      role: 'clerk',
      by: '张店长',
      createdAt: at,
      expiresAt: at,
      code: 'abcd-efgh-jkmn',
      path: '/merchant/join/index?code=abcdefghjkmn',
      qr: 'data:image/png;base64,iVBORw0KGgo=',
    });
    await boot(`merchant/members/invite/index${M}`);
    await app.phone.sees('生成邀请码');
    await app.phone.tap('生成邀请码');
    await app.phone.sees('abcd-efgh-jkmn');
    expect(inputs('invitations.create')[0]).toMatchObject({ role: 'clerk' });
    expect(app.phone.text()).toContain('转发给对方');
  });

  it('join by a code, under a name', async () => {
    app.answers['invitations.look'] = () => ({ merchantName: '云上小馆', role: 'clerk', expiresAt: at });
    app.answers['invitations.accept'] = () => ({ merchantId: 'm-cafe', merchantName: '云上小馆', role: 'clerk' });
    app.answers['invoices.list'] = () => ({ rows: [] });
    await boot('merchant/join/index?code=abcdefghjkmn');
    await app.phone.sees('邀请您加入');
    await app.phone.tap('加入');
    await app.phone.sees('请填写称呼，它会留在操作记录里');
    await app.phone.fill('同事认得出的名字', '小李');
    await app.phone.tap('加入');
    await app.phone.sees('还没有人申请开票');
    expect(inputs('invitations.accept')[0]).toMatchObject({ code: 'abcdefghjkmn', name: '小李' });
  });
});

describe('health', () => {
  it('says in one sentence that all is well', async () => {
    await boot(`merchant/health/index${M}`);
    await app.phone.sees('一切正常');
    expect(app.phone.text()).toContain('¥123.45');
  });

  it('shows the code to scan when the issuer waits for a person', async () => {
    app.answers['health.get'] = () =>
      someHealth({
        issuer: {
          state: 'known',
          health: {
            login: { ok: false },
            faceCheck: { ok: false },
            waiting: 2,
            scan: { qr: 'data:image/png;base64,iVBORw0KGgo=', url: 'https://tax.example/scan' },
          },
        },
      });
    await boot(`merchant/health/index${M}`);
    await app.phone.sees('开票系统待认证');
    for (const text of ['请开票员扫码认证', '2 张', '已失效']) expect(app.phone.text()).toContain(text);
  });

  it('lets what was given up be tried again', async () => {
    const row = {
      rowId: 'r1',
      text: '通知买家',
      since: at,
      tries: 40,
      problem: { code: 'x', message: '没有成功', hint: '再试' },
    };
    app.answers['health.get'] = () => someHealth({ parked: [row] });
    app.answers['health.retry'] = () => ({ parked: [] });
    await boot(`merchant/health/index${M}`);
    await app.phone.sees('1 件事没有办成');
    await app.phone.tap('重试');
    await app.phone.settle();
    expect(inputs('health.retry')[0]).toMatchObject({ merchantId: 'm-cafe', rowId: 'r1' });
    expect(app.phone.text()).not.toContain('通知买家');
  });
});

describe('keys and webhook', () => {
  it('show a key once', async () => {
    app.answers['keys.list'] = () => ({ keys: [], scopes: ['orders:read', 'orders:write'] });
    app.answers['keys.create'] = () => ({
      id: 'k1',
      label: '收银',
      scopes: [],
      prefix: 'ek_abc',
      createdAt: at,
      key: 'ek_abcdef',
    });
    await boot(`merchant/settings/keys/index${M}`);
    await app.phone.sees('还没有 API key');
    await app.phone.tap('新建');
    await app.phone.fill('例如 收银系统', '收银');
    await app.phone.tap('新建 API key');
    await app.phone.sees('ek_abcdef');
    expect(inputs('keys.create')[0]).toMatchObject({ label: '收银', scopes: ['orders:read', 'orders:write'] });
    await app.phone.tap('已保存好');
    expect(app.phone.text()).not.toContain('ek_abcdef');
  });

  it('show a webhook’s secret once', async () => {
    app.answers['webhook.put'] = () => ({ url: 'https://shop.example/hook', secrets: 1, secret: 'whs_1' });
    await boot(`merchant/settings/webhook/index${M}`);
    await app.phone.sees('商户服务器的地址');
    await app.phone.fill('https://', 'https://shop.example/hook');
    await app.phone.tap('保存');
    await app.phone.sees('whs_1');
    expect(app.phone.text()).toContain('更换签名密钥');
  });

  it('show who changed what', async () => {
    app.answers['audit.list'] = () => ({
      rows: [{ at, who: '张店长', role: 'owner', text: '修改联系方式', detail: ['联系电话：1 → 2'] }],
    });
    await boot(`merchant/settings/audit/index${M}`);
    await app.phone.sees('修改联系方式');
    expect(app.phone.text()).toContain('联系电话：1 → 2');
    expect(app.phone.text()).toContain('店主 张店长');
  });
});
