import type { BatchAction, BatchView, ReportOutput } from '../../../../contract/merchant-reports';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { BatchOn, BatchRecord } from '../../store/batches';
import type { MemberRecord } from '../../store/records';
import { memberOf, requireRole } from '../merchant/members';
import { totalInvoices } from '../merchant/totals';
import { afterPlace, placeCursor } from './places';
import { batchNames, filterText } from './report-words';

const PAGE = 20;
const IDS_AT_ONCE = 100;

const textOf = ({ action, on, total }: BatchRecord): string => {
  const what = { chosen: `所选 ${total} 张`, found: on.is === 'found' ? filterText(on) : '', failed: '上次没有成功的' };
  return `${batchNames[action]}：${what[on.is]}`;
};

const viewOf = (record: BatchRecord): BatchView => {
  const {
    _id,
    action,
    reason,
    state,
    createdAt,
    finishedAt,
    name,
    total,
    done,
    underWay,
    failed,
    skipped = 0,
    problem,
  } = record;
  return {
    batchId: _id,
    action,
    text: textOf(record),
    ...(reason !== undefined && { reason }),
    state,
    createdAt,
    ...(finishedAt !== undefined && { finishedAt }),
    createdBy: name,
    total: Math.max(total, done + underWay + failed + skipped),
    done,
    underWay,
    failed,
    skipped,
    ...(problem && { problem: { code: problem.code, message: problem.message, hint: problem.hint } }),
  };
};

/** A batch of a merchant that the caller belongs to. Any other looks the same as one that does not exist. */
const batchForMember = async (ports: Ports, openid: string, batchId: string) => {
  const record = await ports.batches.getBatch(batchId);
  const member = record && (await ports.members.findMember(record.merchantId, openid));
  if (!record || !member) throw fail('not_found');
  return record;
};

interface Asked {
  what: BatchAction;
  requestId: string;
  merchantId?: string | undefined;
  reason?: string | undefined;
  on:
    | { is: 'chosen'; applicationIds: string[] }
    | { is: 'failed'; batchId: string }
    | ({ is: 'found' } & Parameters<typeof filterText>[0]);
}

/** Every chosen application must be the merchant's: a foreign one looks the same as one that does not exist. */
const requireOwn = async (ports: Ports, merchantId: string, ids: readonly string[]): Promise<void> => {
  for (let i = 0; i < ids.length; i += IDS_AT_ONCE) {
    const chunk = ids.slice(i, i + IDS_AT_ONCE);
    if ((await ports.listing.countOwn(merchantId, chunk)) < chunk.length)
      throw fail('not_found', { hint: '请刷新后重新选择' });
  }
};

/** What is meant, as it is kept, and how many there are. */
const resolve = async (
  ports: Ports,
  openid: string,
  { merchantId }: MemberRecord,
  on: Asked['on'],
): Promise<{ on: BatchOn; total: number }> => {
  switch (on.is) {
    case 'chosen': {
      const applicationIds = [...new Set(on.applicationIds)].sort();
      await requireOwn(ports, merchantId, applicationIds);
      return { on: { is: 'chosen', applicationIds }, total: applicationIds.length };
    }
    case 'failed': {
      const earlier = await batchForMember(ports, openid, on.batchId);
      if (earlier.merchantId !== merchantId) throw fail('not_found');
      return { on, total: earlier.failed };
    }
    case 'found': {
      const { tab, query, from, to } = on;
      const kept = {
        ...(query !== undefined && { query }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      };
      const { totals } = await totalInvoices(ports, openid, { merchantId, ...on });
      return { on: { is: 'found', tab, ...kept }, total: totals.count };
    }
  }
};

/** Begins a batch; the same call again finds it. */
export const createBatch = async (ports: Ports, openid: string, asked: Asked): Promise<BatchView> => {
  const { what: action, reason, requestId } = asked;
  const member = await memberOf(ports, openid, asked.merchantId);
  requireRole(member, action);
  if (action === 'reject' && reason === undefined)
    throw fail('bad_request', { hint: '请写明拒绝的原因', field: 'reason' });
  const _id = `ba_${ports.ids.fingerprint(`${openid}:${requestId}`)}`;
  const { on, total } = await resolve(ports, openid, member, asked.on);
  const record = await ports.transact(async (tx) => {
    const earlier = await tx.batches.get(_id);
    if (earlier) return earlier;
    const now = ports.now();
    const { merchantId, name, role } = member;
    const fresh: BatchRecord = {
      _id,
      merchantId,
      openid,
      name,
      role,
      action,
      ...(reason !== undefined && { reason }),
      on,
      state: 'working',
      cursor: '',
      total,
      done: 0,
      underWay: 0,
      failed: 0,
      createdAt: now,
      sortKey: `${String(now).padStart(10, '0')}:${_id}`,
      version: 1,
    };
    await ports.batches.beginBatch(tx, fresh);
    return fresh;
  });
  await ports.kick(_id);
  return viewOf(record);
};

/** How far a batch is. */
export const getBatch = async (ports: Ports, openid: string, batchId: string): Promise<BatchView> => {
  const record = await batchForMember(ports, openid, batchId);
  if (record.state === 'working') await ports.kick(batchId);
  return viewOf(record);
};

/** The batches of a merchant, the newest first. */
export const listBatches = async (
  ports: Ports,
  openid: string,
  asked: { merchantId?: string | undefined; cursor?: string | undefined },
): Promise<ReportOutput['batches.list']> => {
  const { merchantId } = await memberOf(ports, openid, asked.merchantId);
  const found = await ports.batches.batchesOf(merchantId, PAGE + 1, afterPlace(asked.cursor));
  return { rows: found.slice(0, PAGE).map(viewOf), ...placeCursor(found, PAGE) };
};

/** What failed in a batch, and why. */
export const listFailures = async (
  ports: Ports,
  openid: string,
  { batchId, cursor }: { batchId: string; cursor?: string | undefined },
): Promise<ReportOutput['batches.failures']> => {
  await batchForMember(ports, openid, batchId);
  const found = await ports.batches.itemsOf(batchId, 'failed', PAGE + 1, afterPlace(cursor));
  const rows = found.slice(0, PAGE).map(({ applicationId, orderNos, titleName, amount, problem }) => ({
    applicationId,
    orderNos,
    ...(titleName !== undefined && { titleName }),
    amount,
    code: problem?.code ?? '',
    message: problem?.message ?? '',
    hint: problem?.hint ?? '',
  }));
  const places = found.map(({ applicationId }) => ({ sortKey: applicationId }));
  return { rows, ...placeCursor(places, PAGE) };
};
