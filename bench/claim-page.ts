import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { ClaimInvoiceRow } from '../contract/reimburser';
import { claimLine } from '../miniprogram/reimburser/lib/invoice-line';
import { startSandbox } from '../sandbox';
import type { PhoneDebug } from '../sandbox/phone/debug-api';
import { launchChromium, openPhone } from '../test/e2e/support/phone';
import { fen } from '../test/pages/support/records';
import { aClaim, anItem } from '../test/pages/support/reimburser-records';
import type { Figure } from './report';

const INVOICES = 200;
/** As the function gives them. */
const PART = 30;
const MOST_BYTES = 50 * 1024;

type PhoneWindow = { __phone: PhoneDebug };

/** Generated invoices, each with as much wrong as there can be. */
const row = (index: number): ClaimInvoiceRow =>
  anItem({
    itemId: `it_bench${String(index).padStart(12, '0')}`,
    number: String(26_009_000_000_000_000_000n + BigInt(index)),
    payee: `样例餐饮服务（深圳）有限公司第${index}分公司`,
    amount: fen(4100 + index),
    tone: 'failed',
    checks: [
      { code: 'duplicate_company', level: 'stop', text: '这张发票已在另一张报销单里', claimNumber: 'BX20260921-A1B2C' },
      {
        code: 'title_differs',
        level: 'stop',
        text: '抬头不是本企业',
        ours: '样例科技有限公司',
        theirs: '另一家有限公司',
      },
      { code: 'pdf_missing', level: 'warn', text: '没有版式文件（PDF）' },
      { code: 'xml_missing', level: 'note', text: '缺XML原件' },
    ],
  });

interface Call {
  action: string;
  cursor?: string;
}

const answerTo = ({ action, cursor = '0' }: Call): object => {
  if (action !== 'claims.invoices') return aClaim({ count: INVOICES, stops: INVOICES });
  const from = Number(cursor);
  const rows = Array.from({ length: Math.min(PART, INVOICES - from) }, (_, i) => row(from + i));
  return from + PART < INVOICES ? { rows, next: String(from + PART) } : { rows };
};

const nodes = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as PhoneWindow).__phone.nodeCount());

/** A claim's page with two hundred invoices: what crosses to the screen at most at once, and how much stands there. */
export const claimPage = async (): Promise<Figure[]> => {
  const root = join(__dirname, '..');
  const sandbox = await startSandbox({ root, port: 0, wechatPort: 0, dataDir: ':memory:' });
  sandbox.ready();
  const browser = await launchChromium();
  try {
    const openid = sandbox.demo.people.find(({ role }) => role === 'employee')?.openid ?? '';
    const phone = await openPhone(browser, { url: sandbox.url, openid });
    const { page } = phone;
    await page.route('**/functions/reimburser', (route) =>
      route.fulfill({ json: { ok: true, data: answerTo(route.request().postDataJSON() as Call) } }),
    );
    const path = encodeURIComponent('/reimburser/claim/index?claim=cl1');
    await page.goto(`${sandbox.url}/phone?openid=${openid}&path=${path}`);
    await phone.see('样例餐饮服务（深圳）有限公司第1分公司');
    await phone.idle();
    const few = await nodes(page);
    await page.mouse.move(195, 500);
    const last = page.getByText(`样例餐饮服务（深圳）有限公司第${INVOICES - 1}分公司`);
    for (let step = 0; (await last.count()) === 0; step += 1) {
      if (step > INVOICES) throw new Error('the table does not come to its end');
      await page.mouse.wheel(0, 700);
      await page.waitForTimeout(30);
    }
    const { list } = await page.evaluate(() => (globalThis as unknown as PhoneWindow).__phone.updates());
    const own = list.filter(({ component }) => component.includes('reimburser/claim/'));
    if (own.length === 0) throw new Error('the claim did not draw');
    const largest = Math.max(...own.map(({ bytes }) => bytes));
    const whole = Buffer.byteLength(JSON.stringify(Array.from({ length: INVOICES }, (_, i) => claimLine(row(i)))));
    const many = await nodes(page);
    await phone.assertClean();
    return [
      {
        name: 'largest setData of a claim’s page with 200 invoices / 50 KB',
        detail: `${largest} B in ${own.length} calls from opening to the last invoice / ${MOST_BYTES} B; all rows at once were ${whole} B`,
        ratio: largest / MOST_BYTES,
        goal: { atMost: 1 },
      },
      {
        name: 'nodes of a claim’s page at the 200th invoice / at the first',
        detail: `${many} / ${few}, generated invoices`,
        ratio: many / few,
        goal: { atMost: 1.2 },
      },
    ];
  } finally {
    await browser.close();
    await sandbox.close();
  }
};
