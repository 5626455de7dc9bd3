import type { Health, IssuerHealthView, ParkedRow } from '../../../../contract/merchant-settings';
import { hasRight } from '../../domain/member-rights';
import { listStateNames, rowWords } from '../../domain/merchant-view';
import type { OutwardStep } from '../../domain/state-wakers';
import { qrPicture } from '../../drawing/qr-picture';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import { failureOf } from '../../runtime/router';
import { memberTemplateIds } from '../../runtime/subscribe-message';
import type { MemberRecord, OutboxRecord } from '../../store/records';
import { writeDown } from './change-merchant';
import { accountsHealth } from './health-accounts';
import { memberOf } from './members';
import { memberWith } from './rights';
import { payLinkOf } from './settings-view';

const waitingTabs = [
  'waiting',
  'early',
  'in_review',
  'to_confirm',
  'issuing',
  'failed',
  'card_failed',
  'to_reverse',
] as const;
/** What is under way without a person of the buyer's having to do something. */
const underWay = ['early', 'in_review', 'issuing', 'failed'] as const;

const stepNames: Partial<Record<OutwardStep, string>> = {
  poll_authorization: '查询授权',
  begin: '等待开票时间',
  review: '等待审核',
  tell_members: '通知商户人员',
  issue: '开票',
  insert: '放入卡包',
  reject: '告诉微信不开票',
  notify: '通知买家',
  mail: '发邮件',
  webhook: '通知商户服务器',
  red: '红冲',
  cancel_card: '作废卡券',
};

const parkedRow = ({ _id, kind, subjectId, dueAt, tries, problem }: OutboxRecord): ParkedRow => ({
  rowId: _id,
  text: stepNames[kind] ?? '后台处理',
  ...(subjectId.startsWith('ap_') && { applicationId: subjectId }),
  since: dueAt,
  tries,
  ...(problem && { problem: { code: problem.code, message: problem.message, hint: problem.hint } }),
});

const parkedOf = async (ports: Ports, merchantId: string): Promise<ParkedRow[]> =>
  (await ports.health.parkedSteps(merchantId)).map(parkedRow);

const queuesOf = async (ports: Ports, merchantId: string): Promise<Health['queues']> => {
  const counters = await ports.counters.countersOf(merchantId);
  return waitingTabs.map((tab) => ({
    tab,
    text: listStateNames[tab],
    count: counters.reduce((sum, counter) => sum + (counter[`${tab}_count`] ?? 0), 0),
  }));
};

const oldestOf = async (ports: Ports, merchantId: string): Promise<Pick<Health, 'oldest'>> => {
  const found = await Promise.all(underWay.map((state) => ports.health.oldestIn(merchantId, state)));
  const [oldest] = found.flatMap((one) => one ?? []).sort((a, b) => a.createdAt - b.createdAt);
  if (!oldest) return {};
  return { oldest: { applicationId: oldest._id, since: oldest.createdAt, stateText: rowWords(oldest).stateText } };
};

/** The issuer is asked; without its answer the rest is shown all the same. */
const issuerOf = async (ports: Ports, { merchantId, role }: MemberRecord): Promise<Health['issuer']> => {
  try {
    const { scanUrl, ...health } = await ports.call('jobs', 'issuers.health', { merchantId });
    const maySee = scanUrl !== undefined && hasRight(role, 'scan_login');
    const scan: Pick<IssuerHealthView, 'scan'> = maySee ? { scan: { qr: await qrPicture(scanUrl), url: scanUrl } } : {};
    return { state: 'known', health: { ...health, ...scan } };
  } catch (error) {
    const { message, hint } = failureOf(error);
    return { state: 'unknown', message, hint };
  }
};

/** How everything stands that a merchant's invoices depend on; no secrets. */
export const getHealth = async (ports: Ports, openid: string, asked: string | undefined): Promise<Health> => {
  const member = await memberOf(ports, openid, asked);
  const { merchantId, role } = member;
  const merchant = await ports.merchants.findMerchant(merchantId);
  if (!merchant) throw fail('not_found');
  const at = ports.now();
  const [accounts, queues, steps, oldest, parked, issuer] = await Promise.all([
    accountsHealth(ports, merchant),
    queuesOf(ports, merchantId),
    ports.health.countSteps(merchantId, at),
    oldestOf(ports, merchantId),
    parkedOf(ports, merchantId),
    issuerOf(ports, member),
  ]);
  const payLink = payLinkOf(merchant);
  const canRetry = hasRight(role, 'retry_steps');
  const subscribeTemplates = canRetry ? memberTemplateIds() : [];
  return { at, accounts, payLink, queues, steps, ...oldest, parked, issuer, canRetry, subscribeTemplates };
};

/** Lets what was given up begin again; the row of another merchant looks like none. */
export const retryParked = async (
  ports: Ports,
  openid: string,
  { merchantId, rowId }: { merchantId?: string | undefined; rowId: string },
): Promise<{ parked: ParkedRow[] }> => {
  const member = await memberWith(ports, openid, merchantId, 'retry_steps');
  const row = await ports.outbox.getRow(rowId);
  if (row?.merchantId !== member.merchantId || row.state !== 'parked') throw fail('not_found');
  await ports.outbox.startAgain(rowId, ports.now());
  await ports.transact((tx) =>
    writeDown(ports, tx, member.merchantId, member, `重试：${stepNames[row.kind] ?? '后台处理'}`, [row.subjectId]),
  );
  // The timer does it otherwise.
  await ports.call('jobs', 'outbox.run', { subjectId: row.subjectId }).catch(() => undefined);
  return { parked: await parkedOf(ports, member.merchantId) };
};
