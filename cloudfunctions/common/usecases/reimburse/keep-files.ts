import type { Failure } from '../../runtime/errors';
import type { WorkerPorts } from '../../runtime/ports';
import type { ClaimItemRecord, KeptFile } from '../../store/claims';
import { again, done, questionPause, type Outcome, type RowStep } from '../outbox-step';
import { problemOf } from '../outbox-step';
import { eachOf, examineAgain, readItems } from './look-again';
import { problem } from './problems';

const MOST_TRIES = 12;

const lacks = (kind: KeptFile['kind']) => (item: ClaimItemRecord) => !item.files.some((file) => file.kind === kind);

/** Copies one of WeChat's files into our own storage; its link lives two hours. */
const copy = async (
  ports: WorkerPorts,
  item: ClaimItemRecord,
  kind: 'original' | 'trip',
  url: string,
): Promise<void> => {
  const { appid = '' } = item.card ?? {};
  const path = `claims/${item.claimId}/${item._id}-${kind}.pdf`;
  const { fileId, bytes, hash } = await ports.call('wechat', 'reimbursement.file', { appid, url, path });
  const number = item.face.number ?? item._id;
  const file: KeptFile = { kind, name: `${number}${kind === 'trip' ? '-行程单' : ''}.pdf`, bytes, hash, fileId };
  await ports.claims.changeItem(item._id, (current) =>
    lacks(kind)(current) ? { files: [...current.files, file] } : undefined,
  );
};

/** The outward step after a claim was handed in: every file that WeChat has is copied, with its hash. */
export const keepClaimFiles = async ({ ports, row }: RowStep): Promise<Outcome> => {
  const claim = await ports.claims.getClaim(row.subjectId);
  const company = claim && (await ports.companies.findCompany(claim.companyId));
  if (!company || claim.state === 'draft') return done;
  await ports.holds.keepHolds(claim._id);
  const wanting = (await ports.claims.itemsOf(claim._id)).filter(
    (item) => (item.card?.pdf && lacks('original')(item)) || (item.card?.trip && lacks('trip')(item)),
  );
  if (wanting.length === 0) return done;
  const reads = await readItems(ports, company, wanting);
  let failed: Failure | undefined;
  await eachOf(wanting, async (item) => {
    const read = reads.get(item._id);
    if (!read || 'failed' in read) {
      failed = read?.failed ?? problem('download_failed');
      return;
    }
    const { pdfUrl, tripPdfUrl } = read.invoice;
    try {
      if (pdfUrl && lacks('original')(item)) await copy(ports, item, 'original', pdfUrl);
      if (tripPdfUrl && lacks('trip')(item)) await copy(ports, item, 'trip', tripPdfUrl);
    } catch (error) {
      failed = problemOf(error);
    }
  });
  await examineAgain(ports, company, claim._id, await ports.claims.itemsOf(claim._id));
  if (!failed) return done;
  return row.tries < MOST_TRIES ? again(questionPause(row.tries), failed) : { is: 'parked', problem: failed };
};
