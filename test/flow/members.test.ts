import type { MemberOutput } from '../../contract/merchant';
import type { InvitationRecord } from '../../cloudfunctions/common/store/invitations';
import { startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(60_000);
let flow: Flow;
let owner: string;
let stranger: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-mall');
  owner = flow.member('m-cafe', 'owner');
  stranger = flow.buyer();
}, 60_000);
beforeEach(async () => {
  await flow.putMembers('m-cafe');
});
afterAll(() => flow.close());

const HOUR = 3600;
const refused = async (openid: string, action: string, input: object = {}) => {
  const envelope = await flow.call(openid, 'merchant', { ...input, action });
  if (envelope.ok) throw new Error(`${action} was not refused: ${JSON.stringify(envelope.data)}`);
  const { requestId: _requestId, ...error } = envelope.error;
  return error;
};
const invite = (role: 'owner' | 'finance' | 'clerk' | 'viewer' = 'clerk') =>
  flow.manage(owner, 'invitations.create', { role });
const accept = (openid: string, code: string, name = '小林') =>
  flow.manage(openid, 'invitations.accept', { code, name });
const people = async (): Promise<MemberOutput['members.list']> => flow.manage(owner, 'members.list', {});
const idOf = async (name: string) => {
  const found = (await people()).members.find((member) => member.name === name);
  if (!found) throw new Error(`no member ${name}`);
  return found.memberId;
};
const dismiss = async (openid: string) => {
  const operate = (event: object) => flow.sandbox.cloudbase.call('jobs', event, { source: ',unknown' });
  await operate({ action: 'members.remove', merchantId: 'm-cafe', openid });
};
const asOperator = async (event: object) =>
  (await flow.sandbox.cloudbase.call('jobs', event, { source: ',unknown' })) as {
    ok: boolean;
    data: { owners: number; invitation?: { code: string; expiresAt: number } };
  };

describe('an invitation', () => {
  afterEach(() => dismiss(stranger));

  it('makes one person a member of the role that it names, under a name of their own', async () => {
    const made = await invite('clerk');
    expect(made.code).toMatch(/^\w{4}-\w{4}-\w{4}$/);
    expect(made.qr).toMatch(/^data:image\/png;base64,/);
    expect(made.path).toBe(`/merchant/join/index?code=${made.code.replaceAll('-', '')}`);
    expect(await flow.manage(stranger, 'invitations.look', { code: made.code })).toMatchObject({
      merchantName: '云上小馆餐饮有限公司',
      role: 'clerk',
    });
    const typed = ` ${made.code.toUpperCase()} `;
    expect(await accept(stranger, typed)).toMatchObject({ merchantId: 'm-cafe', role: 'clerk' });
    expect((await flow.manage(stranger, 'me.get', {})).memberships).toMatchObject([{ role: 'clerk' }]);
    const { members, invitations } = await people();
    expect(members).toContainEqual(expect.objectContaining({ name: '小林', role: 'clerk', isMe: false }));
    expect(invitations).toEqual([]);
  });

  it('is good once: the same person may repeat the call, nobody else can use it', async () => {
    const { code } = await invite();
    await accept(stranger, code);
    expect(await accept(stranger, code)).toMatchObject({ role: 'clerk' });
    expect(await refused(flow.buyer(1), 'invitations.accept', { code, name: '阿杰' })).toMatchObject({
      code: 'invitation_used',
    });
    await dismiss(stranger);
    expect(await refused(stranger, 'invitations.accept', { code, name: '又来' })).toMatchObject({
      code: 'invitation_used',
    });
  });

  it('of two who accept at once takes one', async () => {
    const { code } = await invite();
    const answers = await Promise.all(
      [stranger, flow.buyer(1)].map((openid) =>
        flow.call(openid, 'merchant', { action: 'invitations.accept', code, name: '快的' }),
      ),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    await dismiss(flow.buyer(1));
  });

  it('expires after two days', async () => {
    const { code } = await invite();
    await flow.advance(48 * HOUR + 1);
    expect(await refused(stranger, 'invitations.look', { code })).toMatchObject({ code: 'invitation_expired' });
    expect(await refused(stranger, 'invitations.accept', { code, name: '晚了' })).toMatchObject({
      code: 'invitation_expired',
    });
  });

  it('can be taken back', async () => {
    const { code, invitationId } = await invite();
    await flow.manage(owner, 'invitations.revoke', { invitationId });
    expect(await refused(stranger, 'invitations.accept', { code, name: '晚了' })).toMatchObject({
      code: 'invitation_unknown',
    });
    expect(await refused(owner, 'invitations.revoke', { invitationId })).toMatchObject({ code: 'not_found' });
  });

  it('changes nobody’s role: one’s own, or a colleague’s', async () => {
    const { code } = await invite('viewer');
    for (const openid of [owner, flow.member('m-cafe', 'finance')]) {
      expect(await refused(openid, 'invitations.accept', { code, name: '我' })).toMatchObject({
        code: 'already_member',
      });
    }
    expect((await flow.manage(owner, 'me.get', {})).memberships).toMatchObject([{ role: 'owner' }]);
  });

  it('is not stored in a way that could be used', async () => {
    const { code } = await invite();
    const stored = JSON.stringify(await flow.documents<InvitationRecord>('merchant_invitations'));
    expect(stored).not.toContain(code.replaceAll('-', ''));
    expect(stored).not.toContain(code);
  });

  it('cannot be guessed by trying', async () => {
    const guesser = flow.buyer(2);
    for (let i = 0; i < 20; i += 1) {
      expect(await refused(guesser, 'invitations.look', { code: `guess${i}` })).toMatchObject({
        code: 'invitation_unknown',
      });
    }
    const { code } = await invite();
    expect(await refused(guesser, 'invitations.accept', { code, name: '猜中' })).toMatchObject({
      code: 'too_many_tries',
    });
    await flow.advance(2 * HOUR);
  });
});

describe('a first owner', () => {
  it('is whoever gets the operator’s code: once, and within a day', async () => {
    const made = await asOperator({ action: 'owners.invite', merchantId: 'm-cafe' });
    expect(made).toMatchObject({ ok: true, data: { owners: 1 } });
    expect(await accept(stranger, made.data.invitation?.code ?? '', '新店主')).toMatchObject({ role: 'owner' });
    await dismiss(stranger);
    const late = await asOperator({ action: 'owners.invite', merchantId: 'm-cafe' });
    await flow.advance(24 * HOUR + 1);
    expect(
      await refused(stranger, 'invitations.accept', {
        code: late.data.invitation?.code,
        name: '晚了',
      }),
    ).toMatchObject({
      code: 'invitation_expired',
    });
  });

  it('gets no code by itself where there is one already', async () => {
    const ask = () => asOperator({ action: 'owners.invite', merchantId: 'm-cafe', firstOnly: true });
    expect((await ask()).data).toEqual({ owners: 1 });
    await dismiss(owner);
    expect((await ask()).data).toMatchObject({ owners: 0, invitation: { code: expect.any(String) } });
  });

  it('is invited by nobody on the phone, and for no merchant that does not exist', async () => {
    expect(await flow.call(stranger, 'jobs', { action: 'owners.invite', merchantId: 'm-cafe' })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    expect(await asOperator({ action: 'owners.invite', merchantId: 'm-none' })).toMatchObject({ ok: false });
  });
});

describe('the people of a merchant', () => {
  it('see one another, without an openid', async () => {
    const seen = await flow.manage(flow.member('m-cafe', 'viewer'), 'members.list', {});
    expect(seen.members.map(({ role }) => role)).toEqual(['owner', 'finance', 'clerk', 'viewer']);
    expect(seen).toMatchObject({ canInvite: false, invitations: [] });
    for (const role of ['owner', 'finance', 'clerk', 'viewer'] as const) {
      expect(JSON.stringify(seen)).not.toContain(flow.member('m-cafe', role));
    }
  });

  it('are given another role, and removed, by an owner', async () => {
    const clerk = flow.member('m-cafe', 'clerk');
    const memberId = await idOf('云上小馆店员');
    await flow.manage(owner, 'members.setRole', { memberId, role: 'finance' });
    expect((await flow.manage(clerk, 'me.get', {})).memberships).toMatchObject([{ role: 'finance' }]);
    const { members } = await flow.manage(owner, 'members.remove', { memberId });
    expect(members.map(({ name }) => name)).not.toContain('云上小馆店员');
    expect(await refused(clerk, 'invoices.list')).toMatchObject({ code: 'forbidden' });
    expect(await refused(owner, 'members.remove', { memberId })).toMatchObject({ code: 'not_found' });
    const { rows } = await flow.manage(owner, 'audit.list', {});
    expect(rows.slice(0, 2)).toMatchObject([
      { who: '云上小馆店主', role: 'owner', text: '移除成员：云上小馆店员' },
      { text: '更改成员角色：云上小馆店员', detail: ['店员 → 财务'] },
    ]);
  });

  it('keep a last owner, who cannot leave, step down or be removed', async () => {
    const memberId = await idOf('云上小馆店主');
    expect((await people()).members.find(({ isMe }) => isMe)).toMatchObject({ canChange: false });
    for (const [action, input] of [
      ['members.remove', { memberId }],
      ['members.setRole', { memberId, role: 'clerk' }],
      ['members.leave', { merchantId: 'm-cafe' }],
    ] as const) {
      expect(await refused(owner, action, input)).toMatchObject({ code: 'last_owner' });
    }
    expect((await flow.manage(owner, 'me.get', {})).memberships).toMatchObject([{ role: 'owner' }]);
  });

  it('keep one owner when two of them remove each other at once', async () => {
    const finance = flow.member('m-cafe', 'finance');
    await flow.manage(owner, 'members.setRole', { memberId: await idOf('云上小馆财务'), role: 'owner' });
    const [first, second] = [await idOf('云上小馆店主'), await idOf('云上小馆财务')];
    const answers = await Promise.all([
      flow.call(owner, 'merchant', { action: 'members.remove', memberId: second }),
      flow.call(finance, 'merchant', { action: 'members.remove', memberId: first }),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const members = await flow.documents<{ merchantId: string; role: string }>('members');
    expect(members.filter(({ merchantId, role }) => merchantId === 'm-cafe' && role === 'owner')).toHaveLength(1);
  });

  it('leave when they like', async () => {
    const viewer = flow.member('m-cafe', 'viewer');
    await flow.manage(viewer, 'members.leave', { merchantId: 'm-cafe' });
    expect((await flow.manage(viewer, 'me.get', {})).memberships).toEqual([]);
  });

  it('end with their account, but for a last owner, who has to name another one first', async () => {
    const clerk = flow.member('m-cafe', 'clerk');
    await flow.ask(clerk, 'account.close', { confirm: true });
    expect((await flow.manage(clerk, 'me.get', {})).memberships).toEqual([]);
    expect(JSON.stringify(await flow.documents('merchant_audit'))).not.toContain(clerk);
    expect(await flow.refused(owner, 'account.close', { confirm: true })).toMatchObject({ code: 'last_owner' });
    expect((await flow.manage(owner, 'me.get', {})).memberships).toHaveLength(1);
  });

  it.each(['finance', 'clerk', 'viewer'] as const)('are left alone by a %s', async (role) => {
    const openid = flow.member('m-cafe', role);
    const memberId = await idOf('云上小馆店主');
    for (const [action, input] of [
      ['members.setRole', { memberId, role: 'viewer' }],
      ['members.remove', { memberId }],
      ['invitations.create', { role: 'owner' }],
      ['invitations.revoke', { invitationId: 'x' }],
    ] as const) {
      expect(await refused(openid, action, input)).toMatchObject({ code: 'forbidden' });
    }
  });

  it('of another merchant look like nobody', async () => {
    const theirs = flow.member('m-mall', 'owner');
    const memberId = await idOf('云上小馆店员');
    for (const [action, input] of [
      ['members.remove', {}],
      ['members.setRole', { role: 'owner' }],
    ] as const) {
      const real = await refused(theirs, action, { ...input, memberId });
      expect(real.code).toBe('not_found');
      expect(real).toEqual(await refused(theirs, action, { ...input, memberId: '0000000000000000' }));
    }
    const { invitationId } = await invite();
    expect(await refused(theirs, 'invitations.revoke', { invitationId })).toMatchObject({ code: 'not_found' });
    for (const action of ['members.list', 'settings.get', 'health.get', 'keys.list', 'audit.list']) {
      const real = await refused(theirs, action, { merchantId: 'm-cafe' });
      expect(real.code).toBe('not_found');
      expect(real).toEqual(await refused(theirs, action, { merchantId: 'm-none' }));
    }
  });
});
