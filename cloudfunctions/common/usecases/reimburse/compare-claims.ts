import type { UnixSeconds } from '../../../../contract/primitives';
import { wantedOf } from '../../domain/reimburse-claim';
import { log } from '../../runtime/log';
import type { Ports, WorkerPorts } from '../../runtime/ports';
import { failureOf } from '../../runtime/router';
import type { ClaimItemRecord, ClaimRecord } from '../../store/claims';
import { eachOf, examineAgain, readItems } from './look-again';
import { nextLook } from './next-look';
import { askAll, returnReversed } from './verify';

/** So many in one round of the timer. */
const AT_ONCE = 5;
/** After a year nobody asks for a paid claim's money back. */
const PAID_SECONDS = 365 * 86_400;

/** WeChat has what the claim asks for, or a difference that is shown and never taken over silently. */
const compareItem = async (
  ports: Ports,
  claim: ClaimRecord,
  item: ClaimItemRecord,
  theirs: NonNullable<ClaimItemRecord['status']>,
) => {
  if (theirs === item.status) return;
  if (theirs === wantedOf[claim.state]) {
    await ports.claims.changeItem(item._id, (current) => ({
      status: theirs,
      statusAt: ports.now(),
      log: [...current.log, { at: ports.now(), text: '核对：微信已是应有的状态' }],
    }));
    return;
  }
  await ports.differences.noteStatus(item, theirs, ports.now());
};

/** Compares one claim with WeChat and with 查验. */
export const compareClaim = async (ports: WorkerPorts, claim: ClaimRecord): Promise<void> => {
  // What is under way will be read by its own step.
  if (claim.follow.state === 'working') return;
  const company = await ports.companies.findCompany(claim.companyId);
  if (!company) return;
  const items = await ports.claims.itemsOf(claim._id);
  const reads = await readItems(ports, company, items);
  const cancelled = new Set<string>();
  await eachOf(items, async (item) => {
    const read = reads.get(item._id);
    if (!read || !('invoice' in read)) return;
    const { status } = read.invoice;
    if (status === 'CANCEL') cancelled.add(item._id);
    await compareItem(ports, claim, item, status);
  });
  // What is known goes back first, whatever becomes of the question to the service.
  const known = items.filter((item) => cancelled.has(item._id) || isReversed(item));
  if (known.length > 0) await returnReversed(ports, claim._id, known);
  const service = ports.verifierOf(company);
  if (!service) return;
  await askAll(ports, service, items);
  const asked = await examineAgain(ports, company, claim._id, await ports.claims.itemsOf(claim._id));
  const found = asked.filter((item) => isReversed(item) && !known.some(({ _id }) => _id === item._id));
  if (found.length > 0) await returnReversed(ports, claim._id, found);
};

const isReversed = ({ verification: { state } }: ClaimItemRecord): boolean => state === 'reversed';

/** The nightly look at claims whose invoices are locked or closed. */
export const compareClaims = async (ports: WorkerPorts): Promise<void> => {
  const now = ports.now();
  for (const claim of await ports.claims.claimsToLookAt(now, AT_ONCE)) {
    const over = claim.paidAt !== undefined && claim.paidAt + PAID_SECONDS < now;
    const next = over ? (Number.MAX_SAFE_INTEGER as UnixSeconds) : nextLook(now, claim.state);
    if (!(await ports.claims.takeLook(claim, next))) continue;
    try {
      await compareClaim(ports, claim);
    } catch (error) {
      log('claim_not_compared', { claim: claim._id, code: failureOf(error).code });
    }
  }
};

/** WeChat has told of a card: claims that it does not agree with are looked at now. */
export const hearOfInvoice = async (
  ports: Ports,
  numberKey: string,
  status: NonNullable<ClaimItemRecord['status']>,
): Promise<void> => {
  for (const item of await ports.claims.itemsOfNumber(numberKey)) {
    if (!item.card) continue;
    const claim = await ports.claims.getClaim(item.claimId);
    if (!claim || claim.lookAt === undefined || claim.follow.state === 'working') continue;
    if (status !== wantedOf[claim.state] && status !== item.status) await ports.claims.takeLook(claim, ports.now());
  }
};
