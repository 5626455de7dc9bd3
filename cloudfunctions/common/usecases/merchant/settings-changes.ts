import { formatFen } from '../../../../miniprogram/rules/money';
import type { SettingsChange } from '../../../../contract/merchant-settings';
import type { Policy } from '../../../../contract/policy';
import type { UnixSeconds } from '../../../../contract/primitives';
import { rateHolds } from '../../domain/tax-rates';
import { AppError } from '../../runtime/errors';
import type { MerchantRecord } from '../../store/records';

/** A setting that cannot be: which, and why, for the person who typed it. */
export const invalid = (field: string, message: string, hint = '请修改后再保存') =>
  new AppError({ code: 'settings_invalid', message, hint, retryable: false, field });

/** What has to be known from outside before a change can be made. */
export interface Known {
  now: UnixSeconds;
  /** As WeChat tells it, of one's own platform. */
  sPappid?: string;
}

type Part<P extends SettingsChange['part']> = Extract<SettingsChange, { part: P }>;

const without = <K extends keyof MerchantRecord>(merchant: MerchantRecord, key: K): Omit<MerchantRecord, K> => {
  const { [key]: _gone, ...rest } = merchant;
  return rest;
};

const accountsOf = ({ appids }: Part<'accounts'>): MerchantRecord['appids'] => {
  const { pay, official, app, ...roles } = appids;
  return { ...roles, ...(pay && { pay }), ...(official && { official }), ...(app && { app }) };
};

const checkedAccounts = (merchant: MerchantRecord, change: Part<'accounts'>): MerchantRecord => {
  const appids = accountsOf(change);
  for (const role of Object.values(merchant.disputedAccounts ?? {})) {
    if (!appids[role]) throw invalid(`appids.${role}`, '这个账号正在使用，不能清空', '请先联系运维调整场景设置');
  }
  if (merchant.mchid && !appids.pay) throw invalid('appids.pay', '已设置商户号，还需要与它绑定的公众号 appid');
  return { ...merchant, appids };
};

const checkedPolicy = (merchant: MerchantRecord, change: Part<'policy'>): MerchantRecord => {
  const { policy, kinds, invoicingDays, maxAmount } = change;
  const { review, earliest } = policy;
  if (review.which === 'some' && !review.special && review.above === undefined)
    throw invalid('policy.review', '请选择哪些申请要审核：专用发票，或超过一定金额');
  if (review.which === 'some' && review.above !== undefined && maxAmount !== null && review.above >= maxAmount)
    throw invalid('policy.review.above', '审核金额不低于单张上限，就没有申请会被审核');
  if (earliest.moment === 'paid' && earliest.days > invoicingDays)
    throw invalid('policy.earliest.days', `最早开票日晚于开票期限（付款后 ${invoicingDays} 天）`);
  if (maxAmount === 0) throw invalid('maxAmount', '单张上限不能是 0 元，不限请留空');
  const rest = without(merchant, 'maxAmount');
  return { ...rest, policy, kinds: [...new Set(kinds)], invoicingDays, ...(maxAmount !== null && { maxAmount }) };
};

const checkedIssuing = (merchant: MerchantRecord, change: Part<'issuing'>, { now }: Known): MerchantRecord => {
  const { form, defaultItem } = change;
  if (defaultItem && !rateHolds(defaultItem.rate, now))
    throw invalid('defaultItem.rate', `税率 ${defaultItem.rate} 现在不适用`, '常用的有 13%、9%、6%、3%、免税、不征税');
  return { ...without(merchant, 'defaultItem'), form, ...(defaultItem && { defaultItem }) };
};

const LONGEST_LABEL = 5;

const checkedFields = (merchant: MerchantRecord, { fields }: Part<'fields'>): MerchantRecord => {
  if (!fields) return without(merchant, 'authFields');
  for (const [kind, { own }] of [['personal', fields.personal] as const, ['company', fields.company] as const]) {
    const labels = own.map(({ label }) => label);
    if (new Set(labels).size < labels.length) throw invalid(`fields.${kind}.own`, '自定义栏目的名称重复了');
    const long = labels.find((label) => [...label].length > LONGEST_LABEL);
    if (long !== undefined) throw invalid(`fields.${kind}.own`, `“${long}”太长，微信只显示 5 个字`);
  }
  return { ...merchant, authFields: fields };
};

const platformOf = (merchant: MerchantRecord, { platform }: Part<'platform'>, { sPappid }: Known): MerchantRecord => {
  if (platform.mode === 'third_party') return { ...merchant, mode: 'third_party', sPappid: platform.sPappid };
  if (!sPappid) throw invalid('platform', '微信还没有给出识别码，请稍后再试');
  return { ...merchant, mode: 'self_built', sPappid };
};

/** The merchant after a change of one part; refuses what contradicts itself. */
export const changed = (merchant: MerchantRecord, change: SettingsChange, known: Known): MerchantRecord => {
  switch (change.part) {
    case 'profile':
      return { ...merchant, shortName: change.shortName, logoUrl: change.logoUrl };
    case 'contact':
      return { ...merchant, contact: { phone: change.phone, timeoutSeconds: change.timeoutSeconds } };
    case 'accounts':
      return checkedAccounts(merchant, change);
    case 'platform':
      return platformOf(merchant, change, known);
    case 'fields':
      return checkedFields(merchant, change);
    case 'payment':
      if (change.mchid === null) return without(merchant, 'mchid');
      if (!merchant.appids.pay) throw invalid('mchid', '请先在“微信账号”里填写与商户号绑定的公众号 appid');
      return { ...merchant, mchid: change.mchid };
    case 'issuing':
      return checkedIssuing(merchant, change, known);
    case 'policy':
      return checkedPolicy(merchant, change);
  }
};

const reviewText = ({ review }: Policy): string => {
  if (review.which === 'none') return '自动开票';
  if (review.which === 'all') return '全部审核';
  const what = [
    ...(review.special ? ['专用发票'] : []),
    ...(review.above === undefined ? [] : [`${formatFen(review.above)} 元以上`]),
  ];
  return `审核${what.join('、')}`;
};
const earliestText = ({ earliest: { moment, days } }: Policy): string =>
  `${moment === 'paid' ? '付款' : '完成'}后${days === 0 ? '即可' : ` ${days} 天`}`;

/** What is shown of a part, as lines of words: what they have in common is no change. */
const linesOf = (merchant: MerchantRecord): Record<string, string> => {
  const { shortName, logoUrl, contact, appids, mode, sPappid, mchid, form, defaultItem, kinds, invoicingDays } =
    merchant;
  return {
    卡券简称: shortName,
    卡券标志: logoUrl,
    联系电话: contact.phone,
    '显示电话前等待（秒）': String(contact.timeoutSeconds),
    授权账号: appids.authorization,
    事件账号: appids.event,
    平台账号: appids.platform,
    支付账号: appids.pay ?? '无',
    公众号: appids.official ?? '无',
    移动应用: appids.app ?? '无',
    接入方式: mode === 'self_built' ? '自建平台' : '第三方平台',
    开票平台识别码: sPappid,
    商户号: mchid ?? '无',
    发票形式: form === 'digital' ? '数电发票' : '增值税电子发票',
    默认项目: defaultItem ? `${defaultItem.name} ${defaultItem.taxCode} ${defaultItem.rate}` : '无',
    授权页栏目: merchant.authFields ? JSON.stringify(merchant.authFields) : '微信默认',
    审核: merchant.policy ? reviewText(merchant.policy) : '自动开票',
    最早开票: merchant.policy ? earliestText(merchant.policy) : '付款后即可',
    换开: merchant.policy ? `${merchant.policy.reissue.days} 天内 ${merchant.policy.reissue.times} 次` : '按默认',
    发票种类: kinds.map((kind) => (kind === 'special' ? '专用发票' : '普通发票')).join('、'),
    '开票期限（付款后天数）': String(invoicingDays),
    单张上限: merchant.maxAmount === undefined ? '不限' : `${formatFen(merchant.maxAmount)} 元`,
  };
};

const LONGEST = 60;
const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** What a change did, line by line; nothing when it did nothing. */
export const differences = (before: MerchantRecord, after: MerchantRecord): string[] => {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  return Object.keys(fresh).flatMap((name) => {
    const [was = '', is = ''] = [old[name], fresh[name]];
    if (was === is) return [];
    return [name === '授权页栏目' ? `${name}已修改` : `${name}：${short(was)} → ${short(is)}`];
  });
};
