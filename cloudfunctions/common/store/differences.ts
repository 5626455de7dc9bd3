import type { Fen, UnixSeconds } from '../../../contract/primitives';
import type { ReimburseState } from '../../../contract/states';
import type { ClaimItemRecord } from './claims';
import { collection, is, type Stored } from './database';

/** Where WeChat, or 查验, and a claim do not agree. `_id` is made of the invoice and what was seen. */
export interface DifferenceRecord extends Stored {
  companyId: string;
  claimId: string;
  itemId: string;
  number?: string;
  amount: Fen;
  kind: 'status' | 'reversed';
  ours?: ReimburseState;
  theirs?: ReimburseState;
  at: UnixSeconds;
  settled: boolean;
  settlement?: { at: UnixSeconds; how: 'accept' | 'again' | 'noted'; name: string; note?: string };
  /** `<at, 10 digits>:<_id>`. */
  sortKey: string;
  version: number;
}

const differences = () => collection<DifferenceRecord>('claim_differences');

const note = async (
  { _id: itemId, companyId, claimId, face }: ClaimItemRecord,
  seen: Pick<DifferenceRecord, 'kind' | 'ours' | 'theirs'>,
  at: UnixSeconds,
): Promise<void> => {
  const _id = `df_${itemId}:${seen.kind}:${seen.ours ?? ''}:${seen.theirs ?? ''}`;
  const record: DifferenceRecord = {
    _id,
    companyId,
    claimId,
    itemId,
    ...(face.number && { number: face.number }),
    amount: face.amount,
    ...seen,
    at,
    settled: false,
    sortKey: `${String(at).padStart(10, '0')}:${_id}`,
    version: 1,
  };
  if (await differences().add(record)) return;
  // Seen again after somebody had dealt with it: it is open again. What was noted as known stays so.
  const { version: _first, ...fresh } = record;
  const known = await differences().get(_id);
  if (!known?.settled || known.settlement?.how === 'noted') return;
  await differences().updateWhere({ _id, version: known.version }, { ...fresh, version: known.version + 1 });
};

/** WeChat has an invoice in another state than we do. */
export const noteStatus = (item: ClaimItemRecord, theirs: ReimburseState, at: UnixSeconds): Promise<void> =>
  note(item, { kind: 'status', ...(item.status && { ours: item.status }), theirs }, at);

/** An invoice of a paid claim was reversed. */
export const noteReversed = (item: ClaimItemRecord, at: UnixSeconds): Promise<void> =>
  note(item, { kind: 'reversed' }, at);

export const getDifference = (id: string): Promise<DifferenceRecord | null> => differences().get(id);

export const listedDifferences = (
  companyId: string,
  settled: boolean,
  below: string,
  limit: number,
): Promise<DifferenceRecord[]> =>
  differences().find({ companyId, settled, sortKey: is.lt(below) }, { orderBy: [['sortKey', 'desc']], limit });

export const settleDifference = async (
  { _id, version }: DifferenceRecord,
  settlement: NonNullable<DifferenceRecord['settlement']>,
): Promise<boolean> =>
  (await differences().updateWhere(
    { _id, version, settled: false },
    { settled: true, settlement, version: version + 1 },
  )) === 1;
