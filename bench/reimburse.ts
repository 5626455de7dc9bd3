import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Envelope } from '../contract/envelope';
import type { ReimburserOutput } from '../contract/reimburser';
import type { ChosenCard } from '../contract/wechat';
import { startSandbox, type Sandbox } from '../sandbox';
import { writeCompanies } from '../scripts/demo/companies';
import { bulkWrite } from './bulk-write';
import { fillCardPack } from './card-pack';
import { median, type Figure } from './report';
import { postJson } from './sandbox';

const COUNT = 200;
const CHUNK = 50;
const RUNS = 5;
const DELAY_MS = 60;
const FEW = 1000;
const GENERATED = 1_000_000;
const COMPANY = 'c-sample';
const MINI_PROGRAM = 'wxde00000000000001';
const BATCH = '/card/invoice/reimburse/getinvoicebatch';
const ONE = '/card/invoice/reimburse/getinvoiceinfo';

const employeeOf = ({ demo }: Sandbox): string =>
  demo.people.find(({ role, company }) => role === 'employee' && company === COMPANY)?.openid ?? '';

const read = async (sandbox: Sandbox, items: ChosenCard[]): Promise<ReimburserOutput['invoices.read']> => {
  const headers = { 'x-sandbox-openid': employeeOf(sandbox) };
  const body = { action: 'invoices.read', items };
  const envelope = (await postJson(`${sandbox.url}/functions/reimburser`, body, headers)) as Envelope<
    ReimburserOutput['invoices.read']
  >;
  if (!envelope.ok) throw new Error(JSON.stringify(envelope.error));
  return envelope.data;
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

const callsTo = async (sandbox: Sandbox): Promise<number> => {
  const counts = (await (await fetch(`${sandbox.wechatUrl}/__sandbox/calls`)).json()) as Record<
    string,
    { total: number }
  >;
  return (counts[BATCH]?.total ?? 0) + (counts[ONE]?.total ?? 0);
};

const slow = (sandbox: Sandbox, ms: number) =>
  postJson(
    `${sandbox.wechatUrl}/__sandbox/faults`,
    { seed: 1, rules: ms > 0 ? [BATCH, ONE].map((path) => ({ path, kind: 'delay', ms })) : [] },
    {},
    'PUT',
  );

const oneByOne = async (sandbox: Sandbox, items: ChosenCard[]): Promise<void> => {
  for (const card of items) {
    const event = { action: 'reimbursement.read', appid: MINI_PROGRAM, ...card };
    const answer = (await sandbox.cloudbase.call('wechat', event, { source: 'scf' })) as Envelope<object>;
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  }
};

const callFigure = async (sandbox: Sandbox, items: ChosenCard[], what: string, most: number): Promise<Figure> => {
  const before = await callsTo(sandbox);
  const { complete } = await read(sandbox, items);
  if (!complete) throw new Error('not every invoice was read');
  const calls = (await callsTo(sandbox)) - before;
  const bound = Math.max(Math.ceil(items.length / CHUNK), most);
  return {
    name: `calls to WeChat for ${items.length} picked invoices ${what} / the fewest there can be`,
    detail: `${calls} / max(⌈${items.length} ÷ ${CHUNK}⌉, ${most}) = ${bound}`,
    ratio: calls / bound,
    goal: { atMost: 1 },
  };
};

function* generatedItems(from: number, below: number, numbers: readonly string[] = []) {
  for (let i = from; i < below; i += 1) {
    const number = numbers[i] ?? String(26_400_000_000_000_000_000n + BigInt(i));
    const claim = `cl_bench${Math.floor(i / 20)}`;
    yield {
      _id: `ci_bench${i}`,
      claimId: claim,
      companyId: COMPANY,
      source: 'card',
      numberKey: `:${number}`,
      face: { title: '样例科技有限公司', amount: 4100, lines: [] },
      checks: [],
      verification: { state: 'none' },
      files: [],
      log: [],
      sortKey: `1790000000${i % 20}:ci_bench${i}`,
      version: 1,
    };
  }
}

function* generatedHolds(from: number, below: number) {
  for (const { companyId, numberKey, claimId } of generatedItems(from, below)) {
    yield {
      _id: `${companyId}:${numberKey}`,
      accountKey: `${MINI_PROGRAM}:${numberKey}`,
      companyId,
      appid: MINI_PROGRAM,
      claimId,
      claimNumber: claimId,
      state: 'closed',
      until: 0,
      by: { openid: '', name: '' },
      at: 1_790_000_000,
      version: 1,
    };
  }
}

const medianRead = async (sandbox: Sandbox, items: ChosenCard[]): Promise<number> => {
  await read(sandbox, items);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) times.push(await timed(() => read(sandbox, items)));
  return median(times);
};

/** Two hundred picked invoices: how often WeChat is asked, how long it takes, and what a large company costs. */
export const reimburse = async (): Promise<Figure[]> => {
  const root = join(__dirname, '..');
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-reimburse-'));
  const open = async () => {
    const sandbox = await startSandbox({ root, port: 0, wechatPort: 0, dataDir, phone: false });
    await writeCompanies(sandbox);
    sandbox.ready();
    return sandbox;
  };
  let sandbox = await open();
  try {
    const each = await fillCardPack(sandbox, employeeOf(sandbox), { count: COUNT, perTemplate: 1 });
    const alike = await fillCardPack(sandbox, employeeOf(sandbox), { count: 60, perTemplate: 20, first: COUNT });
    await sandbox.wechat.drain();
    const items = each.map(({ chosen }) => chosen);
    const figures = [
      await callFigure(sandbox, items, 'of 200 templates', 1),
      await callFigure(
        sandbox,
        alike.map(({ chosen }) => chosen),
        'of 3 templates',
        20,
      ),
    ];
    await slow(sandbox, DELAY_MS);
    const together = await medianRead(sandbox, items);
    const single = await timed(() => oneByOne(sandbox, items));
    await slow(sandbox, 0);
    figures.push({
      name: `${COUNT} picked invoices read and checked / asked for one by one, the stand-in answering in ${DELAY_MS} ms`,
      detail: `${Math.round(together)} ms, median of ${RUNS} / ${Math.round(single)} ms`,
      ratio: together / single,
      goal: { atMost: 0.2 },
    });
    const grow = async (from: number, below: number, numbers: readonly string[] = []) => {
      await sandbox.close();
      bulkWrite(dataDir, 'claim_invoices', generatedItems(from, below, numbers));
      bulkWrite(dataDir, 'invoice_holds', generatedHolds(from, below));
      sandbox = await open();
    };
    await grow(
      0,
      FEW,
      each.slice(0, 100).map(({ number }) => number),
    );
    const small = await medianRead(sandbox, items);
    await grow(FEW, GENERATED);
    const large = await medianRead(sandbox, items);
    const { rows } = await read(sandbox, items);
    const doubled = rows.filter(({ checks }) => checks.some(({ code }) => code === 'duplicate_company')).length;
    if (doubled !== 100) throw new Error(`${doubled} duplicates were found instead of 100`);
    figures.push({
      name: `${COUNT} picked invoices read and checked in a company with ${GENERATED} invoices / with ${FEW}`,
      detail: `${Math.round(large)} ms, 100 duplicates found / ${Math.round(small)} ms, median of ${RUNS}`,
      ratio: large / small,
      goal: { atMost: 1.5 },
    });
    return figures;
  } finally {
    await sandbox.close().catch(() => undefined);
    rmSync(dataDir, { recursive: true, force: true });
  }
};
