import { bootPhone, type JsdomPhone } from './support/jsdom-phone';

/** What WeChat's framework promises and the phone keeps; each line was learnt from a real page. */
describe('the phone runs pages as WeChat does', () => {
  let phone: JsdomPhone;
  beforeEach(async () => {
    phone = await bootPhone();
  });
  afterEach(() => {
    expect(phone.debug.unknownCalls).toEqual([]);
    phone.close();
  });
  const log = (): string => (phone.page().data['log'] as string[]).join(',');

  test('an included template sees the data of the page', () => {
    expect(phone.text('.included')).toBe('included M');
  });
  test('a template takes spread data', () => {
    expect(phone.text('.pair')).toBe('1-2');
  });
  test('componentGenerics put the named component in', () => {
    expect(phone.text('c-list')).toBe('[a][b]');
  });
  test('relations link, and unlink when wx:if removes a child', () => {
    expect(phone.page().selectComponent('#parent').count()).toBe('2:2');
    phone.page().setData({ two: false });
    expect(phone.page().selectComponent('#parent').count()).toBe('1:2');
  });
  test('export decides what selectComponent answers', () => {
    expect(JSON.stringify(phone.page().selectComponent('#exported'))).toBe('{"secret":42}');
  });
  test('pure data reaches observers and not the template', () => {
    expect(phone.text('c-pure-data')).toBe('saw 1');
  });
  test('a virtual host leaves no element, and hands class and style to its root', () => {
    expect(phone.document.querySelector('c-virtual-host')).toBeNull();
    const root = phone.find('.outer');
    expect(root.className).toMatch(/--vh/);
    expect(root.style.fontWeight).toBe('700');
    expect(root.getAttribute('style')).toContain('13.33333vw');
  });
  test('slots keep the order of the component', () => {
    expect(phone.text('.outer')).toBe('Hbody');
  });
  test('classes of isolated components carry a prefix, those of the page do not', () => {
    expect(phone.find('c-badge wx-view').className).toMatch(/^s\w+--mark$/);
    expect(phone.find('.mark').textContent).toBe('plain');
  });
  test('wxs knows constructors by name and keeps the backslash of a pattern', () => {
    expect(phone.text('.kinds')).toBe('3 Array String Number Object Boolean true');
  });
  test('wx:if, wx:elif and wx:else follow the data', () => {
    expect(phone.text('.branch')).toBe('zero');
    phone.page().setData({ n: 2 });
    expect(phone.text('.branch')).toBe('many');
  });
  test('nested wx:for keeps its own item and index', () => {
    const cells = [...phone.document.querySelectorAll('.cell')].map((cell) => cell.textContent);
    expect(cells).toEqual(['00p', '01q', '10r']);
  });
  test('setData takes paths', () => {
    phone.page().setData({ n: 2, 'list[0].b': 'BB', 'deep.x.y': 'YY', 'grid[1].cells[0]': 'R' });
    expect(phone.text('.paths')).toBe('BB YY qgt 2');
    expect(phone.document.querySelectorAll('.cell')[2]?.textContent).toBe('10R');
  });
  test('change:prop calls wxs with the new and the old value', async () => {
    phone.page().setData({ n: 2 });
    await phone.settle();
    expect(log()).toContain('watch0>2');
  });
  test('a wxs handler calls methods and changes style and class of other nodes', async () => {
    await phone.tap('.wxs-tap');
    expect(log()).toContain('wxs5');
    expect(phone.find('.target').style.color).toBe('rgb(5, 6, 7)');
    expect(phone.find('.target').className).toBe('target hit');
  });
  test('capture comes first, and of two mut-binds only the inner one hears', async () => {
    await phone.tap('.mut');
    expect(log()).toMatch(/captured,innerMut,bubbled$/);
  });
  test('model:value binds both ways', async () => {
    const input = phone.find('.two-way input') as HTMLInputElement;
    input.value = 'typed!';
    input.dispatchEvent(new (phone.document.defaultView as unknown as { Event: typeof Event }).Event('input'));
    await phone.settle();
    expect(phone.text('.typed')).toBe('typed!');
  });
  test('a page keeps the fields that it was defined with', () => {
    expect(JSON.stringify(phone.page()['custom'])).toBe('{"a":[1]}');
  });
  test('a handler that throws is reported and stops nothing', async () => {
    await phone.tap('wx-button');
    expect(phone.debug.errors.join()).toContain('broken handler');
    await phone.tap('.mut');
    expect(log()).toMatch(/bubbled$/);
  });
  test('a page is loaded, shown and ready in this order', () => {
    expect(log()).toMatch(/^load,show,(watch[^,]*,)?ready$/);
  });
  test('a page made by Component() gets its query typed, and as options', async () => {
    await phone.tap('.go');
    expect(phone.text('[class$=--answer]')).toBe('7|张|{"id":"7","name":"%E5%BC%A0"}');
    expect(phone.app['queryShown']).toBe(true);
    expect(phone.app['hides']).toBe(1);
  });
  test('onLoad may set the title', async () => {
    await phone.tap('.go');
    expect(phone.text('.mp-nav h1')).toBe('第 7 号');
  });
  test('going back unloads the page and shows the one below', async () => {
    await phone.tap('.go');
    await phone.wx['navigateBack']?.();
    expect(phone.app['unloaded']).toBe(true);
    expect(log()).toMatch(/hide,show$/);
  });
  test('the opened page talks to the one that opened it', async () => {
    const heard: unknown[] = [];
    await phone.wx['navigateTo']?.({
      url: '../query/index?id=9',
      events: { opened: (id: string) => heard.push(id) },
    });
    expect(heard).toEqual(['9']);
  });
  test('tab pages keep their state, and tell when their tab is tapped', async () => {
    await phone.tap('[role=tab]:nth-child(2)');
    await phone.tap('wx-button');
    await phone.tap('[role=tab]:nth-child(1)');
    expect(log()).toContain('hide,show');
    await phone.tap('[role=tab]:nth-child(2)');
    expect(phone.text('.outer')).toBe('第 1 次');
    expect(phone.debug.pages()).toEqual(['pages/tab/index']);
  });
  test('a tab page cannot be navigated to', async () => {
    const failure = await phone.failure(phone.wx['navigateTo']?.({ url: '/pages/tab/index' }) ?? Promise.resolve());
    expect(failure.errMsg).toBe('navigateTo:fail can not navigateTo a tabbar page');
  });
  test('a page that does not exist cannot be opened', async () => {
    const failure = await phone.failure(phone.wx['navigateTo']?.({ url: '/pages/none/index' }) ?? Promise.resolve());
    expect(failure.errMsg).toBe('navigateTo:fail page "pages/none/index" is not found');
    expect(phone.debug.pages()).toEqual(['pages/conformance/index']);
  });
  test('reLaunch leaves one page, also one of a sub-package', async () => {
    await phone.wx['reLaunch']?.({ url: '/packages/extra/pages/detail/index' });
    expect(phone.debug.pages()).toEqual(['packages/extra/pages/detail/index']);
    expect(phone.text('wx-page')).toBe('分包里的页面');
  });
  test('more than ten pages do not stack', async () => {
    for (let count = 1; count < 10; count += 1)
      await phone.wx['navigateTo']?.({ url: `/pages/query/index?id=${count}` });
    const failure = await phone.failure(phone.wx['navigateTo']?.({ url: '/pages/query/index' }) ?? Promise.resolve());
    expect(failure.errMsg).toContain('webview count limit exceed');
  });
});

describe('the phone opens where it is told to', () => {
  test('at a page with its query', async () => {
    const phone = await bootPhone({ path: '/pages/query/index?id=3&name=a' });
    expect(phone.text('[class$=--answer]')).toBe('3|a|{"id":"3","name":"a"}');
    expect(phone.app['launchedAt']).toBe('pages/query/index');
    phone.close();
  });
  test('at the first page when the path is not a page', async () => {
    const phone = await bootPhone({ path: '/pages/none/index' });
    expect(phone.debug.pages()).toEqual(['pages/conformance/index']);
    phone.close();
  });
  test('with setData counted in bytes and the page in elements', async () => {
    const phone = await bootPhone({ path: '/pages/tab/index' });
    phone.debug.resetUpdates();
    phone.page().setData({ n: 12 });
    expect(phone.debug.updates()).toMatchObject({ calls: 1, bytes: 8, largest: 8 });
    expect(phone.debug.nodeCount()).toBeGreaterThan(1);
    phone.close();
  });
});
