import type { ApplicationView, BuyerOutput } from '../../contract/buyer';
import { authorizationEntries } from '../../miniprogram/lib/routes';
import { Phone, Refusal } from './support/phone';
import { anApplication, anInvoice, issuing } from './support/records';
import { closePages, openPage, type OpenPage, settle } from './support/simulate';

const APPID = 'wx9db2c16d0633c2e7';
let phone: Phone;

const entry = (path: string): BuyerOutput['applications.authorize'] => ({
  applicationId: 'a1',
  orderId: anApplication().orderId,
  authorization: { appid: APPID, path },
});

const show = (view: ApplicationView) =>
  phone.on({
    'applications.get': () => view,
    'applications.refresh': () => view,
    'applications.authorize': () => entry('fresh'),
  });

const openProgress = async (): Promise<OpenPage> => {
  const page = await openPage('pages/application/index', { id: 'a1' });
  await settle(10);
  return page;
};

beforeEach(() => {
  phone = new Phone();
});
afterEach(closePages);

describe('an application that still has to be confirmed in WeChat', () => {
  it('says what is missing, by name of the button there', async () => {
    show(anApplication());
    const page = await openProgress();
    expect(page.text).toContain('还差一步：在微信页面点“申请开票”');
    expect(page.textAt('.primary >>> .t-button')).toBe('去微信点“申请开票”');
  });

  it('has the way there ready before the tap, and opens it on the tap itself', async () => {
    show(anApplication());
    const page = await openProgress();
    expect(phone.inputs('applications.authorize')).toHaveLength(1);
    expect(phone.wx['navigateToMiniProgram']).not.toHaveBeenCalled();

    let opened = false;
    phone.wx['navigateToMiniProgram']?.mockImplementationOnce(() => {
      opened = true;
      return Promise.resolve();
    });
    page.send('onAction', { currentTarget: { dataset: { action: 'authorize' } } });
    // Nothing was awaited: WeChat would no longer take it for a tap.
    expect(opened).toBe(true);
    expect(phone.inputs('applications.authorize')).toHaveLength(1);
    expect(phone.wx['navigateToMiniProgram']).toHaveBeenCalledWith({
      appId: APPID,
      path: 'fresh',
      envVersion: 'release',
    });
  });

  it('uses the way that came with the application, without asking again', async () => {
    authorizationEntries.leave('a1', { appid: APPID, path: 'handed over' });
    show(anApplication());
    const page = await openProgress();
    await page.tap('.primary');
    expect(phone.inputs('applications.authorize')).toHaveLength(0);
    expect(phone.asked('navigateToMiniProgram')).toMatchObject({ path: 'handed over' });
  });

  it('says nothing when the person stays here after all', async () => {
    phone.wx['navigateToMiniProgram']?.mockRejectedValueOnce({ errMsg: 'navigateToMiniProgram:fail cancel' });
    show(anApplication());
    const page = await openProgress();
    await page.tap('.primary');
    expect(phone.wx['showModal']).not.toHaveBeenCalled();
    expect(page.text).toContain('去微信点');
  });

  it('when WeChat does not open it, says so and offers the number for support', async () => {
    phone.wx['navigateToMiniProgram']?.mockRejectedValueOnce({ errMsg: 'navigateToMiniProgram:fail invalid appid' });
    show(anApplication());
    const page = await openProgress();
    await page.tap('.primary');
    expect(phone.modal.title).toBe('没能打开微信的开票页面');
    phone.modal.success({ cancel: true });
    expect(phone.clipboard).toContain('N1-1');
  });

  it('can be tried again when the way there could not be fetched', async () => {
    show(anApplication());
    phone.on({
      'applications.authorize': () => {
        throw new Refusal({ code: 'wechat_busy', message: '微信繁忙', hint: '请稍后再点', retryable: true });
      },
    });
    const page = await openProgress();
    expect(page.text).toContain('微信繁忙');
    phone.on({ 'applications.authorize': () => entry('second') });
    await page.tap('.primary');
    await page.tap('.primary');
    expect(phone.asked('navigateToMiniProgram')).toMatchObject({ path: 'second' });
  });

  it('is looked at again on the way back, and shows the news', async () => {
    show(anApplication());
    const page = await openProgress();
    phone.on({ 'applications.refresh': () => issuing() });
    const before = phone.inputs('applications.refresh').length;
    await page.call('onHide');
    await page.call('onShow');
    expect(phone.inputs('applications.refresh')).toHaveLength(before + 1);
    expect(page.text).toContain('正在开票');
    expect(page.text).toContain('可离开此页');
    expect(page.has('.primary')).toBe(false);
  });

  it('offers the button again when the person came back without confirming', async () => {
    show(anApplication());
    const page = await openProgress();
    await page.call('onShow');
    expect(page.text).toContain('还差一步');
    await page.tap('.primary');
    expect(phone.wx['navigateToMiniProgram']).toHaveBeenCalledTimes(1);
  });

  it('is withdrawn only after a question', async () => {
    show(anApplication());
    phone.on({
      'applications.withdraw': () =>
        anApplication({
          authorization: 'withdrawn',
          headline: { text: '申请已撤回', next: '需要时可以重新申请', actor: 'nobody', tone: 'ended' },
          actions: ['reapply'],
        }),
    });
    const page = await openProgress();
    await page.tap('.other-withdraw');
    expect(phone.inputs('applications.withdraw')).toHaveLength(0);
    phone.modal.success({ confirm: true });
    await settle(10);
    expect(page.text).toContain('申请已撤回');
    await page.tap('.primary');
    expect(phone.ledTo('redirectTo')).toContain('orders=["N1"]');
  });
});

describe('an application that is opened', () => {
  it('later shows what is known, and asks for news at once', async () => {
    show(anApplication());
    phone.on({ 'applications.refresh': () => issuing() });
    const page = await openProgress();
    expect(phone.calls.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['applications.get', 'applications.refresh']),
    );
    expect(page.text).toContain('正在开票');
  });

  it('a moment after it was made does not ask WeChat for news yet', async () => {
    authorizationEntries.leave('a1', { appid: APPID, path: 'handed over' });
    show(anApplication());
    await openProgress();
    expect(phone.inputs('applications.refresh')).toHaveLength(0);
  });
});

describe('the timeline', () => {
  it('shows what happened with its time, and what is still to come without', async () => {
    show(anApplication());
    const page = await openProgress();
    expect(page.all('.step')).toHaveLength(4);
    expect(page.all('.step--pending').map(({ dom }) => dom.textContent)).toEqual([
      '在微信确认',
      '开出发票',
      '放入卡包',
    ]);
  });

  it('shows what was under way as done once something has followed it', async () => {
    const [applied] = anApplication().timeline;
    if (!applied) throw new Error('an application begins with an entry');
    const working = { ...applied, code: 'issuing', text: '开始开票', tone: 'working' as const };
    show(issuing({ timeline: [applied, working] }));
    const page = await openProgress();
    expect(page.all('.step .tone--working')).toHaveLength(1);
    closePages();
    show(issuing({ timeline: [applied, working, { ...applied, code: 'issued', text: '发票已开好' }] }));
    expect((await openProgress()).all('.step .tone--working')).toHaveLength(0);
  });

  it('promises nothing more once the application has ended', async () => {
    const view = anApplication({ authorization: 'rejected', actions: ['reapply'] });
    delete view.refreshAfter;
    show(view);
    const page = await openProgress();
    expect(page.has('.step--pending')).toBe(false);
  });
});

describe('a finished application', () => {
  const done = (over: Partial<ApplicationView> = {}) => {
    const view = anApplication({
      authorization: 'authorized',
      issuing: 'issued',
      card: 'inserted',
      headline: { text: '开好了，已放入卡包', next: '可在微信卡包中查看', actor: 'nobody', tone: 'done' },
      actions: ['files'],
      invoice: anInvoice(),
      ...over,
    });
    delete view.refreshAfter;
    return view;
  };

  it('leads to the invoice', async () => {
    show(done());
    const page = await openProgress();
    await page.tap('.primary');
    expect(phone.wx['navigateTo']).toHaveBeenCalledWith({ url: '/pages/invoice/index?id=i1' });
  });

  it('whose card was refused says that the invoice is there all the same, with the reason in small print', async () => {
    show(
      done({
        card: 'failed',
        headline: {
          text: '发票已开好，未能放入卡包，可下载或发邮箱',
          next: '发票有效',
          actor: 'nobody',
          tone: 'attention',
        },
        problem: {
          code: 'card_refused',
          message: '微信没有接受',
          hint: '请下载使用',
          wechat: { errcode: 72040, errmsg: 'x' },
        },
      }),
    );
    const page = await openProgress();
    expect(page.text).toContain('发票已开好，未能放入卡包，可下载或发邮箱');
    expect(page.text).toContain('微信 72040');
    await page.tap('.problem');
    expect(phone.ledTo('navigateTo')).toBe('/more/problem/index?code=card_refused&request=N1-1&errcode=72040');
  });

  it('whose card has no number yet learns it from the card pack', async () => {
    show(done({ actions: ['files', 'learn_card'] }));
    phone.on({ 'cards.learn': () => done() });
    phone.wx['chooseInvoice']?.mockResolvedValueOnce({
      invoiceInfo: JSON.stringify([{ card_id: 'c1', encrypt_code: 'e+/=', app_id: 'wx1' }]),
    });
    const page = await openProgress();
    await page.tap('.other-learn_card');
    await settle(10);
    expect(phone.inputs('cards.learn')[0]).toMatchObject({
      applicationId: 'a1',
      cards: [{ cardId: 'c1', encryptCode: 'e+/=', appid: 'wx1' }],
    });
    expect(page.has('.other-learn_card')).toBe(false);
  });
});

describe('looking again by itself', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());

  const openOnFakeClock = async () => {
    const opening = openPage('pages/application/index', { id: 'a1' });
    await jest.advanceTimersByTimeAsync(100);
    return opening;
  };

  it('happens while the page is seen, ever more seldom, and ends when nothing moves any more', async () => {
    show(issuing());
    await openOnFakeClock();
    await jest.advanceTimersByTimeAsync(60_000);
    const inOneMinute = phone.inputs('applications.refresh').length;
    expect(inOneMinute).toBeGreaterThanOrEqual(4);
    expect(inOneMinute).toBeLessThanOrEqual(8);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(phone.inputs('applications.refresh').length - inOneMinute).toBeLessThanOrEqual(2);

    const done = issuing({ issuing: 'issued', actions: ['files'] });
    delete done.refreshAfter;
    show(done);
    await jest.advanceTimersByTimeAsync(40_000);
    const after = phone.inputs('applications.refresh').length;
    await jest.advanceTimersByTimeAsync(600_000);
    expect(phone.inputs('applications.refresh')).toHaveLength(after);
  });

  it('stops when another page covers this one', async () => {
    show(issuing());
    const page = await openOnFakeClock();
    const hiding = page.call('onHide');
    await jest.advanceTimersByTimeAsync(100);
    await hiding;
    const before = phone.inputs('applications.refresh').length;
    await jest.advanceTimersByTimeAsync(120_000);
    expect(phone.inputs('applications.refresh')).toHaveLength(before);
  });
});

it('an application that does not exist leads back instead of trying for ever', async () => {
  phone.on({
    'applications.get': () => {
      throw new Refusal({ code: 'not_found', message: '没有找到这次申请', hint: '请回到订单重新进入' });
    },
  });
  const page = await openProgress();
  expect(page.text).toContain('没有找到这次申请');
  expect(page.text).toContain('返回');
  expect(page.text).not.toContain('重新加载');
});
