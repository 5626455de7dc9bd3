import type { InvoiceDetail } from '../../contract/buyer';
import { Phone } from './support/phone';
import { anApplication, anInvoice, at } from './support/records';
import { closePages, openPage, type OpenPage, settle } from './support/simulate';

let phone: Phone;
type Download = {
  url: string;
  success: (answer: { statusCode: number; tempFilePath: string }) => void;
  fail: (error: object) => void;
};

const show = (invoice: InvoiceDetail) => phone.on({ 'invoices.get': () => invoice });
const openInvoice = (): Promise<OpenPage> => openPage('pages/invoice/index', { id: 'i1' });
/** What the file server answers for a link. */
const serve = (statusOf: (url: string) => number) =>
  phone.wx['downloadFile']?.mockImplementation(({ url, success }: Download) =>
    success({ statusCode: statusOf(url), tempFilePath: `tmp:${url}` }),
  );
const pdf = (url: string, expiresAt = at(4_000_000_000)) => [{ format: 'pdf' as const, url, expiresAt }];

beforeEach(() => {
  phone = new Phone();
  serve(() => 200);
});
afterEach(closePages);

describe('an invoice', () => {
  it('opens with its state in words, its amount and the split into net and tax', async () => {
    show(anInvoice());
    const page = await openInvoice();
    for (const fact of ['开好了，已放入卡包', '41.00', '金额 ¥38.68', '税额 ¥2.32']) expect(page.text).toContain(fact);
  });

  it('is looked at again by whoever comes back to it, and stays where nothing can be read', async () => {
    show(anInvoice());
    const page = await openInvoice();
    show(anInvoice({ state: 'reversed', stateText: '已红冲', tone: 'ended' }));
    await page.call('onShow');
    expect(page.text).toContain('不能再用来报销');
    phone.on({
      'invoices.get': () => {
        throw new Error('offline');
      },
    });
    await page.call('onShow');
    expect(page.text).toContain('不能再用来报销');
    expect(phone.wx['showModal']).not.toHaveBeenCalled();
  });

  it('shows its number in groups of four and copies it whole', async () => {
    show(anInvoice());
    const page = await openInvoice();
    expect(page.textAt('.number')).toContain('0000 2000 0000 1234 5678');
    await page.tap('.number');
    expect(phone.wx['setClipboardData']).toHaveBeenCalledWith({ data: '00002000000012345678' });
  });

  it('that may not be copied because the privacy guide was refused says so', async () => {
    phone.wx['setClipboardData']?.mockRejectedValueOnce({ errMsg: 'setClipboardData:fail privacy permission' });
    show(anInvoice());
    const page = await openInvoice();
    await page.tap('.number');
    expect(phone.asked('showToast')).toMatchObject({ title: '没有复制：同意隐私保护指引后再试' });
  });

  it('of the classic form shows its code and its eight digits', async () => {
    show(anInvoice({ form: 'classic', number: '39324919', code: '031001900111' }));
    const page = await openInvoice();
    expect(page.text).toContain('3932 4919');
    expect(page.text).toContain('031001900111');
  });

  it('keeps tax number and bank folded until they are asked for', async () => {
    show(anInvoice());
    const page = await openInvoice();
    expect(page.text).toContain('样例公司');
    expect(page.text).not.toContain('样例银行');
    page.all('.page >>> .head')[0]?.dispatchEvent('tap');
    await settle();
    expect(page.text).toContain('样例银行');
  });

  it('whose card was refused says so, and that the files are there', async () => {
    show(anInvoice({ card: 'failed', stateText: '已开好，未能放入卡包', tone: 'attention' }));
    const page = await openInvoice();
    expect(page.text).toContain('发票已开好，未能放入卡包，可下载或发邮箱');
    expect(page.text).toContain('预览发票');
  });

  it('that was reversed says so beside its amount, and that it is no longer good', async () => {
    show(anInvoice({ state: 'reversed', stateText: '已红冲', tone: 'ended' }));
    const page = await openInvoice();
    expect(page.text).toContain('已红冲');
    expect(page.text).toContain('不能再用来报销');
    expect(page.text).toContain('价税合计（已红冲）');
  });
});

describe('its files', () => {
  it('are previewed from a download', async () => {
    show(anInvoice({ files: pdf('https://f/1.pdf') }));
    const page = await openInvoice();
    await page.tap('.preview');
    await settle(10);
    expect(phone.wx['openDocument']).toHaveBeenCalledWith({
      filePath: 'tmp:https://f/1.pdf',
      fileType: 'pdf',
      showMenu: true,
    });
  });

  it('get a fresh link before an old one is even tried', async () => {
    show(anInvoice({ files: pdf('https://f/old.pdf', at(1)) }));
    const page = await openInvoice();
    show(anInvoice({ files: pdf('https://f/new.pdf') }));
    await page.tap('.preview');
    await settle(10);
    expect(phone.wx['downloadFile']).toHaveBeenCalledTimes(1);
    expect(phone.asked('downloadFile')).toMatchObject({ url: 'https://f/new.pdf' });
  });

  it('get a fresh link when the server no longer takes the one at hand, once', async () => {
    serve((url) => (url.includes('old') ? 403 : 200));
    show(anInvoice({ files: pdf('https://f/old.pdf') }));
    const page = await openInvoice();
    show(anInvoice({ files: pdf('https://f/new.pdf') }));
    await page.tap('.preview');
    await settle(10);
    expect(phone.asked('openDocument')).toMatchObject({ filePath: 'tmp:https://f/new.pdf' });

    serve(() => 403);
    const another = await openInvoice();
    await another.tap('.preview');
    await settle(10);
    expect(phone.wx['openDocument']).toHaveBeenCalledTimes(1);
    expect(phone.wx['showModal']).toHaveBeenCalledTimes(1);
  });

  it('are forwarded to a chat under a name that tells them apart; closing the list of chats is no error', async () => {
    show(anInvoice({ files: pdf('https://f/1.pdf') }));
    const page = await openInvoice();
    phone.wx['shareFileMessage']?.mockRejectedValueOnce({ errMsg: 'shareFileMessage:fail cancel' });
    await page.tap('.file >>> .tap');
    await settle(10);
    // The download has ended the tap, and WeChat forwards in a tap only.
    expect(phone.wx['shareFileMessage']).not.toHaveBeenCalled();
    expect(page.text).toContain('转发给朋友');
    await page.tap('.file >>> .tap');
    await settle(10);
    expect(phone.wx['shareFileMessage']).toHaveBeenCalledWith({
      filePath: 'tmp:https://f/1.pdf',
      fileName: '发票-00002000000012345678.pdf',
    });
    expect(phone.wx['showModal']).not.toHaveBeenCalled();
  });
});

describe('attached files', () => {
  const trip = { name: '行程单', bytes: 88_000, url: 'https://f/trip.pdf', expiresAt: at(4_000_000_000) };

  it('stand beside the invoice’s own, with their size, and open', async () => {
    show(anInvoice({ files: pdf('https://f/1.pdf'), attachments: [trip] }));
    const page = await openInvoice();
    expect(page.text).toContain('行程单');
    expect(page.text).toContain('86 KB');
    await page.tap('.file__name');
    await settle(10);
    expect(phone.asked('openDocument')).toMatchObject({ filePath: 'tmp:https://f/trip.pdf' });
  });

  it('get a fresh link when theirs has run out', async () => {
    show(anInvoice({ files: pdf('https://f/1.pdf'), attachments: [{ ...trip, expiresAt: at(1) }] }));
    const page = await openInvoice();
    show(anInvoice({ attachments: [{ ...trip, url: 'https://f/fresh.pdf' }] }));
    await page.tap('.file__name');
    await settle(10);
    expect(phone.asked('openDocument')).toMatchObject({ filePath: 'tmp:https://f/fresh.pdf' });
  });
});

describe('mail', () => {
  const mailable = (over: Partial<InvoiceDetail['mailing']> = {}) =>
    anInvoice({ files: pdf('https://f/1.pdf'), mailing: { ...over } });
  const typed = (content: string | null) =>
    phone.wx['showModal']?.mockImplementation(({ success }: { success: (answer: object) => void }) =>
      success({ confirm: content !== null, cancel: content === null, content }),
    );

  it('is not offered where none is sent', async () => {
    show(anInvoice({ files: pdf('https://f/1.pdf') }));
    expect((await openInvoice()).has('.mail')).toBe(false);
  });

  it('goes to the address that was typed, offers that of the title, and says what became of it', async () => {
    show(mailable({ to: 'title@mail.example' }));
    phone.on({
      'invoices.mail': ({ email }) => ({ mail: { to: String(email), state: 'sent', at: at(1_790_000_000) } }),
    });
    const page = await openInvoice();
    typed(' me@mail.example ');
    await page.tap('.mail');
    await settle(10);
    expect(phone.asked('showModal')).toMatchObject({ editable: true, content: 'title@mail.example' });
    expect(phone.inputs('invoices.mail')).toMatchObject([{ invoiceId: 'i1', email: 'me@mail.example' }]);
    expect(page.textAt('.mail')).toContain('已发到 me@mail.example');
  });

  it('goes nowhere when the person thinks better of it, or types no address', async () => {
    show(mailable());
    const page = await openInvoice();
    for (const text of [null, 'me@mail', 'a@b.example,c@d.example', '']) {
      typed(text);
      await page.tap('.mail');
      await settle(10);
    }
    expect(phone.inputs('invoices.mail')).toEqual([]);
    expect(phone.wx['showToast']).toHaveBeenCalledTimes(3);
  });

  it('that did not arrive says so', async () => {
    const problem = { message: '收件邮箱拒收了这封邮件', hint: '请核对邮箱地址' };
    show(mailable({ last: { to: 'x@mail.example', state: 'failed', at: at(1_790_000_000), problem } }));
    expect((await openInvoice()).textAt('.mail')).toContain('没有发到 x@mail.example：收件邮箱拒收了这封邮件');
  });
});

describe('a card whose number got lost on the way', () => {
  const lost = () => {
    const invoice = anInvoice();
    delete invoice.cardRef;
    return invoice;
  };

  it('is explained, and learned from what the person picks in the card pack', async () => {
    show(lost());
    phone.on({ 'cards.learn': () => anApplication() });
    const page = await openInvoice();
    expect(page.text).toContain('没有告诉我们卡号');
    // Some phones escape the text twice.
    const cards = JSON.stringify([{ card_id: 'c1', encrypt_code: 'e1' }, { card_id: 7 }]);
    phone.wx['chooseInvoice']?.mockResolvedValueOnce({ invoiceInfo: JSON.stringify(cards) });
    show(anInvoice());
    await page.tap('.learn');
    await settle(10);
    expect(phone.inputs('cards.learn')[0]).toMatchObject({ cards: [{ cardId: 'c1', encryptCode: 'e1' }] });
    expect(page.has('.learn')).toBe(false);
    expect(page.has('.open-card')).toBe(true);
  });

  it.each(['not json', '{}', '[]'])('is left as it is when the card pack answers %j', async (invoiceInfo) => {
    show(lost());
    phone.wx['chooseInvoice']?.mockResolvedValueOnce({ invoiceInfo });
    const page = await openInvoice();
    await page.tap('.learn');
    await settle(10);
    expect(phone.inputs('cards.learn')).toHaveLength(0);
    expect(page.has('.learn')).toBe(true);
  });
});
