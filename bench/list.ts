import { join } from 'node:path';
import type { Page, Route } from 'playwright-core';
import type { InvoiceRow } from '../contract/merchant';
import { rowOf } from '../miniprogram/merchant/lib/row';
import { startSandbox } from '../sandbox';
import type { PhoneDebug } from '../sandbox/phone/debug-api';
import { launchChromium, openPhone } from '../test/e2e/support/phone';
import { at, fen } from '../test/pages/support/records';
import type { Figure } from './report';

const PART = 20;
const MOST_BYTES = 50 * 1024;
const NOON = 1_790_000_000;

type PhoneWindow = { __phone: PhoneDebug };

/** Generated rows, of the size that the function gives: the bench is of the page, not of the cloud. */
const row = (index: number): InvoiceRow => ({
  applicationId: `ap_bench${String(index).padStart(12, '0')}`,
  invoiceId: `iv_bench${String(index).padStart(12, '0')}`,
  orderNos: [`BENCH-20261110-${String(index).padStart(4, '0')}`],
  titleName: '样例科技（深圳）有限公司第二分公司',
  amount: fen(4100 + index),
  tax: fen(232),
  number: String(26_009_000_000_000_000_000n + BigInt(index)),
  appliedAt: at(NOON - index),
  authorization: 'authorized',
  issuing: 'issued',
  card: 'inserted',
  stateCode: 'issued',
  stateText: '已开票，已入卡包',
  tone: 'done',
  actions: [],
});

const answerFor = ({ action, cursor = '0' }: { action: string; cursor?: string }, total: number): object => {
  if (action === 'invoices.totals') {
    const tabs = [{ tab: 'all', text: '全部', count: total }];
    return { totals: { count: total, amount: 4100 * total, tax: 232 * total }, tabs, more: false };
  }
  const from = Number(cursor);
  const rows = Array.from({ length: Math.min(PART, total - from) }, (_, i) => row(from + i));
  return from + PART < total ? { rows, next: String(from + PART) } : { rows };
};

const serve = (route: Route, total: number) => {
  const call = route.request().postDataJSON() as { action: string; cursor?: string };
  return route.fulfill({ json: { ok: true, data: answerFor(call, total) } });
};

const nodes = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as PhoneWindow).__phone.nodeCount());

/** Scrolls a screen at a time until the list has asked for so many rows. */
const scrollTo = async (page: Page, asked: () => number, rows: number): Promise<void> => {
  for (let step = 0; asked() < rows; step += 1) {
    if (step > rows) throw new Error(`the list stops at ${asked()} rows`);
    await page.mouse.wheel(0, 700);
    await page.waitForTimeout(30);
  }
  await page.waitForTimeout(200);
};

/** The merchant's list after a thousand rows against the same after twenty, and what a further part costs. */
export const list = async (): Promise<Figure[]> => {
  const root = join(__dirname, '..');
  const sandbox = await startSandbox({ root, port: 0, wechatPort: 0, dataDir: ':memory:' });
  sandbox.ready();
  const browser = await launchChromium();
  try {
    const openid = sandbox.demo.people.find(({ role }) => role === 'finance')?.openid ?? '';
    const phone = await openPhone(browser, { url: sandbox.url, openid });
    const { page } = phone;
    let asked = 0;
    await page.route('**/functions/merchant', (route) => {
      const { action, cursor = '0' } = route.request().postDataJSON() as { action: string; cursor?: string };
      if (action === 'invoices.list') asked = Math.max(asked, Number(cursor) + PART);
      return serve(route, 2000);
    });
    const path = encodeURIComponent('/merchant/invoices/index?merchant=m-cafe');
    await page.goto(`${sandbox.url}/phone?openid=${openid}&path=${path}`);
    await phone.see('BENCH-20261110-0003');
    const few = await nodes(page);
    await page.mouse.move(195, 600);

    await scrollTo(page, () => asked, 200);
    await page.evaluate(() => (globalThis as unknown as PhoneWindow).__phone.resetUpdates());
    await scrollTo(page, () => asked, 220);
    const updates = await page.evaluate(() => (globalThis as unknown as PhoneWindow).__phone.updates().list);
    const next = updates.filter(({ component }) => component.includes('merchant/invoices'));
    if (next.length === 0) throw new Error('the list did not draw');
    const nextBytes = next.reduce((sum, { bytes }) => sum + bytes, 0);
    const largest = Math.max(...next.map(({ bytes }) => bytes));
    const wholeBytes = Buffer.byteLength(
      JSON.stringify({ rows: Array.from({ length: 200 }, (_, i) => rowOf(row(i))) }),
    );

    await scrollTo(page, () => asked, 1000);
    const many = await nodes(page);
    await phone.assertClean();
    return [
      {
        name: 'nodes of the merchant’s list after 1,000 rows / after 20',
        detail: `${many} / ${few}, generated rows`,
        ratio: many / few,
        goal: { atMost: 1.2 },
      },
      {
        name: 'setData of the next part of the list, at row 200 / of the whole list',
        detail: `${nextBytes} B in ${next.length} calls while it scrolls through the part / ${wholeBytes} B, generated rows`,
        ratio: nextBytes / wholeBytes,
        goal: { atMost: 0.3 },
      },
      {
        name: 'largest setData while the next part comes / 50 KB',
        detail: `${largest} B / ${MOST_BYTES} B`,
        ratio: largest / MOST_BYTES,
        goal: { atMost: 1 },
      },
    ];
  } finally {
    await browser.close();
    await sandbox.close();
  }
};
