import type { BuyerOutput, OrderSummary, SavedTitle } from '../../contract/buyer';
import { drafts } from '../../miniprogram/pages/apply/draft';
import { Phone, Refusal } from './support/phone';
import { anApplication, anOrder, aTitle, fen, TAX_NO } from './support/records';
import { closePages, openPage, type OpenPage, settle } from './support/simulate';

const FORM = '.page >>> .form';
const field = (name: string) => `${FORM} >>> .field-${name}`;
let phone: Phone;

const created: BuyerOutput['applications.create'] = {
  applicationId: 'a1',
  orderId: anApplication().orderId,
  authorization: { appid: 'wx9db2c16d0633c2e7', path: 'pages/auth/auth?o=1' },
};

const openForm = async (order: OrderSummary = anOrder(), titles: SavedTitle[] = []): Promise<OpenPage> => {
  phone.on({
    'orders.get': () => ({ order }),
    'titles.list': () => ({ titles }),
    'titles.save': () => ({ titleId: 't9' }),
    'settings.get': () => ({ subscribeTemplates: ['done', 'failed'], sandbox: false }),
    'applications.create': () => created,
  });
  const page = await openPage('pages/apply/index', {
    merchant: order.merchant.id,
    orders: encodeURIComponent(JSON.stringify([order.orderNo])),
  });
  await settle(20);
  return page;
};

const choose = async (page: OpenPage, label: '个人' | '单位' | '普通发票' | '专用发票') => {
  const option = page.all('.page >>> .option').find(({ dom }) => dom.textContent === label);
  if (!option) throw new Error(`no option ${label}`);
  option.dispatchEvent('tap');
  await settle();
};

const fillCompany = async (page: OpenPage, taxNo = TAX_NO) => {
  await choose(page, '单位');
  await page.type(field('company'), '样例公司');
  await page.type(field('tax'), taxNo);
  await page.leaveField(field('tax'));
};

const pick = (answer: object) => phone.wx['chooseInvoiceTitle']?.mockResolvedValueOnce(answer);
const tapPick = (page: OpenPage) => page.tap(`${FORM} >>> .pick`);
const form = (page: OpenPage) =>
  page.data['form'] as { kind: string; personal: { name: string }; company: { name: string; taxNo: string } };

beforeEach(() => {
  phone = new Phone();
  drafts.clear();
});
afterEach(closePages);

describe('the title form', () => {
  it('keeps what was typed on each side of the switch', async () => {
    const page = await openForm();
    await page.type(field('name'), '林小满');
    await fillCompany(page);
    await choose(page, '个人');
    expect(form(page).personal.name).toBe('林小满');
    await choose(page, '单位');
    expect(form(page).company).toMatchObject({ name: '样例公司', taxNo: TAX_NO });
  });

  it('still has what was typed when somebody went back by mistake, until it is submitted', async () => {
    await fillCompany(await openForm());
    closePages();
    const page = await openForm();
    expect(form(page)).toMatchObject({ kind: 'company', company: { name: '样例公司', taxNo: TAX_NO } });
    await page.tap('.next');
    await page.tap('.submit');
    closePages();
    expect(form(await openForm())).toMatchObject({ kind: 'personal', company: { name: '' } });
  });

  it('says what is missing, and goes no further without it', async () => {
    const page = await openForm();
    await page.tap('.next');
    expect(page.text).toContain('请填写姓名');
    expect(page.data['step']).toBe('form');
    await choose(page, '单位');
    expect(page.text).toContain('请填写单位名称');
    expect(page.text).toContain('请填写税号');
  });

  it('needs no number of a person and never asks for an identity card', async () => {
    const page = await openForm();
    expect(page.text).not.toMatch(/身份证/);
    await page.type(field('name'), '林小满');
    await page.tap('.next');
    expect(page.data['step']).toBe('review');
  });

  it('lets public bodies and foreign companies go on without a number', async () => {
    const page = await openForm();
    await choose(page, '单位');
    await page.type(field('company'), '样例机关');
    await page.tap(`${FORM} >>> .tick`);
    await page.tap('.next');
    expect(page.data['step']).toBe('review');
    expect(page.text).toContain('无税号');
  });

  it('refuses a mail address that cannot be one, and works without any', async () => {
    const page = await openForm();
    await page.type(field('name'), '林小满');
    await page.type(field('email'), 'xiaoman@');
    await page.tap('.next');
    expect(page.text).toContain('邮箱格式不对');
    await page.type(field('email'), '');
    await page.tap('.next');
    expect(page.data['step']).toBe('review');
  });
});

describe('a tax number', () => {
  it('that is right needs no comment', async () => {
    const page = await openForm();
    await fillCompany(page);
    expect(page.has(`${FORM} >>> .said`)).toBe(false);
  });

  it('with a wrong check sign is explained once the field is left, and stops the form', async () => {
    const page = await openForm();
    await choose(page, '单位');
    await page.type(field('company'), '样例公司');
    await page.type(field('tax'), '91310118055085080A');
    expect(page.text).not.toContain('校验位不符');
    await page.leaveField(field('tax'));
    expect(page.text).toContain('校验位不符');
    await page.tap('.next');
    expect(page.data['step']).toBe('form');
  });

  it('in small letters is only suggested in capitals, and changed by a tap', async () => {
    const page = await openForm();
    await fillCompany(page, TAX_NO.toLowerCase());
    expect(form(page).company.taxNo).toBe(TAX_NO.toLowerCase());
    expect(page.textAt(`${FORM} >>> .suggestion`)).toContain(TAX_NO);
    await page.tap(`${FORM} >>> .suggestion`);
    expect(form(page).company.taxNo).toBe(TAX_NO);
    expect(page.has(`${FORM} >>> .suggestion`)).toBe(false);
  });

  it('of fifteen signs is pointed out and accepted', async () => {
    const page = await openForm();
    await fillCompany(page, '310118055085080');
    expect(page.text).toContain('15 位是旧税号');
    await page.tap('.next');
    expect(page.data['step']).toBe('review');
  });
});

describe('a title from WeChat', () => {
  it('of a company fills in the company side and leaves the other as it was', async () => {
    const page = await openForm();
    await page.type(field('name'), '林小满');
    pick({
      type: '0',
      title: '微信公司',
      taxNumber: TAX_NO,
      companyAddress: '样例路 1 号',
      telephone: '',
      bankName: '',
      bankAccount: '',
    });
    await tapPick(page);
    expect(form(page)).toMatchObject({
      kind: 'company',
      company: { name: '微信公司', taxNo: TAX_NO },
      personal: { name: '林小满' },
    });
    expect(page.text).toContain('已填 1 项');
  });

  it('of a person is one even when the phone says so with a number, and leaves the company as it was', async () => {
    const page = await openForm();
    await fillCompany(page);
    pick({ type: 1, title: '林小满', taxNumber: '' });
    await tapPick(page);
    expect(form(page)).toMatchObject({
      kind: 'personal',
      personal: { name: '林小满' },
      company: { name: '样例公司', taxNo: TAX_NO },
    });
  });

  it('is asked for only after the privacy guide; refusing it leaves the form to be filled in by hand', async () => {
    phone.wx['requirePrivacyAuthorize']?.mockImplementationOnce((options: { fail(): void }) => options.fail());
    const page = await openForm();
    await tapPick(page);
    expect(phone.wx['chooseInvoiceTitle']).not.toHaveBeenCalled();
    expect(page.text).toContain('手动填写即可');
    await page.type(field('name'), '林小满');
    await page.tap('.next');
    expect(page.data['step']).toBe('review');
  });

  it('not chosen after all is nothing to talk about', async () => {
    phone.wx['chooseInvoiceTitle']?.mockRejectedValueOnce({ errMsg: 'chooseInvoiceTitle:fail cancel' });
    const page = await openForm();
    await tapPick(page);
    expect(page.has(`${FORM} >>> .said`)).toBe(false);
    expect(phone.wx['showModal']).not.toHaveBeenCalled();
  });

  it.each([
    'chooseInvoiceTitle:fail auth deny',
    'chooseInvoiceTitle:fail:auth denied',
    'chooseInvoiceTitle:fail unauthorized',
  ])('denied before (%s) is offered to be allowed in the settings', async (errMsg) => {
    phone.wx['chooseInvoiceTitle']?.mockRejectedValueOnce({ errMsg });
    const page = await openForm();
    await tapPick(page);
    expect(phone.modal.title).toBe('没有获得允许');
    phone.modal.success({ confirm: false });
    expect(phone.wx['openSetting']).not.toHaveBeenCalled();
    phone.modal.success({ confirm: true });
    expect(phone.wx['openSetting']).toHaveBeenCalledTimes(1);
  });

  it('that WeChat cannot give is said, and the form goes on', async () => {
    phone.wx['chooseInvoiceTitle']?.mockRejectedValueOnce({ errMsg: 'chooseInvoiceTitle:fail system error' });
    const page = await openForm();
    await tapPick(page);
    expect(page.text).toContain('暂时不能从微信选抬头');
  });
});

describe('the title book', () => {
  const book = [aTitle(), aTitle({ titleId: 't2', title: { kind: 'personal', name: '林小满' }, isDefault: true })];

  it('fills in the usual title of somebody who has typed nothing yet', async () => {
    const page = await openForm(anOrder(), book);
    expect(form(page)).toMatchObject({ kind: 'personal', personal: { name: '林小满' } });
  });

  it('suggests the others with the number masked, and fills in the one that is tapped', async () => {
    const page = await openForm(anOrder(), book);
    expect(page.text).toContain('9131••••080P');
    expect(page.text).not.toContain(TAX_NO);
    await page.tap('.suggestion');
    expect(form(page)).toMatchObject({ kind: 'company', company: { taxNo: TAX_NO } });
  });

  it('that cannot be read is no obstacle', async () => {
    const page = await openForm();
    phone.on({
      'titles.list': () => {
        throw new Refusal({ code: 'busy' });
      },
    });
    await page.type(field('name'), '林小满');
    await page.tap('.next');
    expect(page.data['step']).toBe('review');
  });

  it('takes a new title on submitting, unless it is there already or is not to be kept', async () => {
    const page = await openForm(anOrder(), [aTitle()]);
    await page.tap('.suggestion');
    await page.tap('.next');
    await page.tap('.submit');
    expect(phone.inputs('titles.save')).toHaveLength(0);

    await page.tap('.edit');
    await page.type(field('company'), '另一家公司');
    await page.tap('.next');
    await page.tap('.submit');
    expect(phone.inputs('titles.save')).toHaveLength(1);

    await page.tap('.edit');
    await page.type(field('company'), '第三家公司');
    await page.tap('.remember');
    await page.tap('.next');
    await page.tap('.submit');
    expect(phone.inputs('titles.save')).toHaveLength(1);
  });
});

describe('a special invoice', () => {
  const both = anOrder({ kinds: ['normal', 'special'] });

  it('is not offered where the order does not allow it', async () => {
    const page = await openForm(anOrder({ kinds: ['normal'] }));
    expect(page.text).not.toContain('专用发票');
  });

  it('is for companies with a tax number, and says so to others', async () => {
    const page = await openForm(both);
    expect(page.text).toContain('专用发票只开给单位');
    await choose(page, '专用发票');
    expect(page.data['kind']).toBe('normal');
    await fillCompany(page);
    await choose(page, '专用发票');
    expect(page.data['kind']).toBe('special');
    await page.tap(`${FORM} >>> .tick`);
    expect(page.data['kind']).toBe('normal');
    expect(page.text).toContain('专用发票需要税号');
  });

  it('is submitted as one', async () => {
    const page = await openForm(both);
    await fillCompany(page);
    await choose(page, '专用发票');
    await page.tap('.next');
    expect(page.text).toContain('电子发票（专用发票）');
    await page.tap('.submit');
    expect(phone.inputs('applications.create')[0]).toMatchObject({ kind: 'special' });
  });
});

describe('the review', () => {
  it('shows once more what will be submitted, and that it cannot be changed then', async () => {
    const page = await openForm(anOrder({ amount: fen(123450) }));
    await fillCompany(page);
    await page.tap('.next');
    for (const fact of ['样例公司', TAX_NO, '1,234.50', '双人早午餐', '云上小馆', '提交后抬头不可改，可换开']) {
      expect(page.text).toContain(fact);
    }
    expect(phone.inputs('applications.create')).toHaveLength(0);
  });

  it('goes back to the form with everything still there', async () => {
    const page = await openForm();
    await fillCompany(page);
    await page.tap('.next');
    await page.tap('.edit');
    expect(form(page).company.name).toBe('样例公司');
  });
});

describe('submitting', () => {
  const ready = async () => {
    const page = await openForm();
    await fillCompany(page);
    await page.tap('.next');
    return page;
  };

  it('sends the title, asks on the same tap whether to notify, and goes to the progress page', async () => {
    const page = await ready();
    await page.tap('.submit');
    expect(phone.inputs('applications.create')[0]).toMatchObject({
      orderNos: ['N1'],
      merchantId: 'm-cafe',
      title: { kind: 'company', name: '样例公司', taxNo: TAX_NO },
    });
    expect(phone.wx['requestSubscribeMessage']).toHaveBeenCalledWith({ tmplIds: ['done', 'failed'] });
    expect(phone.wx['redirectTo']).toHaveBeenCalledWith({ url: '/pages/application/index?id=a1' });
  });

  it('goes on whatever is answered about notifying', async () => {
    phone.wx['requestSubscribeMessage']?.mockRejectedValueOnce({ errMsg: 'requestSubscribeMessage:fail 20004' });
    const page = await ready();
    await page.tap('.submit');
    expect(phone.wx['redirectTo']).toHaveBeenCalledTimes(1);
  });

  it('twice in a hurry creates one application', async () => {
    const page = await ready();
    await Promise.all([page.tap('.submit'), page.tap('.submit')]);
    expect(phone.inputs('applications.create')).toHaveLength(1);
  });

  it('again after the answer got lost is the same request; after a refusal it is a new one', async () => {
    const page = await ready();
    phone.offline = true;
    await page.tap('.submit');
    expect(phone.modal.content).toContain('不会重复提交');
    phone.offline = false;
    phone.on({
      'applications.create': () => {
        throw new Refusal({ code: 'order_taken', message: '这个订单正在开票', hint: '请到订单里看进度' });
      },
    });
    await page.tap('.submit');
    expect(phone.modal.title).toBe('这个订单正在开票');
    phone.on({ 'applications.create': () => created });
    await page.tap('.submit');
    const [lost, refused, done] = phone.inputs('applications.create').map(({ requestId }) => requestId);
    expect(refused).toBe(lost);
    expect(done).not.toBe(lost);
    expect(phone.wx['redirectTo']).toHaveBeenCalledTimes(1);
  });

  it('with another title after a lost answer is another request', async () => {
    const page = await ready();
    phone.offline = true;
    await page.tap('.submit');
    phone.offline = false;
    await page.tap('.edit');
    await page.type(field('company'), '另一家公司');
    await page.tap('.next');
    await page.tap('.submit');
    const [first, second] = phone.inputs('applications.create').map(({ requestId }) => requestId);
    expect(second).not.toBe(first);
  });

  it('without the form sends no title, so that it is asked on WeChat’s page and not twice', async () => {
    const page = await openForm();
    await page.tap('.quick');
    expect(phone.inputs('applications.create')[0]).not.toHaveProperty('title');
    expect(phone.wx['redirectTo']).toHaveBeenCalledWith({ url: '/pages/application/index?id=a1' });
  });
});

describe('a form whose orders cannot be had', () => {
  it('says why and offers to try again', async () => {
    phone.offline = true;
    const page = await openForm();
    expect(page.text).toContain('没有连上网络');
    phone.offline = false;
    await page.call('load');
    expect(page.text).toContain('41.00');
  });
});
