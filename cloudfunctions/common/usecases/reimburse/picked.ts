import type { Fen } from '../../../../contract/primitives';
import type { MovedRow, ReadRow, ReimburserInvoiceOutput } from '../../../../contract/reimburser-invoices';
import type { ChosenCard, ReimbursementInvoice } from '../../../../contract/wechat';
import { secondText } from '../../domain/china-time';
import { may } from '../../domain/reimburse-claim';
import { forbids, objections } from '../../domain/reimburse-checks';
import { stateSaid, statusWords, type Wanted } from '../../domain/reimbursement';
import type { Failure } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { HoldRecord } from '../../store/holds';
import { closingQuestion } from './claim-moves';
import { accountOf, examine, numberKeyOf, type Subject } from './examine';
import { moveCards, type Movable, type Moved } from './move-cards';
import { movesOf, noteMove } from './moves';
import { colleagueOf, requireRight, type Caller, type Colleague } from './people';
import { problem, refuse } from './problems';
import { keyOf, readCards, type CardRead } from './read-cards';

interface Picked {
  companyId?: string | undefined;
  items: readonly ChosenCard[];
}

const subjectOf = (invoice: ReimbursementInvoice, appid: string): Subject => ({
  numberKey: invoice.number ? numberKeyOf({ number: invoice.number, code: invoice.code }) : '',
  appid,
  invoice: { ...invoice, hasPdf: Boolean(invoice.pdfUrl), hasXml: false, verification: 'none' },
});

const rowsOf = async (
  ports: Ports,
  { company }: Colleague,
  appid: string,
  reads: readonly CardRead[],
): Promise<ReadRow[]> => {
  const found = reads.flatMap((read) => ('invoice' in read ? [subjectOf(read.invoice, appid)] : []));
  const checks = await examine(ports, company, '', found);
  return reads.map((read): ReadRow => {
    if ('failed' in read) return { ...read.card, tone: 'failed', checks: [], lockable: false, problem: read.failed };
    const { invoice } = read;
    const of = checks.shift() ?? [];
    return {
      ...read.card,
      invoice,
      ...(invoice.issuedAt !== undefined && { issuedText: secondText(invoice.issuedAt) }),
      statusText: statusWords[invoice.status].text,
      tone: statusWords[invoice.status].tone,
      checks: [...objections(of), ...of.filter(({ level }) => level === 'ok')],
      lockable: !forbids(of),
    };
  });
};

/** What was done with these before, without a claim. */
const withMoves = async (ports: Ports, companyId: string, rows: readonly ReadRow[]): Promise<ReadRow[]> => {
  const keyOfRow = ({ invoice }: ReadRow) =>
    invoice?.number ? numberKeyOf({ number: invoice.number, code: invoice.code }) : '';
  const logs = await movesOf(ports, companyId, rows.map(keyOfRow).filter(Boolean));
  return rows.map((row) => {
    const log = logs.get(keyOfRow(row));
    return log ? { ...row, log } : row;
  });
};

/** What a person picked from the card pack: read and checked. Nothing changes. */
export const readPicked = async (
  ports: Ports,
  caller: Caller,
  { companyId, items }: Picked,
  appid = caller.appid,
): Promise<ReimburserInvoiceOutput['invoices.read']> => {
  const colleague = await colleagueOf(ports, caller, companyId);
  const rows = await rowsOf(
    ports,
    colleague,
    appid,
    await readCards(ports, accountOf(colleague.company, appid), items),
  );
  const read = rows.flatMap(({ invoice }) => (invoice ? [invoice] : []));
  const sum = (key: 'amount' | 'tax') => read.reduce((total, invoice) => total + (invoice[key] ?? 0), 0) as Fen;
  return {
    rows: may(colleague.member.role, 'claims') ? await withMoves(ports, colleague.company._id, rows) : rows,
    complete: read.length === rows.length,
    totals: {
      count: read.length,
      amount: sum('amount'),
      tax: sum('tax'),
      lockable: rows.filter(({ lockable }) => lockable).length,
    },
  };
};

const refused = (card: ChosenCard, failed: Failure, status?: MovedRow['status']): MovedRow => ({
  ...card,
  done: false,
  ...(status && { status }),
  problem: failed,
});

/** Why this person may not do it with an invoice now. */
const objectionTo = (
  want: Wanted,
  row: ReadRow,
  hold: HoldRecord | undefined,
  companyId: string,
): Failure | undefined => {
  if (hold && hold.companyId !== companyId) return problem('held_elsewhere');
  if (hold?.claimId) return problem('held_by_claim', { hint: `报销单 ${hold.claimNumber}` });
  // What is closed from INIT is locked on the way.
  const isLocked = want === 'LOCK' || (want === 'CLOSURE' && row.invoice?.status === 'INIT');
  if (!isLocked || row.lockable) return undefined;
  return problem('checks_forbid', { hint: row.checks.find(({ level }) => level === 'stop')?.text ?? '请查看检查结果' });
};

type Target = Movable & { numberKey: string };

/** Takes what is to be locked, so that no claim and no other company has it at the same time. */
const takeAll = async (ports: Ports, { company, member }: Colleague, appid: string, targets: readonly Target[]) => {
  const free: Target[] = [];
  const taken: Moved<Target>[] = [];
  for (const item of targets) {
    const by = { openid: member.openid, name: member.name };
    const wish = { companyId: company._id, appid, claimId: '', claimNumber: '', by, numberKey: item.numberKey };
    const holder = await ports.holds.takeHold(wish, ports.now());
    if (!holder) free.push(item);
    else taken.push({ item, failed: problem(holder.state === 'closed' ? 'already_closed' : 'held_elsewhere') });
  }
  return { free, taken };
};

/** Keeps in the book who has an invoice now, and who has done it. */
const settle = async (
  ports: Ports,
  { company: { _id: companyId }, member }: Colleague,
  appid: string,
  want: Wanted,
  moved: Moved<Target>,
): Promise<void> => {
  const { numberKey, card } = moved.item;
  if ('done' in moved) {
    if (moved.done === want)
      await noteMove(ports, { companyId, numberKey, appid, cardId: card.cardId, status: want }, member);
    if (moved.done === 'CLOSURE') await ports.holds.closeHold(companyId, numberKey);
    else if (want === 'LOCK') await ports.holds.keepHold(companyId, numberKey);
    else await ports.holds.releaseHold(companyId, numberKey, '');
    return;
  }
  // After a clear no nothing is locked by us; after silence WeChat may have done it, and the hold runs out by itself.
  if (want === 'LOCK' && moved.failed.wechat) await ports.holds.releaseHold(companyId, numberKey, '');
};

const readToMove = async (ports: Ports, caller: Caller, { companyId, items }: Picked) => {
  const colleague = await colleagueOf(ports, caller, companyId);
  requireRight(colleague.member, 'lock');
  const { appid } = caller;
  const each = [...new Map(items.map((card) => [keyOf(card), card])).values()];
  const reads = await readCards(ports, accountOf(colleague.company, appid), each);
  const rows = await rowsOf(ports, colleague, appid, reads);
  return { colleague, appid, rows };
};

/** Locks, unlocks or closes without a claim: only finance, only what no claim has. */
const move = async (ports: Ports, want: Wanted, { colleague, appid, rows }: Awaited<ReturnType<typeof readToMove>>) => {
  const { company } = colleague;
  const keyed = rows.flatMap(({ invoice }) =>
    invoice?.number ? [{ appid, numberKey: numberKeyOf({ number: invoice.number, code: invoice.code }) }] : [],
  );
  const holds = await ports.holds.holdersOf(company._id, keyed);
  const answers = new Map<string, MovedRow>();
  const targets: Target[] = [];
  for (const row of rows) {
    const { cardId, encryptCode, invoice } = row;
    const card = { cardId, encryptCode };
    if (!invoice) {
      answers.set(keyOf(card), refused(card, row.problem ?? problem('answer_unclear')));
      continue;
    }
    const numberKey = invoice.number ? numberKeyOf({ number: invoice.number, code: invoice.code }) : '';
    const hold = holds.find(
      ({ _id, accountKey }) => _id === `${company._id}:${numberKey}` || accountKey === `${appid}:${numberKey}`,
    );
    const objection = objectionTo(want, row, hold, company._id);
    if (objection) answers.set(keyOf(card), refused(card, objection, invoice.status));
    else targets.push({ card, openid: invoice.openid ?? '', from: invoice.status, numberKey });
  }
  const { free, taken } =
    want === 'INIT' ? { free: targets, taken: [] } : await takeAll(ports, colleague, appid, targets);
  const moved = [...taken, ...(await moveCards(ports, accountOf(company, appid), want, free))];
  for (const one of moved) {
    if (!taken.includes(one)) await settle(ports, colleague, appid, want, one);
    const { card, from } = one.item;
    const row =
      'done' in one
        ? { ...card, done: true, status: one.done }
        : refused(card, one.failed, stateSaid(one.failed) ?? from);
    answers.set(keyOf(card), row);
  }
  const ordered = rows.flatMap((row) => answers.get(keyOf(row)) ?? []);
  return { rows: ordered, complete: ordered.every(({ done }) => done) };
};

export const lockPicked = async (ports: Ports, caller: Caller, asked: Picked) =>
  move(ports, 'LOCK', await readToMove(ports, caller, asked));

export const unlockPicked = async (ports: Ports, caller: Caller, asked: Picked) =>
  move(ports, 'INIT', await readToMove(ports, caller, asked));

type Read = Awaited<ReturnType<typeof readToMove>>;

const questionOf = (ports: Ports, { rows, colleague }: Read) => {
  const invoices = rows.flatMap((row) =>
    row.invoice ? [{ id: keyOf(row), amount: row.invoice.amount, card: true }] : [],
  );
  return closingQuestion(ports, colleague.company._id, invoices);
};

/** What a person is asked before closing. */
export const askToClose = async (ports: Ports, caller: Caller, asked: Picked) => ({
  question: questionOf(ports, await readToMove(ports, caller, asked)),
});

/** Closes for good; whoever was asked before closes exactly those invoices with that sum, or none. */
export const closePicked = async (
  ports: Ports,
  caller: Caller,
  asked: Picked & { confirm?: string | undefined },
): Promise<ReimburserInvoiceOutput['invoices.close']> => {
  const read = await readToMove(ports, caller, asked);
  if (asked.confirm !== undefined && asked.confirm !== questionOf(ports, read).token) throw refuse('confirm_stale');
  return move(ports, 'CLOSURE', read);
};
