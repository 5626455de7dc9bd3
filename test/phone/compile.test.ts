import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../../sandbox/phone/compile';
import { translateWxs } from '../../sandbox/phone/compile/templates';
import { translateLengths } from '../../sandbox/phone/lengths';

const FIXTURE = join(__dirname, 'fixture-app');

describe('the compiler', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phone-'));
    cpSync(join(FIXTURE, 'miniprogram'), join(root, 'miniprogram'), { recursive: true });
    symlinkSync(join(__dirname, '../../node_modules'), join(root, 'node_modules'), 'dir');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (file: string, text: string): void => writeFileSync(join(root, 'miniprogram', file), text);
  const failure = (): Promise<string> =>
    compile(root).then(
      () => '',
      (error: Error) => error.message,
    );

  test('takes pages, sub-packages and npm components without a word', async () => {
    const { pages, warnings, units } = await compile(root);
    expect(pages).toContain('packages/extra/pages/detail/index');
    expect(units).toBeGreaterThan(30);
    expect(warnings).toEqual([]);
  });
  test('names a json file that is broken', async () => {
    write('pages/tab/index.json', '{ "usingComponents": }');
    expect(await failure()).toMatch(/^miniprogram\/pages\/tab\/index\.json: .*JSON/);
  });
  test('names every component that is missing', async () => {
    write('pages/tab/index.json', '{ "usingComponents": { "x-a": "./a", "t-none": "tdesign-miniprogram/none/none" } }');
    const message = await failure();
    expect(message).toContain('miniprogram/pages/tab/index.json: component <x-a> (./a) is not found');
    expect(message).toContain('component <t-none> (tdesign-miniprogram/none/none) is not found');
  });
  test('names a page without a script', async () => {
    rmSync(join(root, 'miniprogram/pages/tab/index.ts'));
    expect(await failure()).toContain('miniprogram/pages/tab/index: there is no .ts or .js file');
  });
  test('names line and column of a mistake in wxml', async () => {
    write('pages/tab/index.wxml', '<view>\n{{ a?.b }}</view>');
    expect(await failure()).toMatch(/miniprogram\/pages\/tab\/index\.wxml:2:\d+: unexpected character/);
  });
  test('names line and column of a mistake in TypeScript', async () => {
    write('pages/tab/index.ts', 'Page({\n  data: {,\n});');
    expect(await failure()).toMatch(/miniprogram\/pages\/tab\/index\.ts:2:\d+: /);
  });
  test('names a mistake in wxss', async () => {
    write('pages/tab/index.wxss', '.a { color: red;');
    expect(await failure()).toMatch(/miniprogram\/pages\/tab\/index\.wxss: .*Unclosed block/);
  });
  test('names a module and a style sheet that are not found', async () => {
    write('pages/tab/index.ts', "import { x } from './nowhere';\nPage({ data: { x } });");
    write('pages/tab/index.wxss', "@import './nowhere.wxss';");
    const message = await failure();
    expect(message).toContain('miniprogram/pages/tab/index.ts: module "./nowhere" is not found');
    expect(message).toContain('miniprogram/pages/tab/index.wxss: @import "./nowhere.wxss" is not found');
  });
  test('keeps no address of the icon font and draws icons from this machine', async () => {
    const { styles } = await compile(root);
    expect(styles).not.toContain('tdesign.gtimg.com');
    expect(styles).toContain('/phone/icons/qrcode.svg');
  });
  test('keeps the rules of one page from another', async () => {
    const { styles } = await compile(root);
    expect(styles).toContain(':where([data-page="pages/conformance/index"]) .outer');
  });
});

describe('the dialects', () => {
  test('wxs: a constructor is a name, and a pattern keeps its backslash', () => {
    expect(translateWxs('x.y[0].constructor')).toBe('$typeName(x.y[0])');
    expect(translateWxs(String.raw`getRegExp('\d+\n')`)).toBe(String.raw`getRegExp('\\d+\n')`);
  });
  test('wxss: rpx, vh and safe areas are those of the phone', () => {
    expect(translateLengths('750rpx')).toBe('100vw');
    expect(translateLengths('calc(-1.5rpx)')).toBe('calc(-0.2vw)');
    expect(translateLengths('100vh')).toBe('calc(100 * var(--mp-vh, 1vh))');
    expect(translateLengths('env(safe-area-inset-bottom, 0px)')).toBe('var(--mp-safe-bottom, 0px)');
  });
});
