import type { SavedTitle } from '../../contract/buyer';
import { Phone } from './support/phone';
import { aTitle, TAX_NO } from './support/records';
import { closePages, openPage, settle } from './support/simulate';

let phone: Phone;
let book: SavedTitle[];

beforeEach(() => {
  phone = new Phone();
  book = [aTitle({ isDefault: true }), aTitle({ titleId: 't2', title: { kind: 'personal', name: '林小满' } })];
  phone.on({
    'titles.list': () => ({ titles: book }),
    'titles.save': ({ titleId }) => ({ titleId: titleId ?? 't9' }),
    'titles.remove': () => ({ removed: true }),
  });
});
afterEach(closePages);

describe('the title book', () => {
  it('lists titles with the number masked, the usual one marked', async () => {
    const page = await openPage('more/titles/index');
    expect(page.text).toContain('样例公司');
    expect(page.text).toContain('9131••••080P');
    expect(page.text).not.toContain(TAX_NO);
    expect(page.all('.default')).toHaveLength(1);
  });

  it('without titles says what they are good for', async () => {
    book = [];
    const page = await openPage('more/titles/index');
    expect(page.text).toContain('还没有保存抬头');
    expect(page.text).toContain('新增抬头');
  });

  it('leads to the title that is tapped, which opens without being fetched again', async () => {
    const list = await openPage('more/titles/index');
    list.all('.title')[1]?.dispatchEvent('tap');
    await settle();
    expect(phone.wx['navigateTo']).toHaveBeenCalledWith({ url: '/more/title/index?id=t2' });
    const page = await openPage('more/title/index', { id: 't2' });
    expect(page.data['form']).toMatchObject({ kind: 'personal', personal: { name: '林小满' } });
    expect(phone.inputs('titles.list')).toHaveLength(1);
  });
});

describe('a title', () => {
  it('is saved once, however often the button is tapped, and the page is left', async () => {
    const page = await openPage('more/title/index');
    await page.type('.page >>> .form >>> .field-name', '林小满');
    await page.tap('.tick');
    await Promise.all([page.tap('.save'), page.tap('.save')]);
    expect(phone.inputs('titles.save')).toHaveLength(1);
    expect(phone.inputs('titles.save')[0]).toMatchObject({
      title: { kind: 'personal', name: '林小满' },
      isDefault: true,
    });
    expect(phone.wx['navigateBack']).toHaveBeenCalledTimes(1);
  });

  it('is not saved while something is missing', async () => {
    const page = await openPage('more/title/index');
    await page.tap('.save');
    expect(page.text).toContain('请填写姓名');
    expect(phone.inputs('titles.save')).toHaveLength(0);
  });

  it('that could not be saved stays on the screen as it was typed', async () => {
    const page = await openPage('more/title/index');
    await page.type('.page >>> .form >>> .field-name', '林小满');
    phone.offline = true;
    await page.tap('.save');
    expect(phone.wx['navigateBack']).not.toHaveBeenCalled();
    expect(page.data['form']).toMatchObject({ personal: { name: '林小满' } });
  });

  it('is deleted only after a question', async () => {
    const page = await openPage('more/title/index', { id: 't1' });
    await settle(10);
    await page.tap('.remove');
    expect(phone.inputs('titles.remove')).toHaveLength(0);
    phone.modal.success({ confirm: false });
    await settle();
    expect(phone.inputs('titles.remove')).toHaveLength(0);
    await page.tap('.remove');
    phone.modal.success({ confirm: true });
    await settle(10);
    expect(phone.inputs('titles.remove')[0]).toMatchObject({ titleId: 't1' });
    expect(phone.wx['navigateBack']).toHaveBeenCalledTimes(1);
  });

  it('that is gone meanwhile is said to be', async () => {
    const page = await openPage('more/title/index', { id: 'nobody' });
    await settle(10);
    expect(page.text).toContain('这个抬头已经删除');
  });
});
