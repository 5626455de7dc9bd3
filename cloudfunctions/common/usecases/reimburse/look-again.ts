import type { ReimburseState } from '../../../../contract/states';
import { partsOf } from '../../domain/reimburse-batch';
import { forbids } from '../../domain/reimburse-checks';
import { isOpen, wantedOf } from '../../domain/reimburse-claim';
import { statusWords } from '../../domain/reimbursement';
import type { Failure } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { ClaimItemRecord, ClaimRecord } from '../../store/claims';
import type { CompanyRecord } from '../../store/companies';
import { accountOf, examine, subjectOf } from './examine';
import { keyOf, readCards, type CardRead } from './read-cards';

/** What WeChat says now of the cards among some invoices, by the invoice's id. */
export const readItems = async (
  ports: Pick<Ports, 'call'>,
  company: CompanyRecord,
  items: readonly ClaimItemRecord[],
): Promise<Map<string, CardRead>> => {
  const found = new Map<string, CardRead>();
  const appids = new Set(items.flatMap(({ card }) => (card ? [card.appid] : [])));
  for (const appid of appids) {
    const theirs = items.flatMap(({ _id, card }) => (card?.appid === appid ? [{ _id, card }] : []));
    const reads = await readCards(
      ports,
      accountOf(company, appid),
      theirs.map(({ card: { cardId, encryptCode } }) => ({ cardId, encryptCode })),
    );
    theirs.forEach(({ _id, card }, i) => {
      const read = reads[i];
      if (read && keyOf(read.card) === keyOf(card)) found.set(_id, read);
    });
  }
  return found;
};

const AT_ONCE = 10;

/** Works on many, some at once. */
export const eachOf = async <T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> => {
  for (const part of partsOf(items, AT_ONCE)) await Promise.all(part.map(work));
};

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Examines invoices of a claim anew and keeps what has changed. */
export const examineAgain = async (
  ports: Ports,
  company: CompanyRecord,
  claimId: string,
  items: readonly ClaimItemRecord[],
): Promise<ClaimItemRecord[]> => {
  const checks = await examine(ports, company, claimId, items.map(subjectOf));
  const changed = items.map((item, i) => ({ ...item, checks: checks[i] ?? [] }));
  await eachOf(
    changed.filter((item, i) => !same(item.checks, items[i]?.checks)),
    (item) => ports.claims.changeItem(item._id, () => ({ checks: item.checks })),
  );
  return changed;
};

/** WeChat has an invoice in another state than we do: that is written down, and shown as a difference where it is one. */
export const takeOver = async (
  ports: Pick<Ports, 'claims' | 'differences' | 'now'>,
  item: ClaimItemRecord,
  status: ReimburseState,
  isDifference: boolean,
): Promise<void> => {
  const at = ports.now();
  if (isDifference) await ports.differences.noteStatus(item, status, at);
  await ports.claims.changeItem(item._id, (current) => ({
    status,
    statusAt: at,
    log: [...current.log, { at, text: `核对：微信显示${statusWords[status].text}` }],
  }));
};

/**
 * Looks at a claim's invoices again before something is done with them: their state at WeChat, then every check.
 * Answers what forbids it, and what WeChat could not tell.
 */
export const lookAgain = async (
  ports: Ports,
  company: CompanyRecord,
  { _id: claimId, state }: Pick<ClaimRecord, '_id' | 'state'>,
): Promise<{ items: ClaimItemRecord[]; stopped: ClaimItemRecord[]; unread: Failure[] }> => {
  const items = await ports.claims.itemsOf(claimId);
  const reads = await readItems(ports, company, items);
  const unread: Failure[] = [];
  const now = ports.now();
  const looked = items.map((item): ClaimItemRecord => {
    const read = reads.get(item._id);
    if (read && 'failed' in read) unread.push(read.failed);
    return read && 'invoice' in read ? { ...item, status: read.invoice.status, statusAt: now } : item;
  });
  await eachOf(items, async (item) => {
    const read = reads.get(item._id);
    if (!read || !('invoice' in read) || read.invoice.status === item.status) return;
    const { status } = read.invoice;
    await takeOver(ports, item, status, status !== wantedOf[state] && !isOpen(state));
  });
  const examined = await examineAgain(ports, company, claimId, looked);
  return { items: examined, stopped: examined.filter(({ checks }) => forbids(checks)), unread };
};
