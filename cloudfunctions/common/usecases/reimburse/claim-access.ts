import type { ClaimAction } from '../../../../contract/reimburser-states';
import { isAllowed, isOpen, isPossible, may, type ClaimFacts, type ClaimViewer } from '../../domain/reimburse-claim';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { ClaimItemRecord, ClaimRecord } from '../../store/claims';
import { rulesOf } from './examine';
import { colleagueOf, type Caller, type Colleague } from './people';
import { refuse } from './problems';

/** A claim, and what the caller is to it. */
export interface ClaimAccess extends Colleague {
  claim: ClaimRecord;
  viewer: ClaimViewer;
}

const missing = () => fail('not_found', { hint: '请刷新报销单列表' });

export const factsOf = ({ state, follow, count }: ClaimRecord): ClaimFacts => ({ state, follow: follow.state, count });

const viewerOf = ({ company, member }: Colleague, claim: ClaimRecord): ClaimViewer => ({
  role: member.role,
  mine: claim.applicant.openid === member.openid,
  selfApproval: rulesOf(company).selfApproval,
});

/** A claim that the caller may see: an own one, or any of the company's by role. All others do not exist. */
export const claimFor = async (ports: Ports, caller: Caller, claimId: string): Promise<ClaimAccess> => {
  const claim = await ports.claims.getClaim(claimId);
  const member = claim && (await ports.companyPeople.findCompanyMember(claim.companyId, caller.openid));
  if (!claim || !member) throw missing();
  const colleague = await colleagueOf(ports, caller, claim.companyId);
  const viewer = viewerOf(colleague, claim);
  if (!viewer.mine && !may(viewer.role, 'claims')) throw missing();
  return { ...colleague, claim, viewer };
};

export const itemFor = async (
  ports: Ports,
  caller: Caller,
  { claimId, itemId }: { claimId: string; itemId: string },
): Promise<ClaimAccess & { item: ClaimItemRecord }> => {
  const access = await claimFor(ports, caller, claimId);
  const item = await ports.claims.getItem(itemId);
  if (item?.claimId !== claimId) throw missing();
  return { ...access, item };
};

/** Refuses what the role or the state does not allow; `version` is the claim as the caller saw it. */
export const requireAction = (
  { claim, viewer }: Pick<ClaimAccess, 'claim' | 'viewer'>,
  action: ClaimAction,
  version?: number,
): void => {
  if (!isAllowed(viewer, action)) {
    if (action === 'approve' && viewer.mine && may(viewer.role, 'approve')) throw refuse('own_claim');
    throw fail('forbidden', { hint: '请联系企业的管理员' });
  }
  if (version !== undefined && version !== claim.version) throw refuse('claim_changed');
  if (isPossible(factsOf(claim), action)) return;
  if (claim.follow.state === 'working') throw refuse('claim_busy');
  if (action === 'remove' && isOpen(claim.state)) throw refuse('claim_still_locked');
  if (action === 'submit' && claim.count === 0) throw refuse('claim_empty');
  throw refuse('claim_closed');
};

/** WeChat did not unlock it: the claim that has it must not lose it. */
export const isStillLocked = ({ follow }: ClaimRecord, { problem }: ClaimItemRecord): boolean =>
  follow.state === 'stopped' && problem !== undefined;
