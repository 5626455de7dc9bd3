import type { UnixSeconds } from '../../../../contract/primitives';
import type { ClaimOutput, ExportView } from '../../../../contract/reimburser-claims';
import { minuteText } from '../../domain/china-time';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { ClaimExportRecord } from '../../store/claim-exports';
import { rowOf } from '../../store/outbox';
import { runNow } from './change-claim';
import { claimFor, requireAction } from './claim-access';
import { claimsFound, inTab, type ClaimFilter } from './list-claims';
import { colleagueOf, type Caller } from './people';
import { refuse } from './problems';

const KEPT_SECONDS = 30 * 86_400;

const words: Readonly<Record<ClaimExportRecord['state'], string>> = {
  working: '正在生成',
  done: '已生成',
  failed: '没有生成',
};

const view = async (ports: Ports, record: ClaimExportRecord): Promise<ExportView> => {
  const { _id, state, format, name, bytes, fileId, createdAt, problem } = record;
  const [url] = fileId ? await ports.files.linksTo([fileId]) : [];
  return {
    exportId: _id,
    state,
    stateText: words[state],
    format,
    name,
    ...(bytes !== undefined && { bytes }),
    ...(url && { url, expiresAt: (ports.now() + ports.files.LINK_SECONDS) as UnixSeconds }),
    createdAt,
    ...(problem && { problem }),
  };
};

type Wanted = Pick<ClaimExportRecord, 'companyId' | 'name' | 'claimId' | 'claimIds'>;
type Asked = { requestId: string } & (
  { claimId: string; format: 'csv' | 'xlsx' | 'zip' } | (ClaimFilter & { format: 'csv' | 'xlsx' })
);

const wantedBy = async (ports: Ports, caller: Caller, asked: Asked): Promise<Wanted> => {
  if ('claimId' in asked) {
    const access = await claimFor(ports, caller, asked.claimId);
    requireAction(access, 'export');
    const { number, purpose, companyId } = access.claim;
    return { companyId, claimId: asked.claimId, name: `${number} ${purpose}` };
  }
  const { colleague, found } = await claimsFound(ports, caller, asked);
  const claimIds = found.filter((claim) => inTab(asked.tab, claim)).map(({ _id }) => _id);
  if (claimIds.length === 0) throw refuse('claim_empty', { message: '没有符合条件的报销单', hint: '请换个条件' });
  return { companyId: colleague.company._id, claimIds, name: `报销发票 ${minuteText(ports.now()).replace(':', '')}` };
};

/** Asks for a file; the same call again finds the same one. It is made at once, or by the timer. */
export const createExport = async (ports: Ports, caller: Caller, asked: Asked): Promise<ExportView> => {
  const wanted = await wantedBy(ports, caller, asked);
  const { format } = asked;
  const now = ports.now();
  const _id = `cx_${ports.ids.fingerprint(`${caller.openid} ${asked.requestId}`)}`;
  const record: ClaimExportRecord = {
    _id,
    openid: caller.openid,
    format,
    state: 'working',
    createdAt: now,
    expiresAt: (now + KEPT_SECONDS) as UnixSeconds,
    version: 1,
    ...wanted,
    name: `${wanted.name}.${format}`,
  };
  if (await ports.claimExports.addExport(record)) {
    await ports.transact((tx) => tx.outbox.put(rowOf(_id, { kind: 'claim_export', number: 1, afterSeconds: 0 }, now)));
    await runNow(ports, _id);
  }
  return getExport(ports, caller, _id);
};

export const getExport = async (ports: Ports, caller: Caller, exportId: string): Promise<ExportView> => {
  const record = await ports.claimExports.getExport(exportId);
  if (!record || record.openid !== caller.openid) throw fail('not_found');
  await colleagueOf(ports, caller, record.companyId);
  return view(ports, record);
};

export const listExports = async (
  ports: Ports,
  caller: Caller,
  companyId?: string,
): Promise<ClaimOutput['exports.list']> => {
  const { company } = await colleagueOf(ports, caller, companyId);
  const found = await ports.claimExports.exportsOf(company._id, caller.openid);
  return { exports: await Promise.all(found.map((record) => view(ports, record))) };
};
