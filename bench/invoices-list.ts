import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Envelope } from '../contract/envelope';
import type { MerchantInput, MerchantOutput, Tab } from '../contract/merchant';
import { listStates } from '../contract/states';
import { startSandbox, type Sandbox } from '../sandbox';
import { writeMerchants } from '../scripts/demo';
import { bulkWrite } from './bulk-write';
import { applications, counters, type Generation } from './generated';
import { median, type Figure } from './report';
import { postJson } from './sandbox';

const FEW = 1000;
/** SCALE makes it a smaller bench for a quick look. */
const MANY = Number(process.env['SCALE'] ?? 1_000_000);
const CALLS = 500;
const TOTALS = 40;
const MERCHANT = 'm-cafe';
const DAYS = 730;

type Action = keyof MerchantInput & keyof MerchantOutput;

/** A sandbox whose merchant has so many invoices; the same two years, more or less of them a day. */
const grown = async (count: number) => {
  const root = join(__dirname, '..');
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-invoices-'));
  const open = () => startSandbox({ root, port: 0, wechatPort: 0, dataDir, phone: false });
  const empty = await open();
  await writeMerchants(empty);
  const until = Math.floor(empty.clock.now() / 1000);
  await empty.close();
  const generation: Generation = { merchantId: MERCHANT, count, until, days: DAYS };
  const begun = performance.now();
  bulkWrite(dataDir, 'applications', applications(generation));
  bulkWrite(dataDir, 'daily_counters', counters(generation));
  const seconds = (performance.now() - begun) / 1000;
  const sandbox = await open();
  sandbox.ready();
  const close = async () => {
    await sandbox.close();
    rmSync(dataDir, { recursive: true });
  };
  return { sandbox, seconds, generation, close };
};
type Grown = Awaited<ReturnType<typeof grown>>;

const caller = (sandbox: Sandbox) => {
  const openid = sandbox.demo.people.find(({ role, merchant }) => role === 'finance' && merchant === MERCHANT)?.openid;
  return async <A extends Action>(action: A, input: MerchantInput[A]): Promise<[ms: number, MerchantOutput[A]]> => {
    const start = performance.now();
    const answer = (await postJson(
      `${sandbox.url}/functions/merchant`,
      { action, ...input },
      {
        'x-sandbox-openid': openid ?? '',
      },
    )) as Envelope<MerchantOutput[A]>;
    if (!answer.ok) throw new Error(`${action}: ${answer.error.message} (${answer.error.hint})`);
    return [performance.now() - start, answer.data];
  };
};

const p95 = (times: number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? NaN;

/** A cursor as the list gives it, at a place between the newest and the oldest. */
const cursorAt = ({ generation: { until } }: Grown, depth: number): string =>
  Buffer.from(`${String(Math.floor(until - depth * DAYS * 86_400)).padStart(10, '0')}:`).toString('base64url');

const tabs: Tab[] = ['all', ...listStates];

/** Calls of the two by turns, so that what else the machine does meets both. */
const byTurns = async (
  few: Grown,
  many: Grown,
  calls: number,
  call: (grown: Grown, ask: ReturnType<typeof caller>, i: number) => Promise<[number, unknown]>,
): Promise<[few: number[], many: number[]]> => {
  const times: [number[], number[]] = [[], []];
  const asks = [caller(few.sandbox), caller(many.sandbox)] as const;
  for (let i = 0; i < calls; i += 1) {
    times[0].push((await call(few, asks[0], i))[0]);
    times[1].push((await call(many, asks[1], i))[0]);
  }
  return times;
};

const shown = (ms: number) => `${ms.toFixed(1)} ms`;

/** The merchant's list over HTTP, with a million invoices and with a thousand. */
export const invoicesList = async (): Promise<Figure[]> => {
  const few = await grown(FEW);
  const many = await grown(MANY);
  const data = `generated rows, written straight into the sandbox's database (${MANY} in ${many.seconds.toFixed(0)} s)`;
  try {
    const warm = (_: Grown, ask: ReturnType<typeof caller>) => ask('invoices.list', { tab: 'all' });
    await byTurns(few, many, 20, warm);

    const list = await byTurns(few, many, CALLS, (grown, ask, i) =>
      ask('invoices.list', {
        tab: tabs[i % tabs.length] ?? 'all',
        ...(i >= tabs.length && { cursor: cursorAt(grown, (i * 0.618) % 1) }),
      }),
    );
    const totals = await byTurns(few, many, TOTALS, (_, ask, i) =>
      ask('invoices.totals', { tab: tabs[i % tabs.length] ?? 'all' }),
    );
    const figures: Figure[] = [
      {
        name: `invoices.list by HTTP, p95 of ${CALLS} calls over all tabs and the whole depth, at ${MANY} / at ${FEW}`,
        detail: `${shown(p95(list[1]))} / ${shown(p95(list[0]))}, medians ${shown(median(list[1]))} / ${shown(median(list[0]))}, ${data}`,
        ratio: p95(list[1]) / p95(list[0]),
        goal: { atMost: 1.5 },
      },
      {
        name: `totals and counts of all tabs without a search, median, at ${MANY} / at ${FEW}`,
        detail: `${shown(median(totals[1]))} / ${shown(median(totals[0]))}, both over ${DAYS} days`,
        ratio: median(totals[1]) / median(totals[0]),
        goal: { atMost: 2 },
      },
    ];
    const middle = (Math.floor(MANY / 2) - (Math.floor(MANY / 2) % 100)) % 1_000_000;
    const searches: [what: string, input: MerchantInput['invoices.list']][] = [
      ['an order number', { query: `BENCH-${String(middle).padStart(9, '0')}` }],
      ['an invoice number', { query: String(26_000_000_000_000_000_000n + BigInt(middle)) }],
      ['its last six digits', { query: String(middle).padStart(6, '0') }],
      ['a phone’s last four', { query: '0042' }],
      ['a part of half of all titles', { query: '有限公司' }],
      ['a place and a trade', { query: '成都 物流' }],
      ['a title in one tab', { query: '样例科技', tab: 'failed' }],
      ['what is nowhere', { query: '不存在的抬头' }],
    ];
    const asks = [caller(few.sandbox), caller(many.sandbox)] as const;
    for (const [what, input] of searches) {
      const [, page] = await asks[1]('invoices.list', input);
      const pages = await byTurns(few, many, 9, (_, ask) => ask('invoices.list', input));
      const [counting, counted] = await asks[1]('invoices.totals', input);
      const found = counted.more ? 'more than 10,000' : String(counted.totals.count);
      figures.push({
        name: `a search for ${what}, at ${MANY} / at ${FEW}`,
        detail: `page ${shown(median(pages[1]))} / ${shown(median(pages[0]))}, ${page.rows.length} rows of ${found}, counted in ${shown(counting)}`,
      });
    }
    return figures;
  } finally {
    await few.close();
    await many.close();
  }
};
