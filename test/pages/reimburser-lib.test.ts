/** @jest-environment node */
import { figuresOf, filledIn, newFiguresForm } from '../../miniprogram/reimburser/figures/form';
import { readModel } from '../../miniprogram/reimburser/item/view';
import { Picked } from '../../miniprogram/reimburser/check/picked';
import { claimLine } from '../../miniprogram/reimburser/lib/invoice-line';
import type { Line } from '../../miniprogram/reimburser/lib/invoice-line';
import { pickCards, pickFile } from '../../miniprogram/reimburser/lib/pick-cards';
import { WindowedList } from '../../miniprogram/lib/windowed-list';
import type { ReadRow } from '../../contract/reimburser';
import type { ReimbursementInvoice } from '../../contract/wechat-shapes';
import { Phone } from './support/phone';
import { at, fen } from './support/records';
import { anItem, aReadRow } from './support/reimburser-records';

let phone: Phone;
beforeEach(() => {
  phone = new Phone();
});
const said = () => phone.wx['showModal']?.mock.calls.map(([options]) => (options as { title: string }).title) ?? [];
const answerModal = (confirm: boolean) =>
  phone.wx['showModal']?.mockImplementation((options: { success?: (answer: object) => void }) =>
    options.success?.({ confirm, cancel: !confirm }),
  );

describe('choosing from the card pack', () => {
  const chosen = [
    { card_id: 'p1', encrypt_code: 'e1', app_id: 'wx1' },
    { card_id: 'p2', encrypt_code: 'e2', app_id: 'wx1' },
    { card_id: 'p3' },
  ];

  it.each([
    ['as WeChat writes it', JSON.stringify(chosen)],
    ['as some phones write it, escaped twice', JSON.stringify(JSON.stringify(chosen))],
  ])('takes many at once, %s, and no row that is none', async (_how, invoiceInfo) => {
    phone.wx['chooseInvoice']?.mockResolvedValue({ invoiceInfo });
    expect(await pickCards()).toEqual([
      { cardId: 'p1', encryptCode: 'e1' },
      { cardId: 'p2', encryptCode: 'e2' },
    ]);
  });

  it('says nothing when it was closed', async () => {
    phone.wx['chooseInvoice']?.mockRejectedValue({ errMsg: 'chooseInvoice:fail cancel' });
    expect(await pickCards()).toBeUndefined();
    expect(said()).toEqual([]);
  });

  it('leads to WeChat’s settings when it was refused there, and opens nothing before the privacy guide is agreed to', async () => {
    answerModal(true);
    phone.wx['chooseInvoice']?.mockRejectedValue({ errMsg: 'chooseInvoice:fail auth deny' });
    expect(await pickCards()).toBeUndefined();
    expect(said()).toEqual(['没有获得允许']);
    expect(phone.wx['openSetting']).toHaveBeenCalledTimes(1);

    phone.wx['requirePrivacyAuthorize']?.mockImplementation((options: { fail(): void }) => options.fail());
    phone.wx['chooseInvoice']?.mockClear();
    expect(await pickCards()).toBeUndefined();
    expect(phone.wx['chooseInvoice']).not.toHaveBeenCalled();
  });

  it('says so when WeChat’s answer cannot be read', async () => {
    phone.wx['chooseInvoice']?.mockResolvedValue({ invoiceInfo: 'nonsense' });
    expect(await pickCards()).toBeUndefined();
    expect(said()).toEqual(['暂时打不开']);
  });
});

describe('choosing a file of a chat', () => {
  const choose = (name: string, size: number) => {
    const wx = (globalThis as unknown as { wx: Record<string, unknown> }).wx;
    wx['chooseMessageFile'] = async () => ({ tempFiles: [{ name, size, path: 'wxfile://tmp/1' }] });
    wx['getFileSystemManager'] = () => ({
      readFile: ({ encoding, success }: { encoding: string; success: (answer: object) => void }) =>
        success({ data: encoding === 'base64' ? 'JVBERi0=' : '' }),
    });
  };

  it('gives it as it is, in base64', async () => {
    choose('车票.PDF', 5);
    expect(await pickFile()).toEqual({ name: '车票.PDF', base64: 'JVBERi0=', bytes: 5 });
  });

  it.each([
    ['程序.exe', 5, '不能用这个文件'],
    ['大.pdf', 3 * 1024 * 1024, '文件太大'],
  ])('refuses %s before anything is sent', async (name, size, title) => {
    choose(name, size);
    expect(await pickFile()).toBeUndefined();
    expect(said()).toEqual([title]);
  });
});

describe('the figures of an invoice', () => {
  const form = { ...newFiguresForm(), number: '2611 9110 0000 0001 2345', date: '2026-11-02', amount: '1,553.5' };

  it('are exact, and without what was left empty', () => {
    expect(figuresOf(form)).toEqual({
      figures: { number: '26119110000000012345', date: '2026-11-02', amount: 155_350 },
    });
  });

  it('of an older invoice need its code, and keep what else was typed', () => {
    const older = { ...form, number: '39324919', code: '０３１００１９００１１１', net: '38.68', title: ' 样例公司 ' };
    expect(figuresOf(older)).toMatchObject({
      figures: { number: '39324919', code: '031001900111', net: 3868, title: '样例公司' },
    });
    expect(figuresOf({ ...older, code: '' })).toEqual({ problems: { code: expect.any(String) as string } });
  });

  it.each([
    ['number', { number: '123' }],
    ['date', { date: '' }],
    ['amount', { amount: '1.234' }],
    ['net', { net: 'abc' }],
  ])('say what is wrong with the %s', (field, wrong) => {
    expect(figuresOf({ ...form, ...wrong })).toEqual({ problems: { [field]: expect.any(String) as string } });
  });

  it('of a code fill the form, and what the code does not hold stays empty', () => {
    expect(
      filledIn({ number: '39324919', code: '031001900111', net: fen(386_800), kindText: '增值税电子普通发票' }),
    ).toEqual({ ...newFiguresForm(), number: '39324919', code: '031001900111', net: '3868.00' });
  });
});

describe('a claim’s table with 200 invoices', () => {
  const PART = 30;
  const rows = Array.from({ length: 200 }, (_, i) =>
    claimLine(
      anItem({
        itemId: `it${i}`,
        payee: `样例餐饮服务（深圳）有限公司第${i}分公司`,
        checks: [
          {
            code: 'title_differs',
            level: 'stop',
            text: '抬头不是本企业',
            ours: '甲'.repeat(100),
            theirs: '乙'.repeat(100),
          },
          { code: 'pdf_missing', level: 'warn', text: '没有版式文件（PDF）' },
        ],
      }),
    ),
  );

  it('never sends 50 KB to the screen at once, however one scrolls and while it renews itself', async () => {
    let largest = 0;
    const host = {
      setData: (patch: object) => {
        largest = Math.max(largest, Buffer.byteLength(JSON.stringify(patch)));
      },
    };
    const list = new WindowedList<Line>(host, async (cursor = '0') => {
      const from = Number(cursor);
      const part = rows.slice(from, from + PART);
      return from + PART < rows.length ? { rows: part, next: String(from + PART) } : { rows: part };
    });
    await list.reload();
    while (list.length < rows.length) await list.more();
    for (let row = 0; row < rows.length; row += 3) list.look(row);
    await list.renew();
    expect(list.length).toBe(200);
    expect(largest).toBeGreaterThan(1000);
    expect(largest).toBeLessThan(50 * 1024);
  });
});

describe('the quick check', () => {
  type Call = { action: string; items: { cardId: string }[]; confirm?: string };
  const calls: Call[] = [];
  const two = [aReadRow(), aReadRow({ cardId: 'p-card-2', encryptCode: 'e-2' })];
  let read: ReadRow[];
  let answer: (call: Call) => object;

  beforeEach(() => {
    calls.length = 0;
    read = two;
    const { wx } = globalThis as unknown as { wx: { cloud: object } };
    wx.cloud = {
      callFunction: async ({ data }: { data: Call }) => {
        calls.push(data);
        const isRead = data.action === 'invoices.read';
        const complete = read.every(({ invoice }) => invoice);
        const totals = { count: read.length, amount: 8200, tax: 464, lockable: 1 };
        return { result: { ok: true, data: isRead ? { rows: read, complete, totals } : answer(data) } };
      },
    };
    answerModal(true);
  });
  const cards = two.map(({ cardId, encryptCode }) => ({ cardId, encryptCode }));
  const checked = async (rows: ReadRow[]) => {
    read = rows;
    const picked = new Picked();
    picked.companyId = 'c-sample';
    return { picked, totals: await picked.read(cards) };
  };

  it('shows a partial result as partial, and why', async () => {
    const {
      invoice: _invoice,
      statusText: _text,
      ...unread
    } = aReadRow({ cardId: 'p-card-2', encryptCode: 'e-2', lockable: false });
    const problem = { code: 'busy', message: '微信正忙', hint: '请稍后再试', retryable: true };
    const { picked, totals } = await checked([aReadRow(), { ...unread, problem }]);
    expect(totals.unread).toBe(1);
    expect(picked.lines[1]).toMatchObject({ name: '这张发票没有读到', wrong: { text: '微信正忙。请稍后再试' } });
    expect(picked.offers).toEqual([{ step: 'lock', text: '锁定 1 张' }]);
  });

  it('locks what is ticked and may be locked, nothing else', async () => {
    const forbidden = aReadRow({ cardId: 'p-card-3', encryptCode: 'e-3', lockable: false });
    const { picked } = await checked([...two, forbidden]);
    picked.toggle('p-card-2 e-2');
    answer = ({ items }) => ({ rows: items.map((item) => ({ ...item, done: true, status: 'LOCK' })), complete: true });
    expect(await picked.perform('lock')).toMatchObject({ text: '锁定了 1 张' });
    expect(calls.at(-1)).toMatchObject({ action: 'invoices.lock', items: [{ cardId: 'p-card-1' }] });
    expect(calls.at(-1)?.items).toHaveLength(1);
  });

  it('names what was not locked', async () => {
    const { picked } = await checked(two);
    const problem = { code: 'locked', message: '发票已被别处锁定', hint: '请先在那边解锁', retryable: false };
    answer = ({ items }) => ({
      rows: items.map((item, i) => (i === 0 ? { ...item, done: true } : { ...item, done: false, problem })),
      complete: false,
    });
    const outcome = await picked.perform('lock');
    expect(outcome?.text).toBe('锁定了 1 张，1 张没有锁定，原因写在下面');
    await picked.read(cards, outcome?.outcomes);
    expect(picked.lines.map(({ wrong }) => wrong?.text)).toEqual(['刚刚锁定', '发票已被别处锁定。请先在那边解锁']);
  });

  it('closes only after the question with the sum was answered with yes', async () => {
    const locked = two.map((row) => ({
      ...row,
      lockable: false,
      invoice: row.invoice && { ...row.invoice, status: 'LOCK' as const },
    })) as ReadRow[];
    const { picked } = await checked(locked);
    const text = '将核销 2 张发票，共 ¥82.00。核销后不能恢复。';
    answer = ({ action, items }) =>
      action === 'invoices.closing'
        ? { question: { token: 't1', count: 2, amount: 8200, text } }
        : { rows: items.map((item) => ({ ...item, done: true, status: 'CLOSURE' })), complete: true };
    answerModal(false);
    expect(await picked.perform('close')).toBeUndefined();
    expect(phone.modal.content).toBe(text);
    expect(calls.filter(({ confirm }) => confirm !== undefined)).toHaveLength(0);
    answerModal(true);
    expect(await picked.perform('close')).toMatchObject({ text: '核销了 2 张' });
    expect(calls.at(-1)).toMatchObject({ action: 'invoices.close', confirm: 't1' });
  });
});

describe('the page of an invoice of the quick check', () => {
  const { invoice, ...row } = aReadRow();
  const known = {
    ...invoice,
    summary: '餐饮服务等',
    lines: [{ name: '*餐饮服务*餐饮服务' }],
    pdfUrl: 'https://mp.weixin.qq.com/pdf',
    tripPdfUrl: 'https://mp.weixin.qq.com/trip',
  } as ReimbursementInvoice;

  it('shows WeChat’s links, which live two hours, and what was bought beside the lines', () => {
    const { card, face } = readModel({ ...row, invoice: known });
    expect(card).toEqual(
      expect.arrayContaining([
        { name: 'PDF 链接（两小时有效）', value: 'https://mp.weixin.qq.com/pdf' },
        { name: '行程单链接（两小时有效）', value: 'https://mp.weixin.qq.com/trip' },
      ]),
    );
    expect(face).toContainEqual({ name: '摘要', value: '餐饮服务等' });
  });

  it('tells who has locked and let it go without a claim', () => {
    const log = [{ at: at(1_790_000_000), atText: '2026-09-21 22:13', text: '锁定', name: '阿财' }];
    expect(readModel({ ...row, invoice: known, log }).log).toEqual([
      { key: '0', text: '锁定', under: '阿财 · 2026-09-21 22:13' },
    ]);
  });
});
