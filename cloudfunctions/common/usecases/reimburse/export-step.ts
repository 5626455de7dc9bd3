import { readFile } from 'node:fs/promises';
import { archiveTable, claimTable, type ClaimTableRow } from '../../domain/claim-table';
import { isOpen } from '../../domain/reimburse-claim';
import type { WorkerPorts } from '../../runtime/ports';
import type { ClaimExportRecord } from '../../store/claim-exports';
import type { ClaimItemRecord, ClaimRecord, KeptFile } from '../../store/claims';
import { again, done, problemOf, questionPause, type Outcome, type RowStep } from '../outbox-step';
import { withTableFile } from '../reports/table-file';
import { withZipFile, type AddFile } from './zip-file';

const MOST_TRIES = 8;
/** After that the archive says what is missing. */
const MOST_WAITS = 3;
const WAIT_SECONDS = 5;

const noteOf = ({ face, files, toRecover, problem, card }: ClaimItemRecord): string =>
  [
    toRecover && '待追回',
    problem?.message,
    !files.some(({ kind }) => kind === 'original') && '缺原件',
    face.form === 'digital' && !files.some(({ kind }) => kind === 'xml') && '缺XML原件',
    !card && '不在卡包',
  ]
    .filter(Boolean)
    .join('；');

const rowOf = (claim: ClaimRecord, item: ClaimItemRecord): ClaimTableRow => ({
  claimNumber: claim.number,
  purpose: claim.purpose,
  applicant: claim.applicant.name,
  state: claim.state,
  submittedAt: claim.submittedAt,
  face: item.face,
  status: item.status,
  verification: item.verification,
  note: noteOf(item),
});

/** Claim after claim, so that no file is ever whole in memory. */
async function* rowsOf(
  ports: WorkerPorts,
  { claimId, claimIds = [] }: ClaimExportRecord,
): AsyncGenerator<ClaimTableRow[]> {
  for (const id of claimId ? [claimId] : claimIds) {
    const claim = await ports.claims.getClaim(id);
    if (claim) yield (await ports.claims.itemsOf(id)).map((item) => rowOf(claim, item));
  }
}

/** A name in the archive: where the invoice stands in the index, its number, what it is. */
const entryName = (place: number, { face }: ClaimItemRecord, { name, kind }: KeptFile, copy: number): string => {
  const extension = /\.[a-z]{2,4}$/i.exec(name)?.[0].toLowerCase() ?? '';
  const what = { original: '发票', trip: '行程单', xml: 'XML原件', other: '附件' }[kind];
  return `原件/${String(place).padStart(3, '0')}-${face.number ?? ''}-${what}${copy > 0 ? copy + 1 : ''}${extension}`;
};

/** Each original as it is, then the index, which names every file and its hash. */
const fillArchive = async (ports: WorkerPorts, claim: ClaimRecord, add: AddFile): Promise<void> => {
  const rows: ClaimTableRow[] = [];
  const items = await ports.claims.itemsOf(claim._id);
  for (const [i, item] of items.entries()) {
    const names: { name: string; hash: string }[] = [];
    for (const [copy, file] of item.files.entries()) {
      const same = item.files.slice(0, copy).filter(({ kind }) => kind === file.kind).length;
      const name = entryName(i + 1, item, file, same);
      const bytes = await ports.files.readFile(file.fileId);
      if (ports.ids.hashOf(bytes) !== file.hash) throw new Error(`file of ${item._id} is not what was kept`);
      await add(name, bytes);
      names.push({ name, hash: file.hash });
    }
    rows.push({ ...rowOf(claim, item), files: names });
  }
  for (const format of ['csv', 'xlsx'] as const)
    await withTableFile(format, '发票', archiveTable, [rows], async (local) =>
      add(`索引.${format}`, new Uint8Array(await readFile(local))),
    );
};

const make = async (ports: WorkerPorts, wanted: ClaimExportRecord): Promise<void> => {
  const path = `claim-exports/${wanted.companyId}/${wanted._id}.${wanted.format}`;
  const keep = async (local: string, bytes: number) => {
    const fileId = await ports.exports.keepExportFile(path, local);
    await ports.claimExports.endExport(wanted, { state: 'done', fileId, bytes });
  };
  if (wanted.format !== 'zip') return withTableFile(wanted.format, '报销发票', claimTable, rowsOf(ports, wanted), keep);
  const claim = wanted.claimId ? await ports.claims.getClaim(wanted.claimId) : null;
  if (claim) await withZipFile((add) => fillArchive(ports, claim, add), keep);
};

/** Whether originals of a claim that was just handed in are still on their way into storage. */
const isCopying = async (ports: WorkerPorts, { format, claimId }: ClaimExportRecord): Promise<boolean> => {
  if (format !== 'zip' || claimId === undefined) return false;
  const claim = await ports.claims.getClaim(claimId);
  if (!claim || isOpen(claim.state)) return false;
  return (await ports.claims.itemsOf(claimId)).some(
    ({ card, files }) => card?.pdf && !files.some(({ kind }) => kind === 'original'),
  );
};

/** The outward step: makes the file that somebody asked for. Twice makes the same file. */
export const exportClaims = async ({ ports, row }: RowStep): Promise<Outcome> => {
  const wanted = await ports.claimExports.getExport(row.subjectId);
  if (wanted?.state !== 'working') return done;
  if (row.tries <= MOST_WAITS && (await isCopying(ports, wanted))) return again(WAIT_SECONDS);
  try {
    await make(ports, wanted);
    return done;
  } catch (error) {
    const problem = problemOf(error);
    if (row.tries < MOST_TRIES) return again(questionPause(row.tries), problem);
    await ports.claimExports.endExport(wanted, { state: 'failed', problem });
    return done;
  }
};
