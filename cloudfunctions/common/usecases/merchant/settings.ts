import type { AuditLine, Settings, SettingsChange, SettingsPut } from '../../../../contract/merchant-settings';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { MerchantRecord } from '../../store/records';
import { changeMerchant, writeDown } from './change-merchant';
import { memberOf } from './members';
import { memberWith } from './rights';
import { changed, differences, invalid, type Known } from './settings-changes';
import { relink, tellWechat } from './settings-tell';
import { payLinkOf, settingsFor } from './settings-view';

const PAGE = 30;

const names = {
  profile: '卡券样式',
  contact: '联系方式',
  accounts: '微信账号',
  platform: '开票平台',
  fields: '授权页栏目',
  payment: '微信支付商户号',
  issuing: '开票信息',
  policy: '开票规则',
} as const;

const merchantOf = async (ports: Ports, merchantId: string): Promise<MerchantRecord> => {
  const merchant = await ports.merchants.findMerchant(merchantId);
  if (!merchant) throw fail('not_found');
  return merchant;
};

export const getSettings = async (ports: Ports, openid: string, merchantId: string | undefined): Promise<Settings> => {
  const member = await memberOf(ports, openid, merchantId);
  return settingsFor(await merchantOf(ports, member.merchantId), member);
};

const BATCH = 100;

/** All others; an environment has few merchants. */
const otherMerchants = async (ports: Ports, merchantId: string): Promise<MerchantRecord[]> => {
  const found: MerchantRecord[] = [];
  for (let after = ''; ;) {
    const page = await ports.merchants.merchantsAfter(after, BATCH);
    found.push(...page.filter(({ _id }) => _id !== merchantId));
    const last = page.at(-1);
    if (page.length < BATCH || !last) return found;
    after = last._id;
  }
};

/** Accounts lie with their secrets in one environment: nobody helps themselves to another's. */
const checkOwnership = async (ports: Ports, merchant: MerchantRecord, change: SettingsChange): Promise<void> => {
  if (change.part === 'payment' && change.mchid !== null && change.mchid !== merchant.mchid) {
    const others = await otherMerchants(ports, merchant._id);
    if (others.some(({ mchid }) => mchid === change.mchid))
      throw invalid('mchid', '这个商户号属于另一家商户', '请核对，或联系运维');
  }
  if (change.part !== 'accounts') return;
  const known = Object.values(merchant.appids);
  const fresh = Object.entries(change.appids).filter(([, appid]) => appid && !known.includes(appid));
  if (fresh.length === 0) return;
  const taken = (await otherMerchants(ports, merchant._id)).flatMap(({ appids }) => Object.values(appids));
  const companies = (await ports.companies.allCompanies()).map(({ appid }) => appid);
  for (const [role, appid] of fresh) {
    if (!appid) continue;
    const owner = taken.includes(appid) ? '另一家商户' : companies.includes(appid) ? '一家报销企业' : undefined;
    if (owner) throw invalid(`appids.${role}`, `这个 appid 属于${owner}`, '请核对，或联系运维');
  }
};

const knownFor = async (ports: Ports, merchant: MerchantRecord, change: SettingsChange): Promise<Known> => {
  const now = ports.now();
  if (change.part !== 'platform' || change.platform.mode !== 'self_built') return { now };
  const { sPappid } = await ports.call('wechat', 'platform.identify', { appid: merchant.appids.platform });
  return { now, sPappid };
};

/** Changes one part, if the member's role allows it; then WeChat is told. */
export const putSettings = async (
  ports: Ports,
  openid: string,
  { merchantId, change }: { merchantId?: string | undefined; change: SettingsChange },
): Promise<SettingsPut> => {
  const member = await memberWith(ports, openid, merchantId, `change_${change.part}`);
  const before = await merchantOf(ports, member.merchantId);
  await checkOwnership(ports, before, change);
  const known = await knownFor(ports, before, change);
  const after = await changeMerchant(ports, member, (current) => {
    const merchant = changed(current, change, known);
    const detail = differences(current, merchant);
    return detail.length > 0 ? { merchant, text: `修改${names[change.part]}`, detail } : undefined;
  });
  const mustLink = ['accounts', 'platform', 'payment'].includes(change.part) && payLinkOf(after) === 'to_link';
  const told = await tellWechat(ports, after, change.part, mustLink);
  return { settings: settingsFor(await merchantOf(ports, member.merchantId), member), ...told };
};

/** Links the number at WeChat Pay with the platform once more. */
export const relinkPayMerchant = async (
  ports: Ports,
  openid: string,
  merchantId: string | undefined,
): Promise<SettingsPut> => {
  const member = await memberWith(ports, openid, merchantId, 'change_payment');
  const { mchid } = await relink(ports, member.merchantId);
  await ports.transact((tx) => writeDown(ports, tx, member.merchantId, member, '重新关联微信支付商户号', [mchid]));
  return { settings: settingsFor(await merchantOf(ports, member.merchantId), member) };
};

/** Who changed what, the newest first. */
export const listAudit = async (
  ports: Ports,
  openid: string,
  { merchantId, cursor }: { merchantId?: string | undefined; cursor?: string | undefined },
): Promise<{ rows: AuditLine[]; next?: string }> => {
  const member = await memberWith(ports, openid, merchantId, 'read_audit');
  const before = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString();
  if (before !== undefined && !/^\d{13}:/.test(before))
    throw fail('bad_request', { hint: '开发者：cursor 不是上一次的应答给出的', field: 'cursor' });
  const found = await ports.merchantAudit.auditOf(member.merchantId, PAGE + 1, before);
  const page = found.slice(0, PAGE);
  const last = page.at(-1);
  return {
    rows: page.map(({ at, name: who, role, text, detail }) => ({ at, who, role, text, detail })),
    ...(found.length > PAGE && last && { next: Buffer.from(last.sortKey).toString('base64url') }),
  };
};
