import type { ApplicationRecord, InvoiceRecord, OutboxRecord } from '../../cloudfunctions/common/store/records';
import type { MailRecord } from '../../cloudfunctions/common/store/mails';
import type { ReceivedMail } from '../../sandbox/mail';
import { company, person, startFlow, type Flow } from '../support/sandbox';

jest.setTimeout(90_000);
let flow: Flow;
let me: string;
beforeAll(async () => {
  flow = await startFlow();
  await flow.putMembers('m-cafe');
  await flow.putMembers('m-mall');
  me = flow.buyer();
}, 60_000);
afterAll(() => flow.close());
afterEach(() => flow.sandbox.mail.answer('ok'));

const issued = async (owner = me, title: object = company) => {
  const orderNo = await flow.putOrder({ owner });
  const created = await flow.ask(owner, 'applications.create', {
    orderNos: [orderNo],
    title: { ...company, ...title },
  });
  await flow.authorize(created.orderId, { openid: owner });
  const view = await flow.settle(owner, created.applicationId);
  return { ...created, orderNo, invoiceId: view.invoice?.invoiceId ?? '', number: view.invoice?.number ?? '' };
};
const mailsTo = (address: string): ReceivedMail[] => flow.sandbox.mail.all().filter(({ to }) => to.includes(address));
const send = (invoiceId: string, email: string, requestId?: string) =>
  flow.ask(me, 'invoices.mail', { invoiceId, email, ...(requestId && { requestId }) });
const manage = async (openid: string, input: object) => {
  const envelope = await flow.call(openid, 'merchant', { action: 'invoices.mail', ...input });
  return envelope.ok ? { code: 'ok' } : envelope.error;
};

describe('the buyer', () => {
  let some: Awaited<ReturnType<typeof issued>>;
  beforeAll(async () => {
    some = await issued();
  });

  it('sends all files of an invoice to an address', async () => {
    const { invoiceId, number, orderNo } = await issued();
    expect((await flow.ask(me, 'invoices.get', { invoiceId })).mailing).toEqual({});
    const { mail } = await send(invoiceId, 'me@mail.example');
    expect(mail).toMatchObject({ to: 'me@mail.example', state: 'sent' });
    const [received, another] = mailsTo('me@mail.example');
    expect(another).toBeUndefined();
    expect(received).toMatchObject({
      from: 'invoice@sandbox.example',
      to: ['me@mail.example'],
      attachments: [{ type: 'application/pdf' }, { type: 'application/xml' }],
    });
    expect(received?.subject).toContain(number);
    for (const fact of [number, '41.00 元', orderNo, company.name]) expect(received?.text).toContain(fact);
    expect(received?.attachments.map(({ name }) => name)).toEqual([`发票-${number}.pdf`, `发票-${number}.xml`]);
    const pdf = await fetch(`${flow.sandbox.wechatUrl}/__sandbox/mails/${received?.id}/0`);
    const [file] = (await flow.documents<InvoiceRecord>('invoices')).find(({ _id }) => _id === invoiceId)?.files ?? [];
    expect((await pdf.arrayBuffer()).byteLength).toBe(file?.bytes);
    expect((await flow.ask(me, 'invoices.get', { invoiceId })).mailing).toEqual({ to: 'me@mail.example', last: mail });
  });

  it('gets one mail for one tap, however often the call comes', async () => {
    const { invoiceId } = await issued();
    const calls = [1, 2, 3].map(() => send(invoiceId, 'once@mail.example', 'tap-1').catch(() => undefined));
    await Promise.all(calls);
    await send(invoiceId, 'once@mail.example', 'tap-1');
    await flow.idle();
    expect(mailsTo('once@mail.example')).toHaveLength(1);
    expect(
      await flow.refused(me, 'invoices.mail', { invoiceId, email: 'other@mail.example', requestId: 'tap-1' }),
    ).toMatchObject({ code: 'idempotency_conflict' });
  });

  it('sends an invoice five times an hour, and again in the next', async () => {
    const { invoiceId } = await issued();
    const now = Math.floor(flow.sandbox.clock.now() / 1000);
    await flow.advance(3600 - (now % 3600) + 5);
    for (let n = 0; n < 5; n += 1) await send(invoiceId, `n${n}@mail.example`);
    const refused = await flow.refused(me, 'invoices.mail', { invoiceId, email: 'n6@mail.example' });
    expect(refused).toMatchObject({ code: 'too_many_mails', retryable: true });
    expect(mailsTo('n6@mail.example')).toEqual([]);
    await flow.advance(3600);
    await send(invoiceId, 'n6@mail.example');
    expect(mailsTo('n6@mail.example')).toHaveLength(1);
  });

  it('never sends another person’s invoice', async () => {
    const { invoiceId } = await issued(flow.buyer(1), { email: undefined });
    const before = flow.sandbox.mail.all().length;
    const theirs = await flow.refused(me, 'invoices.mail', { invoiceId, email: 'thief@mail.example' });
    const nobodys = await flow.refused(me, 'invoices.mail', { invoiceId: 'iv_nobody', email: 'thief@mail.example' });
    expect({ ...theirs, requestId: '' }).toEqual({ ...nobodys, requestId: '' });
    expect(theirs.code).toBe('not_found');
    expect(flow.sandbox.mail.all()).toHaveLength(before);
  });

  it.each([
    'a@mail.example\r\nBcc: b@mail.example',
    'a@mail.example,b@mail.example',
    'Somebody <a@mail.example>',
    'a@mail.example b@mail.example',
    '@mail.example',
    `${'a'.repeat(100)}@mail.example`,
    '',
  ])('cannot name anything but one address: %j', async (email) => {
    const { invoiceId } = some;
    expect(await flow.refused(me, 'invoices.mail', { invoiceId, email })).toMatchObject({ code: 'bad_request' });
  });

  it('who left an address with the title gets the mail as the invoice is made, once', async () => {
    const { invoiceId } = await issued(me, { email: 'title@mail.example' });
    await flow.advance(15);
    expect(mailsTo('title@mail.example')).toHaveLength(1);
    expect((await flow.ask(me, 'invoices.get', { invoiceId })).mailing).toMatchObject({
      to: 'title@mail.example',
      last: { state: 'sent' },
    });
  });

  it('who closes the account is sent nothing more, and no address stays', async () => {
    const leaving = flow.buyer(2);
    flow.sandbox.mail.answer('busy');
    const { applicationId } = await issued(leaving, { ...person, kind: 'personal', email: 'leaving@mail.example' });
    expect(await flow.documents<MailRecord>('mails')).toContainEqual(
      expect.objectContaining({ applicationId, state: 'waiting', to: 'leaving@mail.example' }),
    );
    await flow.ask(leaving, 'account.close', { confirm: true });
    flow.sandbox.mail.answer('ok');
    for (let look = 0; look < 4; look += 1) await flow.advance(300);
    expect(mailsTo('leaving@mail.example')).toEqual([]);
    for (const collection of ['mails', 'outbox', 'applications', 'invoices', 'rate_limits'])
      expect(JSON.stringify(await flow.documents(collection))).not.toContain('leaving@mail.example');
    const owner = flow.member('m-cafe', 'owner');
    expect(await manage(owner, { applicationId })).toMatchObject({ code: 'mail_address_missing' });
  });
});

describe('words that others wrote', () => {
  it('stay inside the mail’s subject and text', async () => {
    await flow.putMerchant('m-cafe', { name: '云上\r\nBcc: b@mail.example\r\n\r\n小馆', shortName: '云上' });
    try {
      const { invoiceId } = await issued();
      await send(invoiceId, 'strict@mail.example');
      const [mail] = mailsTo('strict@mail.example');
      expect(mail?.to).toEqual(['strict@mail.example']);
      expect(mail?.subject).toContain('云上 Bcc: b@mail.example 小馆');
      expect(mail?.headers.map(({ key }) => key)).not.toContain('bcc');
    } finally {
      await flow.putMerchant('m-cafe');
    }
  });
});

describe('a member of the merchant', () => {
  it('sends it to the address of the title, or another, and it stays in the records without the address', async () => {
    flow.sandbox.mail.answer('ok');
    const { applicationId } = await issued(me, { email: 'member@mail.example' });
    await flow.advance(15);
    const clerk = flow.member('m-cafe', 'clerk');
    const seen = await flow.manage(clerk, 'invoices.mail', { applicationId });
    expect(mailsTo('member@mail.example')).toHaveLength(2);
    expect(seen).toMatchObject({
      mailTo: 'm***@mail.example',
      mails: [{ to: 'm***@mail.example', state: 'sent' }, {}],
    });
    expect(seen.audit).toMatchObject([{ action: 'mail', text: '发到邮箱', reason: 'm***@mail.example' }]);
    await flow.manage(clerk, 'invoices.mail', { applicationId, email: 'desk@mail.example' });
    expect(mailsTo('desk@mail.example')).toHaveLength(1);
    expect((await flow.ask(me, 'applications.get', { applicationId })).invoice).toBeDefined();
    const invoiceId = (await flow.ask(me, 'applications.get', { applicationId })).invoice?.invoiceId ?? '';
    expect(JSON.stringify(await flow.ask(me, 'invoices.get', { invoiceId }))).not.toContain('desk@mail.example');
  });

  it('needs the role, and an invoice of their own merchant that was made', async () => {
    const { applicationId } = await issued();
    const email = 'nobody@mail.example';
    expect(await manage(flow.member('m-cafe', 'viewer'), { applicationId, email })).toMatchObject({
      code: 'forbidden',
    });
    const foreigner = flow.member('m-mall', 'owner');
    const theirs = await manage(foreigner, { applicationId, email });
    expect({ ...theirs, requestId: '' }).toEqual({
      ...(await manage(foreigner, { applicationId: 'ap_nobody', email })),
      requestId: '',
    });
    const orderNo = await flow.putOrder();
    const open = await flow.ask(me, 'applications.create', { orderNos: [orderNo], title: company });
    expect(await manage(flow.member('m-cafe', 'owner'), { applicationId: open.applicationId, email })).toMatchObject({
      code: 'not_possible_now',
    });
    expect(mailsTo(email)).toEqual([]);
  });

  it('may switch off that mail goes out by itself', async () => {
    await flow.putMerchant('m-cafe', { mailsWhenIssued: false });
    await issued(me, { email: 'quiet@mail.example' });
    await flow.putMerchant('m-cafe');
    await flow.advance(15);
    expect(mailsTo('quiet@mail.example')).toEqual([]);
  });
});

describe('a mail server', () => {
  const rowOf = async (to: string) => {
    const mail = (await flow.documents<MailRecord>('mails')).find((one) => one.to === to);
    const row = (await flow.documents<OutboxRecord>('outbox')).find(({ subjectId }) => subjectId === mail?._id);
    return { mail, row };
  };

  it('that is away gets the mail later', async () => {
    const { invoiceId } = await issued();
    flow.sandbox.mail.answer('hang_up');
    expect((await send(invoiceId, 'later@mail.example')).mail).toMatchObject({ state: 'waiting' });
    await flow.advance(61);
    flow.sandbox.mail.answer('ok');
    await flow.advance(400);
    expect(mailsTo('later@mail.example')).toHaveLength(1);
    expect((await flow.ask(me, 'invoices.get', { invoiceId })).mailing?.last).toMatchObject({ state: 'sent' });
  });

  it('that stays away leaves a mail that both sides see as not sent', async () => {
    const { invoiceId, applicationId } = await issued();
    flow.sandbox.mail.answer('busy');
    await send(invoiceId, 'never@mail.example');
    for (const pause of [60, 300, 1800, 7200, 21_600]) await flow.advance(pause + 10);
    const { mail, row } = await rowOf('never@mail.example');
    expect(mail).toMatchObject({ state: 'failed' });
    expect(row).toMatchObject({ state: 'parked', problem: { code: 'mail_unavailable' } });
    expect((await flow.ask(me, 'invoices.get', { invoiceId })).mailing?.last).toMatchObject({
      state: 'failed',
      problem: { message: '邮件服务器暂时没有接收' },
    });
    const seen = await flow.manage(flow.member('m-cafe', 'viewer'), 'invoices.get', { applicationId });
    expect(seen.mails).toMatchObject([{ state: 'failed' }]);
  });

  it('that knows no such mail box is believed at once', async () => {
    const { invoiceId } = await issued();
    flow.sandbox.mail.answer('refuse');
    const { mail } = await send(invoiceId, 'wrong@mail.example');
    expect(mail).toMatchObject({ state: 'failed', problem: { message: '收件邮箱拒收了这封邮件' } });
    expect((await rowOf('wrong@mail.example')).row).toMatchObject({ state: 'parked', tries: 1 });
  });

  it('gets a mail at most twice, under one Message-ID, when the worker dies between the sending and its note of it', async () => {
    const { invoiceId, applicationId } = await issued();
    const stop = flow.sandbox.mail.onMail(() => flow.sandbox.cloudbase.killInstances());
    await send(invoiceId, 'twice@mail.example').catch(() => undefined);
    for (let look = 0; look < 8; look += 1) await flow.advance(90);
    stop();
    const received = mailsTo('twice@mail.example');
    expect(received).toHaveLength(2);
    expect(new Set(received.map(({ messageId }) => messageId)).size).toBe(1);
    const { mail, row } = await rowOf('twice@mail.example');
    expect([mail?.state, row?.state, row?.problem?.code]).toEqual(['failed', 'parked', 'mail_unanswered']);
    const applications = await flow.documents<ApplicationRecord>('applications');
    expect(applications.find(({ _id }) => _id === applicationId)?.issuing.state).toBe('issued');
  });

  it('gets the double of a mail whose worker died, and that settles it', async () => {
    const { invoiceId } = await issued();
    let died = false;
    const stop = flow.sandbox.mail.onMail(async () => {
      if (died) return;
      died = true;
      await flow.sandbox.cloudbase.killInstances();
    });
    await send(invoiceId, 'single@mail.example').catch(() => undefined);
    for (let look = 0; look < 4; look += 1) await flow.advance(90);
    stop();
    expect(mailsTo('single@mail.example')).toHaveLength(2);
    expect((await rowOf('single@mail.example')).mail?.state).toBe('sent');
  });
});
