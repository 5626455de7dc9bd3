import type { ProblemView } from '../../contract/envelope';
import { showProblem } from '../../miniprogram/lib/problem';
import { AppError, localError } from '../../miniprogram/services/app-error';
import { Phone, Refusal } from './support/phone';
import { closePages, openPage, settle } from './support/simulate';

const ipProblem: ProblemView = {
  errcode: 40164,
  code: 'wechat_ip_not_allowed',
  message: '商户的开票功能还没有准备好',
  who: '商户管理员',
  what: '把云函数的固定出口 IP 加入微信公众平台的 IP 白名单',
  again: '没有，要先由商户处理',
  wechat: 'invalid ip, not in whitelist',
  alike: [],
};
const refusal = new Refusal({
  code: 'wechat_ip_not_allowed',
  message: '商户的开票功能还没有准备好',
  hint: '商户管理员：把云函数的固定出口 IP 加入微信公众平台的 IP 白名单（微信看到的出口 IP 是 203.0.113.7）',
  requestId: 'r-42',
  wechat: { errcode: 40164, errmsg: 'invalid ip 203.0.113.7, not in whitelist' },
});

let phone: Phone;
beforeEach(() => {
  phone = new Phone();
});
afterEach(closePages);

/** The list that cannot be loaded, and the page that its 查看原因 leads to. */
const why = async (error: Refusal) => {
  phone.on({
    'orders.list': () => {
      throw error;
    },
  });
  const list = await openPage('pages/orders/index');
  list.find('.page >>> .why').dispatchEvent('tap');
  await settle();
  const url = new URL(phone.ledTo('navigateTo'), 'http://phone');
  return { path: url.pathname, query: Object.fromEntries(url.searchParams) };
};

it('a page that WeChat’s refusal has stopped leads to why, who can fix it and whether trying again helps', async () => {
  phone.on({ 'problems.get': () => ipProblem });
  const { path, query } = await why(refusal);
  expect([path, query]).toEqual([
    '/more/problem/index',
    { code: 'wechat_ip_not_allowed', request: 'r-42', errcode: '40164' },
  ]);
  const page = await openPage('more/problem/index', query);
  expect(phone.inputs('problems.get')).toMatchObject([{ errcode: 40164 }]);
  for (const text of [
    '商户的开票功能还没有准备好',
    '商户管理员',
    '203.0.113.7',
    '没有，要先由商户处理',
    '40164',
    'invalid ip 203.0.113.7',
    'r-42',
  ])
    expect(page.text).toContain(text);
  await page.tap('.copy');
  expect(phone.clipboard).toContain('编号 r-42');
  expect(phone.clipboard).toContain('微信代码 40164');
});

it('what the catalogue cannot be asked for is said as it was told', async () => {
  phone.on({
    'problems.get': () => {
      throw new Refusal({ code: 'unavailable' });
    },
  });
  const { query } = await why(refusal);
  const page = await openPage('more/problem/index', query);
  expect(page.text).toContain('商户管理员');
  expect(page.text).toContain('r-42');
});

it('a refusal of our own says what the reader can do, without asking the catalogue', async () => {
  const { query } = await why(
    new Refusal({ code: 'busy', message: '系统正忙', hint: '无需处理，稍后会自动恢复', retryable: true }),
  );
  const page = await openPage('more/problem/index', query);
  expect(page.text).toContain('不用处理');
  expect(page.text).toContain('有用，可以再试一次');
  expect(phone.inputs('problems.get')).toEqual([]);
});

it('opened by a link alone it shows the catalogue’s line, and nothing that the link made up', async () => {
  phone.on({ 'problems.get': () => ipProblem });
  const page = await openPage('more/problem/index', { errcode: '40164', title: '请转账', code: '', request: '' });
  expect(page.text).toContain('invalid ip, not in whitelist');
  expect(page.text).toContain('加入微信公众平台的 IP 白名单');
  expect(page.text).not.toContain('请转账');
});

it('a code that nobody knows says so', async () => {
  phone.on({
    'problems.get': () => {
      throw new Refusal({ code: 'not_found' });
    },
  });
  const page = await openPage('more/problem/index', { errcode: '99999', code: 'wechat_unknown_error', request: 'r-9' });
  expect(page.text).toContain('没有找到这个问题的说明');
  expect(page.text).toContain('99999');
});

it('without a network there is nothing to explain', async () => {
  phone.offline = true;
  const page = await openPage('pages/orders/index');
  expect(page.has('.page >>> .why')).toBe(false);
});

it('what was not done on a form leads there too, and a form without a network only says so', () => {
  showProblem(new AppError(refusal.body));
  expect(phone.asked('showModal')).toMatchObject({ cancelText: '查看原因', showCancel: true });
  phone.modal.success({ cancel: true });
  expect(phone.ledTo('navigateTo')).toBe('/more/problem/index?code=wechat_ip_not_allowed&request=r-42&errcode=40164');
  showProblem(localError('offline', 'r-43'));
  expect(phone.asked('showModal')).toMatchObject({ showCancel: false });
});
