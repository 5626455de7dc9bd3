import { readFileSync, watch as watchFolder } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { stop as endEsbuild } from 'esbuild';
import { type Context, Hono } from 'hono';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import type { Clock } from '../clock';
import type { Demo } from '../demo';
import { compile, type CompiledProgram } from './compile';
import { isFile } from './compile/project';
import { bundleFile } from './compile/scripts';
import { framePage } from './frame/page';
import { drawIcon } from './icons';
import { errorPage, phonePage } from './phone-page';
import type { PhoneSettings } from './runtime/config';

export interface PhoneOptions {
  /** The repository; the mini program lies in `miniprogram/` below it. */
  root: string;
  clock: Clock;
  demo: Demo;
  /** Where the WeChat stand-in is, `http://127.0.0.1:8081`. */
  wechatUrl: () => string;
  /** Compile anew when a file of the mini program changes, and reload the phones. */
  watch?: boolean;
  log?: (line: string) => void;
}

/** The phone: its pages to be served, and the way to stop it. */
export interface Phone {
  /** `GET /` (with frame), `GET /phone` (without), `/phone/*` (what both need). */
  app: Hono;
  close: () => void;
}

const FRAME = join(__dirname, 'frame');
const SETTLE_MS = 80;
const TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.svg': 'image/svg+xml',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
};
const DARK = /\(\s*prefers-color-scheme:\s*dark\s*\)/g;
const LIGHT = /\(\s*prefers-color-scheme:\s*light\s*\)/g;

/** Fixes the theme that a style sheet asks the system for. */
const inTheme = (css: string, theme: string): string => {
  if (theme !== 'dark' && theme !== 'light') return css;
  const [dark, light] = theme === 'dark' ? ['(min-width: 0)', 'not all'] : ['not all', '(min-width: 0)'];
  return css.replace(DARK, dark).replace(LIGHT, light);
};

const send = (context: Context, type: string, body: string): Response =>
  context.body(body, 200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });

/**
 * Compiles the mini program and serves it as a phone.
 * @throws CompileError when it does not compile; with `watch` the phone shows the error instead and waits
 */
export const createPhone = async (options: PhoneOptions): Promise<Phone> => {
  const { root, clock, demo, wechatUrl, watch = false, log = () => undefined } = options;
  let program: CompiledProgram | undefined;
  let failure = '';

  const recompile = async (): Promise<void> => {
    const startedAt = performance.now();
    try {
      program = await compile(root);
      failure = '';
      for (const warning of program.warnings) log(`phone: ${warning}`);
      log(`phone: ${program.units} pages and components compiled in ${Math.round(performance.now() - startedAt)} ms`);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      if (!watch) throw error;
      log(`phone: ${failure}`);
    }
  };
  const [frameScript] = await Promise.all([bundleFile(join(__dirname, 'runtime', 'frame.ts')), recompile()]);
  // Its service would keep its memory for as long as the phone is served.
  await endEsbuild();

  const streams = new Set<SSEStreamingApi>();
  const tell = (event: string, data: string): void => {
    for (const stream of streams) void stream.writeSSE({ event, data });
  };
  const unsubscribe = clock.onAdvance(() => tell('clock', String(clock.offset())));

  /** One compile after the other: ending esbuild would break another that is under way. */
  let compiling = Promise.resolve();
  const compileAgain = (): void => {
    compiling = compiling
      .then(recompile)
      .then(endEsbuild)
      .then(() => tell('reload', ''));
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watcher = watch
    ? watchFolder(join(root, 'miniprogram'), { recursive: true }, () => {
        clearTimeout(timer);
        timer = setTimeout(compileAgain, SETTLE_MS);
      })
    : undefined;

  const account = demo.accounts.find(({ kind }) => kind === 'miniprogram');
  const accountNames = Object.fromEntries(demo.accounts.map(({ appid, name }) => [appid, name]));
  const firstBuyer = demo.people.find(({ role }) => role === 'buyer')?.openid ?? '';
  const settingsOf = (context: Context): PhoneSettings => {
    const theme = context.req.query('theme');
    return {
      openid: context.req.query('openid') ?? firstBuyer,
      path: context.req.query('path') ?? '',
      scene: Number(context.req.query('scene') ?? 1001),
      theme: theme === 'dark' || theme === 'light' ? theme : 'auto',
      fontScale: Number(context.req.query('font') ?? 1),
      wechatUrl: wechatUrl(),
      clockOffset: clock.offset(),
      accountNames,
      appName: account?.name ?? '小程序',
    };
  };

  const app = new Hono();
  app.get('/', (context) => send(context, 'text/html', framePage(demo, wechatUrl())));
  app.get('/phone', (context) =>
    send(context, 'text/html', program && !failure ? phonePage(settingsOf(context)) : errorPage(failure)),
  );
  app.get('/phone/app.js', (context) => send(context, 'text/javascript', program?.script ?? ''));
  app.get('/phone/app.css', (context) =>
    send(context, 'text/css', inTheme(program?.styles ?? '', context.req.query('theme') ?? 'auto')),
  );
  app.get('/phone/frame.js', (context) => send(context, 'text/javascript', frameScript));
  app.get('/phone/frame.css', (context) => send(context, 'text/css', readFileSync(join(FRAME, 'frame.css'), 'utf8')));
  app.get('/phone/icons/:file', (context) => {
    const svg = drawIcon(context.req.param('file').replace(/\.svg$/, ''));
    if (!svg) return context.notFound();
    return context.body(svg, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=86400' });
  });
  app.get('/phone/mp/*', (context) => {
    const path = normalize(decodeURIComponent(context.req.path.slice('/phone/mp/'.length)));
    const type = TYPES[extname(path)];
    const file = program?.project.real(path.split('\\').join('/'));
    if (!file || !type || path.startsWith('..') || !isFile(file)) return context.notFound();
    return context.body(new Uint8Array(readFileSync(file)), 200, { 'content-type': type });
  });
  app.get('/phone/events', (context) =>
    streamSSE(context, async (stream) => {
      streams.add(stream);
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      streams.delete(stream);
    }),
  );
  return {
    app,
    close: () => {
      unsubscribe();
      watcher?.close();
      clearTimeout(timer);
      for (const stream of streams) stream.abort();
      streams.clear();
    },
  };
};
