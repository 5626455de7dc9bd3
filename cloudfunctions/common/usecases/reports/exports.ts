import type { ExportView, ReportOutput } from '../../../../contract/merchant-reports';
import type { UnixSeconds } from '../../../../contract/primitives';
import type { MemberRole } from '../../../../contract/states';
import { sumsView } from '../../domain/report-sums';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import { LINK_SECONDS } from '../../store/files';
import type { ExportRecord } from '../../store/exports';
import type { MemberRecord } from '../../store/records';
import { listingOf } from '../merchant/list';
import { memberOf } from '../merchant/members';
import { countAll, totalInvoices } from '../merchant/totals';
import { FROM_NOW } from './export-rows';
import { afterPlace, placeCursor } from './places';
import { filterText } from './report-words';

/** The files hold titles and tax numbers of all buyers: they are for whoever keeps the books. */
const exporters: readonly MemberRole[] = ['owner', 'finance'];
const DAYS_KEPT = 7;
const PAGE = 20;

const requireExporter = ({ role }: MemberRecord): void => {
  if (!exporters.includes(role)) throw fail('forbidden');
};

const withoutLinks = (record: ExportRecord, now: UnixSeconds): ExportView => {
  const { _id, format, basis, createdAt, name, rows, expected, files, tallies, expiresAt, problem } = record;
  return {
    exportId: _id,
    format,
    basis,
    text: filterText(record, basis),
    state: record.state === 'ready' && expiresAt <= now ? 'expired' : record.state,
    createdAt,
    createdBy: name,
    rows,
    expected: Math.max(expected, rows),
    files: files.map((file) => ({ name: file.name, rows: file.rows, bytes: file.bytes })),
    expiresAt,
    sums: sumsView(tallies),
    ...(problem && { problem: { code: problem.code, message: problem.message, hint: problem.hint } }),
  };
};

const viewOf = async (ports: Ports, record: ExportRecord): Promise<ExportView> => {
  const now = ports.now();
  const view = withoutLinks(record, now);
  if (view.state !== 'ready') return view;
  const links = await ports.files.linksTo(record.files.map(({ fileId }) => fileId));
  return {
    ...view,
    files: view.files.map((file, i) => ({ ...file, ...(links[i] !== undefined && { url: links[i] }) })),
    linksUntil: (now + LINK_SECONDS) as UnixSeconds,
  };
};

interface Asked extends Pick<ExportRecord, 'format' | 'basis' | 'tab'> {
  requestId: string;
  merchantId?: string | undefined;
  query?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const expectedOf = async (ports: Ports, openid: string, merchantId: string, asked: Asked): Promise<number> => {
  const { basis, from: firstDay, to: lastDay } = asked;
  if (basis === 'issued') {
    const { from, below } = listingOf(merchantId, { tab: 'all', from: firstDay, to: lastDay });
    const invoices = await ports.invoices.countListed(merchantId, from, below);
    return invoices + (await countAll(ports, merchantId, firstDay, lastDay)).red.count;
  }
  const { totals } = await totalInvoices(ports, openid, asked);
  return totals.count + (totals.red?.count ?? 0);
};

/** Begins an export; the same call again finds it. */
export const createExport = async (ports: Ports, openid: string, asked: Asked): Promise<ExportView> => {
  const member = await memberOf(ports, openid, asked.merchantId);
  requireExporter(member);
  const { merchantId, name } = member;
  const { requestId, format, basis, from, to } = asked;
  const _id = `ex_${ports.ids.fingerprint(`${openid}:${requestId}`)}`;
  const expected = await expectedOf(ports, openid, merchantId, asked);
  const record = await ports.transact(async (tx) => {
    const earlier = await tx.exports.get(_id);
    if (earlier) return earlier;
    const now = ports.now();
    const fresh: ExportRecord = {
      _id,
      merchantId,
      openid,
      name,
      format,
      basis,
      // Which state an application is in, and words in it, say nothing of the day on which an invoice was issued.
      tab: basis === 'issued' ? 'all' : asked.tab,
      ...(basis === 'applied' && asked.query !== undefined && { query: asked.query }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      state: 'working',
      place: { source: 0, below: FROM_NOW },
      rows: 0,
      expected,
      files: [],
      tallies: [],
      createdAt: now,
      sortKey: `${String(now).padStart(10, '0')}:${_id}`,
      expiresAt: (now + DAYS_KEPT * 86_400) as UnixSeconds,
      version: 1,
    };
    await ports.exports.beginExport(tx, fresh);
    return fresh;
  });
  await ports.kick(_id);
  return viewOf(ports, record);
};

/** How far an export is. Any that is not of the caller's merchants looks the same as one that does not exist. */
export const getExport = async (ports: Ports, openid: string, exportId: string): Promise<ExportView> => {
  const record = await ports.exports.getExport(exportId);
  const member = record && (await ports.members.findMember(record.merchantId, openid));
  if (!record || !member) throw fail('not_found');
  requireExporter(member);
  if (record.state === 'working') await ports.kick(exportId);
  return viewOf(ports, record);
};

/** The exports of the last days; links come with each alone. */
export const listExports = async (
  ports: Ports,
  openid: string,
  asked: { merchantId?: string | undefined; cursor?: string | undefined },
): Promise<ReportOutput['exports.list']> => {
  const member = await memberOf(ports, openid, asked.merchantId);
  requireExporter(member);
  const found = await ports.exports.exportsOf(member.merchantId, PAGE + 1, afterPlace(asked.cursor));
  const now = ports.now();
  return { rows: found.slice(0, PAGE).map((record) => withoutLinks(record, now)), ...placeCursor(found, PAGE) };
};
