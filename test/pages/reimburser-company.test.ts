/** @jest-environment node */
import type { CompanyView, Difference, ExportView } from '../../contract/reimburser';
import { Refusal } from './support/phone';
import { at, fen } from './support/records';
import { employee, finance } from './support/reimburser-records';
import { scriptedApp } from './support/scripted-app';

jest.setTimeout(60_000);

const NOON = at(1_790_000_000);

const app = scriptedApp('reimburser');
const { inputs } = app;

const open = (page: string) => app.boot(`reimburser/${page}/index?company=c-sample`);

const company: CompanyView = {
  companyId: 'c-sample',
  name: '样例科技有限公司',
  taxNo: '91000000MA0C0MPA1D',
  rules: { maxAgeDays: 90, requirePdf: false, requireVerification: false, selfApproval: false },
  version: 5,
  appid: 'wxde00000000000006',
  verification: true,
  canEdit: true,
};
const owner = { ...finance, role: 'owner' as const, roleText: '管理员', may: ['claims', 'approve', 'company'] };

beforeEach(() => {
  app.answers = { 'me.get': () => ({ memberships: [owner] }), 'company.get': () => company };
});

describe('the company’s page', () => {
  it('lets the owner change title and rules, as they were seen', async () => {
    app.answers['company.put'] = ({ rules }) => ({ ...company, rules, version: 6 });
    await open('company');
    await app.phone.sees('报销规定');
    await app.phone.fill('不限', '30');
    await app.phone.tap('查验过才能付款');
    await app.phone.tap('保存');
    expect(inputs('company.put')).toEqual([
      expect.objectContaining({
        companyId: 'c-sample',
        version: 5,
        name: '样例科技有限公司',
        rules: { maxAgeDays: 30, requirePdf: false, requireVerification: true, selfApproval: false },
      }),
    ]);
    expect(app.phone.above()).toContain('已保存');
  });

  it('says which rule is no number of days, and sends nothing', async () => {
    await open('company');
    await app.phone.sees('报销规定');
    await app.phone.fill('不限', '0');
    await app.phone.tap('保存');
    await app.phone.sees('请填 1 到 3660 的天数，或不填');
    expect(inputs('company.put')).toHaveLength(0);
  });

  it('shows everybody else the rules, and nothing to change', async () => {
    app.answers['me.get'] = () => ({ memberships: [employee] });
    app.answers['company.get'] = () => ({ ...company, canEdit: false });
    await open('company');
    await app.phone.sees('90 天');
    for (const word of ['保存', '差异追回']) expect(app.phone.text()).not.toContain(word);
    await app.phone.tap('必须有版式文件');
    expect(inputs('company.put')).toHaveLength(0);
  });

  it('offers another company to a member of several', async () => {
    app.answers['me.get'] = () => ({
      memberships: [owner, { ...employee, companyId: 'c-2', companyName: '另一家公司' }],
    });
    app.answers['claims.list'] = () => ({ rows: [] });
    app.answers['claims.totals'] = () => {
      throw new Refusal({ code: 'unavailable' });
    };
    await open('company');
    await app.phone.sees('切换企业');
    await app.phone.tap('切换企业');
    await app.phone.tap('另一家公司');
    await app.phone.sees('还没有报销单');
    expect(inputs('claims.list')[0]).toMatchObject({ companyId: 'c-2', scope: 'mine' });
  });
});

describe('the members', () => {
  const member = (memberId: string, name: string, roles: string[]) => ({
    memberId,
    name,
    role: 'employee',
    roleText: '员工',
    me: false,
    joinedAt: NOON,
    roles,
  });
  beforeEach(() => {
    app.answers['members.list'] = () => ({ members: [member('m1', '阿明', ['finance', 'owner'])], canInvite: true });
  });

  it('are invited with a code that is shown large and can be copied', async () => {
    app.answers['members.invite'] = () => ({ code: 'ABCDE12345', role: 'approver', expiresAt: at(1_790_086_400) });
    await open('members');
    await app.phone.sees('阿明');
    await app.phone.tap('邀请同事');
    await app.phone.tap('审批人：看全部，审批');
    await app.phone.sees('ABCDE 12345');
    expect(inputs('members.invite')).toEqual([expect.objectContaining({ companyId: 'c-sample', role: 'approver' })]);
    await app.phone.tap('转发给同事');
    await app.phone.tap('发送');
    expect(app.phone.debug.recorded).toEqual([
      {
        name: 'shareAppMessage',
        options: expect.objectContaining({ path: '/reimburser/join/index?code=ABCDE12345' }) as object,
      },
    ]);
  });

  it('get another role, or leave, only when that is meant', async () => {
    app.answers['members.change'] = () => ({ members: [{ ...member('m1', '阿明', []), roleText: '财务' }] });
    await open('members');
    await app.phone.sees('阿明');
    await app.phone.tap('阿明');
    await app.phone.tap('移出企业');
    await app.phone.tap('先不');
    expect(inputs('members.remove')).toHaveLength(0);
    await app.phone.tap('阿明');
    await app.phone.tap('改为财务');
    await app.phone.tap('更改');
    await app.phone.sees('财务 · ');
    expect(inputs('members.change')).toEqual([expect.objectContaining({ memberId: 'm1', role: 'finance' })]);
  });

  it('are only shown to who may not change them', async () => {
    app.answers['members.list'] = () => ({ members: [member('m1', '阿明', [])], canInvite: false });
    await open('members');
    await app.phone.sees('阿明');
    expect(app.phone.text()).not.toContain('邀请同事');
    await app.phone.tap('阿明');
    expect(app.phone.above()).toBe('');
  });

  it('come in with their code, however it was written down', async () => {
    app.answers['members.join'] = () => {
      throw new Refusal({
        code: 'invitation_invalid',
        message: '邀请码无效或已过期',
        hint: '请向管理员要一个新的邀请码',
      });
    };
    await open('join');
    await app.phone.sees('加入企业，报销发票');
    await app.phone.tap('加入');
    await app.phone.sees('请填写同事给的邀请码');
    await app.phone.fill('10 位字母和数字', 'abcde 12345');
    await app.phone.fill('同事看到的名字', '阿明');
    await app.phone.tap('加入');
    expect(inputs('members.join')).toEqual([expect.objectContaining({ code: 'ABCDE12345', name: '阿明' })]);
    expect(app.phone.above()).toContain('邀请码无效或已过期');
  });
});

describe('what does not agree', () => {
  const difference = (over: Partial<Difference> = {}): Difference => ({
    differenceId: 'd1',
    claimId: 'cl1',
    claimNumber: 'BX20260921-A1B2C',
    itemId: 'it1',
    number: '26009000084197541857',
    amount: fen(4100),
    text: '已付报销单中的发票被冲红',
    ours: '已核销',
    theirs: '已冲红',
    toRecover: true,
    at: NOON,
    atText: '2026-09-21 22:13',
    how: ['noted', 'again'],
    ...over,
  });

  it('is shown with both sides, and those that were settled apart', async () => {
    const settled = { at: NOON, how: 'noted' as const, name: '阿财', note: '已从工资扣回' };
    app.answers['differences.list'] = ({ settled: past }) => ({
      differences: [past ? difference({ how: [], settled }) : difference()],
    });
    await open('differences');
    await app.phone.sees('待追回');
    for (const fact of ['已付报销单中的发票被冲红', '41.00', '我们记的已核销', '现在的已冲红', 'BX20260921-A1B2C'])
      expect(app.phone.text()).toContain(fact);
    expect(app.phone.text()).not.toContain('以微信为准');
    await app.phone.tap('已处理');
    await app.phone.sees('阿财');
    expect(app.phone.text()).toContain('已从工资扣回');
    expect(inputs('differences.list').at(-1)).toMatchObject({ settled: true });
  });

  it('takes a note of how it was dealt with', async () => {
    let left = [difference()];
    app.answers['differences.list'] = () => ({ differences: left });
    app.answers['differences.resolve'] = () => {
      left = [];
      return difference({ how: [] });
    };
    await open('differences');
    await app.phone.sees('记为已处理');
    await app.phone.tap('记为已处理');
    await app.phone.fill('如：已从工资扣回', '已从工资扣回');
    await app.phone.tap('记下');
    await app.phone.sees('没有要处理的');
    expect(inputs('differences.resolve')).toEqual([
      expect.objectContaining({ differenceId: 'd1', how: 'noted', note: '已从工资扣回' }),
    ]);
  });

  it('that is ours to give up is asked first', async () => {
    app.answers['differences.list'] = () => ({ differences: [difference({ toRecover: false, how: ['accept'] })] });
    await open('differences');
    await app.phone.sees('以微信为准');
    await app.phone.tap('以微信为准');
    await app.phone.tap('先不');
    expect(inputs('differences.resolve')).toHaveLength(0);
  });

  it('without a network says so', async () => {
    app.online = false;
    await open('differences');
    await app.phone.sees('没有连上网络');
  });
});

describe('exports', () => {
  const made = (over: Partial<ExportView> = {}): ExportView => ({
    exportId: 'cx1',
    state: 'working',
    stateText: '正在生成',
    format: 'zip',
    name: 'BX20260921-A1B2C 上海出差.zip',
    createdAt: NOON,
    ...over,
  });

  it('are looked at until they are done, and what failed says why', async () => {
    let state: ExportView = made();
    const failed = made({
      exportId: 'cx2',
      state: 'failed',
      stateText: '没有生成',
      format: 'csv',
      name: '报销发票.csv',
      problem: { code: 'download_failed', message: '发票文件没有取到', hint: '稍后会自动再试', retryable: true },
    });
    app.answers['exports.list'] = () => ({ exports: [state, failed] });
    await open('exports');
    await app.phone.sees('正在生成');
    expect(app.phone.text()).toContain('发票文件没有取到。稍后会自动再试');
    expect(app.phone.text()).not.toContain('复制链接 ');
    state = made({
      state: 'done',
      stateText: '已生成',
      bytes: 86_000,
      url: 'https://files.example/a.zip',
      expiresAt: at(4_000_000_000),
    });
    await new Promise((resolve) => setTimeout(resolve, 2100));
    await app.phone.sees('已生成');
    expect(app.phone.text()).toContain('84 KB');
    // WeChat shows no archives.
    expect(app.phone.text()).not.toContain('打开转发');
    const looks = inputs('exports.list').length;
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(inputs('exports.list')).toHaveLength(looks);
  });
});
