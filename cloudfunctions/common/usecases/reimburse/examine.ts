import { DEFAULT_CHUNK, type Check } from '../../../../contract/reimburser-invoices';
import type { ReimburseState } from '../../../../contract/states';
import { partsOf } from '../../domain/reimburse-batch';
import { checksOf, type Checked, type Duplicates } from '../../domain/reimburse-checks';
import type { Ports } from '../../runtime/ports';
import type { ClaimItemRecord, KeptFile } from '../../store/claims';
import type { CompanyRecord } from '../../store/companies';
import type { HoldRecord } from '../../store/holds';
import type { Account } from './read-cards';

/** How a company asks WeChat through an account. */
export const accountOf = ({ rules }: Pick<CompanyRecord, 'rules'>, appid: string): Account => ({
  appid,
  chunk: rules?.chunk ?? DEFAULT_CHUNK,
});

export const rulesOf = ({ rules }: Pick<CompanyRecord, 'rules'>) => ({
  requirePdf: false,
  requireVerification: false,
  selfApproval: false,
  ...rules,
});

/** The key under which an invoice is one and the same, everywhere. */
export const numberKeyOf = ({ number, code }: { number: string; code?: string | undefined }): string =>
  `${code ?? ''}:${number}`;

/** What is examined, and where it stands. */
export interface Subject {
  /** Empty while it has no number. */
  numberKey: string;
  /** The account that locks; empty for what is not in a card pack. */
  appid: string;
  invoice: Omit<Checked, 'lockedByUs' | 'status'> & { status?: ReimburseState | undefined };
}

/** An invoice of a claim as it is examined. */
export const subjectOf = (item: ClaimItemRecord): Subject => {
  const { numberKey, card, face, status, files, verification } = item;
  const has = (kind: KeptFile['kind']) => files.some((file) => file.kind === kind);
  return {
    numberKey,
    appid: card?.appid ?? '',
    invoice: {
      ...face,
      status,
      hasPdf: has('original') || card?.pdf === true,
      hasXml: has('xml'),
      verification: verification.state,
    },
  };
};

const AT_ONCE = 100;

/** Where else these numbers are: two questions to indexes for each hundred. */
const whereElse = async (ports: Ports, companyId: string, claimId: string, subjects: readonly Subject[]) => {
  const holds: HoldRecord[] = [];
  const drafts = new Set<string>();
  for (const part of partsOf(
    subjects.filter(({ numberKey }) => numberKey),
    AT_ONCE,
  )) {
    const keys = part.map(({ numberKey }) => numberKey);
    const [held, items] = await Promise.all([
      ports.holds.holdersOf(companyId, part),
      ports.claims.itemsByNumber(companyId, keys),
    ]);
    holds.push(...held);
    for (const item of items) if (item.claimId !== claimId) drafts.add(item.numberKey);
  }
  return { holds, drafts };
};

/** Every check of several invoices, in their order; `claimId` is the claim that they are in, if any. */
export const examine = async (
  ports: Ports,
  company: CompanyRecord,
  claimId: string,
  subjects: readonly Subject[],
): Promise<Check[][]> => {
  const { holds, drafts } = await whereElse(ports, company._id, claimId, subjects);
  const counts = new Map<string, number>();
  for (const { numberKey } of subjects) counts.set(numberKey, (counts.get(numberKey) ?? 0) + 1);
  return subjects.map(({ numberKey, appid, invoice }) => {
    const own = holds.find(({ _id }) => _id === `${company._id}:${numberKey}`);
    const elsewhere = holds.some(
      ({ accountKey, companyId }) => accountKey === `${appid}:${numberKey}` && companyId !== company._id,
    );
    const ours = own?.claimId === claimId;
    const duplicates: Duplicates = {
      here: numberKey !== '' && (counts.get(numberKey) ?? 0) > 1,
      elsewhere,
      draft: drafts.has(numberKey),
      ...(own && !ours && { company: { closed: own.state === 'closed' } }),
    };
    const against = { company, rules: rulesOf(company), now: ports.now(), duplicates };
    return checksOf({ ...invoice, lockedByUs: ours }, against);
  });
};
