import { AppError } from '../../miniprogram/services/app-error';
import { buyer } from '../../miniprogram/services/buyer';
import { openAuthorization } from '../../miniprogram/services/jump';
import { Phone, Refusal } from './support/phone';
import { anOrder } from './support/records';

const ENTRY = { appid: 'wx9db2c16d0633c2e7', path: 'pages/auth/auth?s_pappid=a+b/c=&o1=N1' };
let phone: Phone;

/** What the cloud's transport answers, or fails with. */
const transport = (callFunction: () => Promise<unknown>) =>
  Object.assign(globalThis as unknown as { wx: object }, { wx: { ...wx, cloud: { callFunction } } });

const failureOf = async (call: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await call.catch((caught: unknown) => caught);
  if (!(error instanceof AppError)) throw new Error(`not an AppError: ${String(error)}`);
  return error;
};

beforeEach(() => {
  phone = new Phone();
});

describe('a call to a function', () => {
  it('answers the data, and carries the action and a request id of its own', async () => {
    phone.on({ 'orders.list': () => ({ orders: [anOrder()] }) });
    await expect(buyer('orders.list', { cursor: 'p2' })).resolves.toMatchObject({ orders: [{ orderNo: 'N1' }] });
    await buyer('orders.list', {});
    const [first, second] = phone.inputs('orders.list');
    expect(first).toMatchObject({ cursor: 'p2', requestId: expect.stringMatching(/^[A-Za-z0-9_-]{1,64}$/) });
    expect(second?.requestId).not.toBe(first?.requestId);
  });

  it('that is refused throws what the function said, WeChat’s code included', async () => {
    phone.on({
      'orders.list': () => {
        throw new Refusal({ code: 'wechat_busy', retryable: true, wechat: { errcode: -1, errmsg: 'system error' } });
      },
    });
    const error = await failureOf(buyer('orders.list', {}));
    expect(error).toMatchObject({ code: 'wechat_busy', retryable: true, message: '没有办成', hint: '请稍后再试' });
    expect(error.reference).toBe('wechat_busy · 微信 -1 · r-1');
  });

  it.each([
    ['cloud.callFunction:fail request:fail errcode:-105 cronet_error_code:-105', 'offline'],
    ['cloud.callFunction:fail request failed: TypeError: Failed to fetch', 'offline'],
    ['cloud.callFunction:fail request:fail timeout', 'timeout'],
    ['cloud.callFunction:fail Error: errCode: -504002 functions execute fail', 'unavailable'],
  ])('that fails on the way (%s) is %s, and may be tried again', async (errMsg, code) => {
    transport(() => Promise.reject(Object.assign(new Error(errMsg), { errMsg })));
    await expect(failureOf(buyer('orders.list', {}))).resolves.toMatchObject({ code, retryable: true });
  });

  it.each([undefined, null, 'ok', {}, { ok: 'yes' }, { ok: false }, { ok: false, error: {} }])(
    'that is answered with %j is not taken for an answer',
    async (result) => {
      transport(() => Promise.resolve({ result }));
      await expect(failureOf(buyer('orders.list', {}))).resolves.toMatchObject({ code: 'unavailable' });
    },
  );
});

describe('in DevTools without an appid', () => {
  beforeEach(() => {
    phone.wx['getAccountInfoSync']?.mockReturnValue({
      miniProgram: { appId: 'touristappid', envVersion: 'develop' },
    });
    phone.wx['getStorageSync']?.mockReturnValue('o-1');
  });

  it('a call goes to the sandbox on this machine, as the chosen person', async () => {
    phone.wx['request']?.mockImplementation(({ success }: { success: (answer: object) => void }) =>
      success({ statusCode: 200, data: { ok: true, data: { orders: [] } } }),
    );
    await expect(buyer('orders.list', {})).resolves.toEqual({ orders: [] });
    expect(phone.asked('request')).toMatchObject({
      url: 'http://127.0.0.1:8080/functions/buyer',
      method: 'POST',
      data: { action: 'orders.list' },
      header: { 'x-sandbox-openid': 'o-1' },
    });
    expect(phone.calls).toHaveLength(0);
  });

  it('a sandbox that does not run is an error like a lost network', async () => {
    phone.wx['request']?.mockImplementation(({ fail }: { fail: (error: object) => void }) =>
      fail({ errMsg: 'request:fail errcode:-102 cronet_error_code:-102 error_msg:net::ERR_CONNECTION_REFUSED' }),
    );
    await expect(failureOf(buyer('orders.list', {}))).resolves.toMatchObject({ code: 'offline' });
  });

  it('the authorization page is a link to open in a browser', async () => {
    await expect(openAuthorization(ENTRY)).resolves.toEqual({ outcome: 'link_copied' });
    const link = new URL(phone.clipboard);
    expect(link.origin + link.pathname).toBe('http://127.0.0.1:8081/__sandbox/app/authorize');
    expect(Object.fromEntries(link.searchParams)).toEqual({ openid: 'o-1', ...ENTRY });
    expect(phone.wx['navigateToMiniProgram']).not.toHaveBeenCalled();
  });

  it('a released version never looks for a sandbox', async () => {
    phone.wx['getAccountInfoSync']?.mockReturnValue({
      miniProgram: { appId: 'touristappid', envVersion: 'release' },
    });
    phone.on({ 'orders.list': () => ({ orders: [] }) });
    await buyer('orders.list', {});
    await openAuthorization(ENTRY);
    expect(phone.wx['request']).not.toHaveBeenCalled();
    expect(phone.asked('navigateToMiniProgram')).toMatchObject({ appId: ENTRY.appid, path: ENTRY.path });
  });
});
