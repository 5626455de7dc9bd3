import type { ClaimOutput, Difference } from '../../../../contract/reimburser-claims';
import { minuteText } from '../../domain/china-time';
import { may } from '../../domain/reimburse-claim';
import { statusWords } from '../../domain/reimbursement';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { DifferenceRecord } from '../../store/differences';
import { changeClaim, followed, logged, runNow } from './change-claim';
import { colleagueOf, requireRight, type Caller } from './people';
import { refuse } from './problems';

const PAGE = 20;
type How = Difference['how'][number];

const wordOf = (state: DifferenceRecord['ours']): string => (state ? statusWords[state].text : '未知');

const waysFor = ({ kind, settled, theirs }: DifferenceRecord): How[] => {
  if (settled) return [];
  if (kind === 'reversed') return ['noted'];
  return theirs === 'CLOSURE' || theirs === 'CANCEL' ? ['accept', 'noted'] : ['accept', 'again', 'noted'];
};

const view = async (ports: Ports, record: DifferenceRecord): Promise<Difference> => {
  const claim = await ports.claims.getClaim(record.claimId);
  const { _id, claimId, itemId, number, amount, kind, ours, theirs, at, settlement } = record;
  const reversed = kind === 'reversed';
  return {
    differenceId: _id,
    claimId,
    claimNumber: claim?.number ?? '',
    itemId,
    ...(number && { number }),
    amount,
    text: reversed ? '已付款报销单里的发票被冲红（待追回）' : `微信显示${wordOf(theirs)}，我们记录为${wordOf(ours)}`,
    ours: reversed ? '已付款' : wordOf(ours),
    theirs: reversed ? '已冲红' : wordOf(theirs),
    toRecover: reversed,
    at,
    atText: minuteText(at),
    how: waysFor(record),
    ...(settlement && { settled: settlement }),
  };
};

export const listDifferences = async (
  ports: Ports,
  caller: Caller,
  { companyId, settled, cursor }: { companyId?: string | undefined; settled: boolean; cursor?: string | undefined },
): Promise<ClaimOutput['differences.list']> => {
  const { company, member } = await colleagueOf(ports, caller, companyId);
  requireRight(member, 'claims');
  const below = cursor === undefined ? '~' : Buffer.from(cursor, 'base64url').toString();
  const found = await ports.differences.listedDifferences(company._id, settled, below, PAGE + 1);
  const page = found.slice(0, PAGE);
  const last = page.at(-1);
  return {
    differences: await Promise.all(page.map((record) => view(ports, record))),
    ...(found.length > PAGE && last && { next: Buffer.from(last.sortKey).toString('base64url') }),
  };
};

/** A person says what holds; nothing of it happens by itself. */
export const resolveDifference = async (
  ports: Ports,
  caller: Caller,
  { differenceId, how, note }: { differenceId: string; how: How; note?: string | undefined },
): Promise<Difference> => {
  const record = await ports.differences.getDifference(differenceId);
  const member = record && (await ports.companyPeople.findCompanyMember(record.companyId, caller.openid));
  if (!record || !member || !may(member.role, 'claims')) throw fail('not_found');
  requireRight(member, 'lock');
  if (!waysFor(record).includes(how)) throw refuse('claim_closed');
  const { name, role } = member;
  const settlement = { at: ports.now(), how, name, ...(note !== undefined && { note }) };
  if (!(await ports.differences.settleDifference(record, settlement))) throw refuse('claim_changed');
  const { claimId, itemId, theirs } = record;
  if (how === 'accept' && theirs) {
    await ports.claims.changeItem(itemId, (current) => ({
      status: theirs,
      statusAt: ports.now(),
      log: [...current.log, { at: ports.now(), text: `采用微信的状态：${wordOf(theirs)}`, name }],
    }));
  }
  if (how === 'again') {
    await changeClaim(ports, claimId, (current, now) =>
      current.follow.state === 'working'
        ? undefined
        : logged(followed(current), { at: now, text: '重新同步到微信', name, role }),
    );
    await runNow(ports, claimId);
  }
  return view(ports, (await ports.differences.getDifference(differenceId)) ?? record);
};
