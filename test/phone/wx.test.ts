import { bootPhone, type JsdomPhone } from './support/jsdom-phone';

const titles = [
  {
    type: '0',
    title: '样例科技有限公司',
    taxNumber: '91000000MA0C0MPA1D',
    companyAddress: '',
    telephone: '',
    bankName: '',
    bankAccount: '',
  },
];
const answerJson = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });

describe('the wx object', () => {
  let phone: JsdomPhone;
  let requests: { url: string; init: RequestInit | undefined }[];

  beforeEach(async () => {
    requests = [];
    // A request takes time: what comes after it is no longer the tap's.
    const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
      requests.push({ url, init });
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (url.includes('titles')) return answerJson(titles);
      if (url.endsWith('/nobody')) return answerJson({ ok: false }, 404);
      return answerJson({ ok: true, data: { orders: [] } });
    };
    phone = await bootPhone({ path: '/pages/wechat/index', fetch: fetch as typeof globalThis.fetch });
  });
  afterEach(() => phone.close());

  const call = (name: string, options?: object): Promise<Record<string, unknown>> =>
    phone.wx[name]?.(options) ?? Promise.reject(new Error(`wx.${name} is missing`));
  const press = (label: string): Promise<void> => phone.press(label);
  const answer = (): Record<string, unknown> =>
    JSON.parse(phone.text('.answer') || '{"errMsg":"nothing yet"}') as Record<string, unknown>;
  const tapButton = async (label: string): Promise<void> => {
    const buttons = [...phone.document.querySelectorAll<HTMLButtonElement>('#mp-layer button')];
    const button = buttons.find(({ textContent }) => textContent?.includes(label));
    if (!button) throw new Error(`no button says ${label}`);
    button.click();
    await phone.settle();
  };

  test('an interface that the phone does not have fails and is listed', async () => {
    const failure = await phone.failure(call('startBluetoothDevicesDiscovery', {}));
    expect(failure.errMsg).toBe('startBluetoothDevicesDiscovery:fail not simulated in the browser');
    expect(phone.debug.unknownCalls).toEqual([{ name: 'startBluetoothDevicesDiscovery', errMsg: failure.errMsg }]);
  });
  test('an unknown interface with callbacks calls fail and complete', async () => {
    const heard: string[] = [];
    void phone.wx['openVideoEditor']?.({
      fail: ({ errMsg }: { errMsg: string }) => heard.push(errMsg),
      complete: () => heard.push('complete'),
    });
    expect(heard).toEqual(['openVideoEditor:fail not simulated in the browser', 'complete']);
  });
  test('canIUse tells known from unknown interfaces', () => {
    const canIUse = phone.wx['canIUse'] as unknown as (schema: string) => boolean;
    expect(canIUse('chooseInvoiceTitle')).toBe(true);
    expect(canIUse('startBluetoothDevicesDiscovery')).toBe(false);
    expect(phone.debug.unknownCalls).toEqual([]);
  });
  test('callbacks get what a promise would resolve to', async () => {
    const heard: unknown[] = [];
    await call('setStorage', { key: 'k', data: { a: 1 } });
    void phone.wx['getStorage']?.({ key: 'k', success: (value: unknown) => heard.push(value) });
    await phone.settle();
    expect(heard).toEqual([{ errMsg: 'getStorage:ok', data: { a: 1 } }]);
  });
  test('wx.request answers a task, not a promise', async () => {
    const heard: unknown[] = [];
    const task = phone.wx['request']?.({
      url: 'http://127.0.0.1:8080/x',
      success: ({ data }: { data: unknown }) => heard.push(data),
    }) as unknown as { then?: unknown; abort: unknown };
    await phone.settle();
    expect(task.then).toBeUndefined();
    expect(typeof task.abort).toBe('function');
    expect(heard).toEqual([{ ok: true, data: { orders: [] } }]);
  });
  test('a cloud function is called as the person whose phone it is', async () => {
    await press('云函数');
    expect(answer()).toMatchObject({ errMsg: 'cloud.callFunction:ok', result: { ok: true } });
    const [request] = requests;
    expect(request?.url).toBe('/functions/buyer');
    expect(request?.init?.headers).toMatchObject({
      'x-sandbox-openid': expect.stringMatching(/^o/) as string,
    });
    expect(request?.init?.body).toBe('{"action":"orders.list"}');
  });
  test('a cloud function that does not exist fails with the number of CloudBase', async () => {
    await press('没有的云函数');
    expect(answer()).toMatchObject({ errCode: -501000 });
  });
  test('navigateToMiniProgram outside a tap fails', async () => {
    const failure = await phone.failure(call('navigateToMiniProgram', { appId: 'wx1' }));
    expect(failure.errMsg).toBe('navigateToMiniProgram:fail can only be invoked by user TAP gesture.');
  });
  test('navigateToMiniProgram fails when a request lies between the tap and the call', async () => {
    await press('先请求再去授权');
    expect(answer()).toMatchObject({
      errMsg: 'navigateToMiniProgram:fail can only be invoked by user TAP gesture.',
    });
  });
  test('navigateToMiniProgram asks, and a refusal is a failure', async () => {
    await press('去授权');
    expect(phone.document.querySelector('#mp-layer')?.textContent).toContain('即将打开“样例开票平台”小程序');
    await tapButton('取消');
    expect(answer()).toEqual({ errMsg: 'navigateToMiniProgram:fail cancel' });
  });
  test('the way to another mini program and back hides and shows app and page', async () => {
    await press('去授权');
    await tapButton('允许');
    const frame = phone.document.querySelector<HTMLIFrameElement>('#mp-layer iframe');
    const address = new URL(frame?.src ?? '');
    expect(address.pathname).toBe('/__sandbox/app/authorize');
    expect(address.searchParams.get('path')).toBe('pages/auth?order=1');
    expect(address.searchParams.get('appid')).toBe('wxde00000000000003');
    phone.document.querySelector<HTMLButtonElement>('[aria-label=关闭小程序]')?.click();
    await phone.settle();
    expect(phone.app['events']).toEqual(['show 1001', 'hide', 'show 1038 wxde00000000000003']);
  });
  test('requestSubscribeMessage outside a tap fails, in a tap it asks', async () => {
    const failure = await phone.failure(call('requestSubscribeMessage', { tmplIds: ['t1'] }));
    expect(failure.errMsg).toContain('TAP gesture');
    await press('订阅');
    await tapButton('允许');
    expect(answer()).toEqual({ errMsg: 'requestSubscribeMessage:ok', t1: 'accept', t2: 'accept' });
  });
  test('the first guarded interface asks for privacy consent, the second does not', async () => {
    expect(await call('getPrivacySetting')).toMatchObject({ needAuthorization: true });
    await press('选抬头');
    await tapButton('同意');
    await tapButton('样例科技有限公司');
    expect(answer()).toMatchObject({ title: '样例科技有限公司', taxNumber: '91000000MA0C0MPA1D', type: '0' });
    expect(await call('getPrivacySetting')).toMatchObject({ needAuthorization: false });
    await press('选抬头');
    await tapButton('取消');
    expect(answer()).toEqual({ errMsg: 'chooseInvoiceTitle:fail cancel' });
  });
  test('refused consent fails the interface with 104 and is asked again', async () => {
    await press('选抬头');
    await tapButton('拒绝');
    expect(answer()).toEqual({
      errMsg: 'chooseInvoiceTitle:fail privacy permission is not authorized',
      errno: 104,
    });
    expect(await call('getPrivacySetting')).toMatchObject({ needAuthorization: true });
  });
  test('a mini program that asks for consent itself is told who asks, and answers', async () => {
    const asked: unknown[] = [];
    const listen = phone.wx['onNeedPrivacyAuthorization'] as unknown as (
      listener: (resolve: (answer: { event: string }) => void, info: unknown) => void,
    ) => void;
    listen((resolve, info) => {
      asked.push(info);
      resolve({ event: 'exposureAuthorization' });
      resolve({ event: 'disagree' });
    });
    const failure = await phone.failure(call('requirePrivacyAuthorize'));
    expect(asked).toEqual([{ referrer: 'requirePrivacyAuthorize' }]);
    expect(failure.errno).toBe(104);
  });
  test('a permission that the person refused fails with auth deny', async () => {
    const refused = phone.failure(call('authorize', { scope: 'scope.invoiceTitle' }));
    await phone.settle();
    await tapButton('拒绝');
    expect(await refused).toEqual({ errMsg: 'authorize:fail auth deny', errno: 103 });
    await press('选抬头');
    await tapButton('同意');
    expect(answer()).toEqual({ errMsg: 'chooseInvoiceTitle:fail auth deny', errno: 103 });
  });
  test('a modal answers what was tapped', async () => {
    await press('问');
    await tapButton('确定');
    expect(answer()).toEqual({ errMsg: 'showModal:ok', confirm: true, cancel: false, content: null });
  });
  test('an action sheet answers the index, and its cancel is a failure', async () => {
    await press('选一个');
    await tapButton('二');
    expect(answer()).toMatchObject({ tapIndex: 1 });
    await press('选一个');
    await tapButton('取消');
    expect(answer()).toEqual({ errMsg: 'showActionSheet:fail cancel' });
  });
  test('a scanned code is what the person types', async () => {
    await press('扫一扫');
    const input = phone.document.querySelector<HTMLInputElement>('#mp-layer input');
    if (input) input.value = 'https://example.test/r/abc';
    await tapButton('确定');
    expect(answer()).toMatchObject({ result: 'https://example.test/r/abc', scanType: 'QR_CODE' });
  });
  test('a document that is not there cannot be opened', async () => {
    const failure = await phone.failure(call('openDocument', { filePath: 'wxfile://tmp_9.pdf' }));
    expect(failure.errMsg).toBe("openDocument:fail file doesn't exist");
  });
  test('interfaces without a visible effect are listed as recorded', async () => {
    await call('vibrateShort', { type: 'light' });
    const report = phone.wx['reportEvent'] as unknown as (id: string, data: object) => void;
    report('apply', { ok: 1 });
    expect(phone.debug.recorded.map(({ name }) => name)).toEqual(['vibrateShort', 'reportEvent']);
    expect(phone.debug.unknownCalls).toEqual([]);
  });
  test('the phone says that it is not a released mini program', () => {
    const info = (phone.wx['getAccountInfoSync'] as unknown as () => object)();
    expect(info).toMatchObject({ miniProgram: { appId: 'touristappid', envVersion: 'develop' } });
  });
  test('time on the phone is the time of the sandbox', () => {
    const ahead = (phone.document.defaultView as unknown as { Date: DateConstructor }).Date.now() - Date.now();
    expect(Math.abs(ahead - 86_400_000)).toBeLessThan(2000);
  });
});
