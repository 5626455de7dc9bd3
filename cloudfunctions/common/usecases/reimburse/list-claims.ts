import type { ClaimOutput, ClaimTab } from '../../../../contract/reimburser-claims';
import type { Fen } from '../../../../contract/primitives';
import { claimStates } from '../../../../contract/reimburser-states';
import { startOfDay } from '../../domain/china-day';
import { claimWords, may } from '../../domain/reimburse-claim';
import { meaningOf } from '../../domain/search-keys';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { ClaimFactsRow, ClaimKeys, ClaimListing } from '../../store/claims';
import { claimRow } from './claim-view';
import { colleagueOf, type Caller, type Colleague } from './people';

const PAGE = 20;
const MOST_COUNTED = 10_000;
const AT_ONCE = 1000;
const DAY = 86_400;

export interface ClaimFilter {
  companyId?: string | undefined;
  scope: 'mine' | 'company';
  tab: ClaimTab;
  query?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const placeOf = (seconds: number): string => String(seconds).padStart(10, '0');

const listingOf = ({ company, member }: Colleague, { scope, tab, from, to }: ClaimFilter): ClaimListing => {
  if (scope === 'company' && !may(member.role, 'claims')) throw fail('forbidden', { hint: '请联系企业的管理员' });
  const state = claimStates.find((one) => one === tab);
  return {
    companyId: company._id,
    ...(scope === 'mine' && { openid: member.openid }),
    ...(state && { state }),
    ...(tab === 'recover' && { toRecover: true }),
    from: from === undefined ? '' : placeOf(startOfDay(from)),
    below: to === undefined ? '~' : placeOf(startOfDay(to) + DAY),
  };
};

const waysOf = (query: string | undefined): (ClaimKeys | undefined)[] => {
  if (query === undefined) return [undefined];
  const { numbers, title } = meaningOf(query);
  const lastSix = /^\d{6}$/.test(query.trim()) ? [`n:${query.trim()}`] : [];
  const any = [...new Set([...numbers, ...lastSix])];
  return [...(any.length > 0 ? [{ any }] : []), ...(title.length > 0 ? [{ all: title }] : [])];
};

const merged = <T extends { _id: string; sortKey: string }>(found: T[][]): T[] =>
  [...new Map(found.flat().map((one) => [one._id, one])).values()].sort((a, b) => (a.sortKey < b.sortKey ? 1 : -1));

/** A page of the list, the newest first. The cursor is a place, so new claims move nothing. */
export const listClaims = async (
  ports: Ports,
  caller: Caller,
  asked: ClaimFilter & { cursor?: string | undefined },
): Promise<ClaimOutput['claims.list']> => {
  const colleague = await colleagueOf(ports, caller, asked.companyId);
  const listing = listingOf(colleague, asked);
  const place = asked.cursor === undefined ? undefined : Buffer.from(asked.cursor, 'base64url').toString();
  if (place !== undefined && !/^\d{10}:/.test(place))
    throw fail('bad_request', { hint: '开发者：cursor 不是上一次的应答给出的', field: 'cursor' });
  const below = place !== undefined && place < listing.below ? place : listing.below;
  const found = merged(
    await Promise.all(
      waysOf(asked.query).map((keys) => ports.claims.listedClaims({ ...listing, below }, PAGE + 1, keys)),
    ),
  );
  const page = found.slice(0, PAGE);
  const last = page.at(-1);
  return {
    rows: page.map((claim) => claimRow(claim, caller.openid)),
    ...(found.length > PAGE && last && { next: Buffer.from(last.sortKey).toString('base64url') }),
  };
};

const walk = async (ports: Ports, listing: ClaimListing, keys: ClaimKeys | undefined): Promise<ClaimFactsRow[]> => {
  const found: ClaimFactsRow[] = [];
  for (let { below } = listing; found.length <= MOST_COUNTED;) {
    const page = await ports.claims.listedClaimFacts({ ...listing, below }, AT_ONCE, keys);
    found.push(...page);
    const last = page.at(-1);
    if (page.length < AT_ONCE || !last) break;
    below = last.sortKey;
  }
  return found;
};

const tabNames: Readonly<Record<ClaimTab, string>> = {
  all: '全部',
  draft: claimWords.draft.text,
  submitted: claimWords.submitted.text,
  approved: claimWords.approved.text,
  paid: claimWords.paid.text,
  returned: claimWords.returned.text,
  recover: '待追回',
};

/** Every claim that a filter finds, whatever the tab, up to a limit. */
export const claimsFound = async (ports: Ports, caller: Caller, filter: ClaimFilter) => {
  const colleague = await colleagueOf(ports, caller, filter.companyId);
  const listing = listingOf(colleague, { ...filter, tab: 'all' });
  return {
    colleague,
    found: merged(await Promise.all(waysOf(filter.query).map((keys) => walk(ports, listing, keys)))),
  };
};

export const inTab = (tab: ClaimTab, { state, toRecover }: ClaimFactsRow): boolean =>
  tab === 'all' || tab === state || (tab === 'recover' && toRecover > 0);

/** Totals of a tab and the counts of all tabs. */
export const totalClaims = async (
  ports: Ports,
  caller: Caller,
  filter: ClaimFilter,
): Promise<ClaimOutput['claims.totals']> => {
  const { found } = await claimsFound(ports, caller, filter);
  const counted = found.slice(0, MOST_COUNTED);
  const shown = counted.filter((claim) => inTab(filter.tab, claim));
  const sum = (key: 'amount' | 'count') => shown.reduce((total, claim) => total + claim[key], 0);
  return {
    totals: { count: shown.length, amount: sum('amount') as Fen, invoices: sum('count') },
    tabs: (Object.keys(tabNames) as ClaimTab[]).map((tab) => ({
      tab,
      text: tabNames[tab],
      count: counted.filter((claim) => inTab(tab, claim)).length,
    })),
    more: found.length > MOST_COUNTED,
  };
};
