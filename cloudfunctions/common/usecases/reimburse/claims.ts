import type { ClaimOutput } from '../../../../contract/reimburser-claims';
import type { Fen } from '../../../../contract/primitives';
import { chinaDate } from '../../domain/china-day';
import { isOpen } from '../../domain/reimburse-claim';
import { forbids } from '../../domain/reimburse-checks';
import { searchKeysOf } from '../../domain/search-keys';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { ClaimRecord } from '../../store/claims';
import { changeClaim, logged } from './change-claim';
import { claimFor, requireAction } from './claim-access';
import { itemRow, viewAgain, viewClaim } from './claim-view';
import { examineAgain, lookAgain } from './look-again';
import { colleagueOf, type Caller } from './people';
import { refuse } from './problems';

const TABLE_PAGE = 30;

const searchKeys = (number: string, purpose: string, applicant: string): string[] => [
  ...searchKeysOf({ orderNos: [number, number.slice(-6)], title: { name: purpose } }),
  ...searchKeysOf({ orderNos: [], title: { name: applicant } }),
];

/** Whoever is a member may begin a claim; the same call again finds the same one. */
export const createClaim = async (
  ports: Ports,
  caller: Caller,
  { companyId, purpose, requestId }: { companyId?: string | undefined; purpose: string; requestId: string },
): Promise<ClaimOutput['claims.create']> => {
  const { company, member } = await colleagueOf(ports, caller, companyId);
  const now = ports.now();
  const _id = `cl_${ports.ids.fingerprint(`${caller.openid} ${requestId}`)}`;
  for (let attempt = 1; !(await ports.claims.getClaim(_id)); attempt += 1) {
    const number = `BX${chinaDate(now).replaceAll('-', '')}-${ports.ids.randomText(5).toUpperCase()}`;
    const claim: ClaimRecord = {
      _id,
      companyId: company._id,
      number,
      purpose,
      applicant: { openid: caller.openid, name: member.name },
      state: 'draft',
      count: 0,
      cards: 0,
      amount: 0 as Fen,
      tax: 0 as Fen,
      follow: { state: 'none', number: 0 },
      troubled: 0,
      toRecover: 0,
      log: [{ at: now, text: '新建', name: member.name, role: member.role }],
      requests: [],
      searchKeys: searchKeys(number, purpose, member.name),
      sortKey: `${String(now).padStart(10, '0')}:${_id}`,
      createdAt: now,
      updatedAt: now,
      version: 1,
    };
    if (await ports.claims.addClaim(claim)) break;
    if (attempt === 3) throw fail('busy');
  }
  return viewClaim(ports, await claimFor(ports, caller, _id));
};

export const getClaim = async (ports: Ports, caller: Caller, claimId: string): Promise<ClaimOutput['claims.get']> =>
  viewClaim(ports, await claimFor(ports, caller, claimId));

export const updateClaim = async (
  ports: Ports,
  caller: Caller,
  { claimId, purpose, version }: { claimId: string; purpose: string; version?: number | undefined },
): Promise<ClaimOutput['claims.update']> => {
  const access = await claimFor(ports, caller, claimId);
  requireAction(access, 'edit', version);
  await changeClaim(ports, claimId, (current, now) => {
    if (!isOpen(current.state)) throw refuse('claim_closed');
    if (version !== undefined && version !== current.version) throw refuse('claim_changed');
    const { name, role } = access.member;
    const kept = current.searchKeys.filter((key) => key.startsWith('n:'));
    const renamed = {
      ...current,
      purpose,
      searchKeys: [...searchKeys(current.number, purpose, current.applicant.name), ...kept],
    };
    return logged(renamed, { at: now, text: '修改事由', name, role });
  });
  return viewAgain(ports, access);
};

/** A draft that nobody needs any more. */
export const removeClaim = async (
  ports: Ports,
  caller: Caller,
  { claimId, version }: { claimId: string; version?: number | undefined },
): Promise<ClaimOutput['claims.remove']> => {
  const access = await claimFor(ports, caller, claimId);
  requireAction(access, 'remove', version);
  await ports.transact(async (tx) => {
    const current = await tx.claims.get(claimId);
    if (!current) return;
    requireAction({ ...access, claim: current }, 'remove', version);
    await tx.claims.remove(claimId);
  });
  await ports.claims.removeItems(claimId);
  return { removed: true };
};

/** A part of the claim's table. */
export const listItems = async (
  ports: Ports,
  caller: Caller,
  { claimId, only, cursor }: { claimId: string; only?: 'problems' | undefined; cursor?: string | undefined },
): Promise<ClaimOutput['claims.invoices']> => {
  await claimFor(ports, caller, claimId);
  const items = (await ports.claims.itemsOf(claimId)).filter(
    ({ checks, problem, toRecover }) => only === undefined || problem || toRecover || forbids(checks),
  );
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
  const rest = items.filter(({ sortKey }) => sortKey > after);
  const page = rest.slice(0, TABLE_PAGE);
  const last = page.at(-1);
  return {
    rows: page.map(itemRow),
    ...(rest.length > TABLE_PAGE && last && { next: Buffer.from(last.sortKey).toString('base64url') }),
  };
};

/** Looks at everything again: at WeChat while the claim is open, against the company's rules always. */
export const checkClaim = async (
  ports: Ports,
  caller: Caller,
  claimId: string,
): Promise<ClaimOutput['claims.check']> => {
  const access = await claimFor(ports, caller, claimId);
  if (isOpen(access.claim.state)) await lookAgain(ports, access.company, access.claim);
  else await examineAgain(ports, access.company, claimId, await ports.claims.itemsOf(claimId));
  return viewAgain(ports, access);
};
