import type { MerchantProfile } from '../../../contract/jobs';
import type { GivenKeys } from '../../../contract/open-keys';
import type { Policy } from '../../../contract/policy';
import type { UnixSeconds } from '../../../contract/primitives';
import { checkTaxNumber } from '../../../miniprogram/rules/tax-number';
import { asKept, keysOf, plainKey, prefixOf } from '../domain/api-keys';
import { rateHolds } from '../domain/tax-rates';
import { AppError } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import { hashApiKey } from '../store/merchants';
import { webhookObjection } from '../runtime/webhook-request';
import type { ApiKeyRecord, MerchantRecord } from '../store/records';

const invalid = (field: string, reason: string) =>
  new AppError({
    code: 'merchant_invalid',
    message: '商户资料有误，没有保存',
    hint: `${field}：${reason}`,
    retryable: false,
    field,
  });

const checkProfile = (
  { taxNo, defaultItem, items, kinds, appids, disputedAccounts = {}, webhook }: MerchantProfile,
  now: UnixSeconds,
): void => {
  const check = checkTaxNumber(taxNo);
  // A warning is for a person to look at; but a number that is not written as it should be would be printed so.
  if (check.level === 'error') throw invalid('taxNo', check.text);
  if (check.level === 'warning' && check.suggestion) throw invalid('taxNo', `${check.text}，应为 ${check.suggestion}`);
  if (kinds.length === 0) throw invalid('kinds', '至少要有一种发票');
  for (const [cell, role] of Object.entries(disputedAccounts)) {
    if (!appids[role]) throw invalid(`disputedAccounts.${cell}`, `appids 里没有 ${role}`);
  }
  const objection = webhook && webhookObjection(webhook.url);
  if (objection) throw invalid('webhook.url', objection);
  if (defaultItem && !rateHolds(defaultItem.rate, now)) {
    throw invalid('defaultItem.rate', `税率 ${defaultItem.rate} 现在不适用`);
  }
  const wrong = items.findIndex(({ rate }) => !rateHolds(rate, now));
  if (wrong >= 0) throw invalid(`items.${wrong}.rate`, `税率 ${items[wrong]?.rate ?? ''} 现在不适用`);
  if (new Set(items.map(({ name }) => name)).size < items.length) throw invalid('items', '项目名称重复');
};

const checkKeys = async (ports: Ports, id: string, given: GivenKeys): Promise<void> => {
  for (const entry of given) {
    const key = typeof entry === 'string' ? entry : entry.key;
    if (key === undefined) continue;
    const owners = await ports.merchants.findMerchantsByKeyHash(hashApiKey(key));
    if (owners.some((owner) => owner._id !== id)) throw invalid('apiKeys', '密钥已被另一家商户使用');
  }
};

/** The keys as they stand afterwards; one that comes without the key itself is the one that is stored under its id. */
const keysAfter = (given: GivenKeys, before: MerchantRecord | null, now: UnixSeconds): ApiKeyRecord[] => {
  const known = before ? keysOf(before) : [];
  if (given.length === 0) return known;
  const keys = given.flatMap((entry): ApiKeyRecord[] => {
    if (typeof entry === 'string') {
      const hash = hashApiKey(entry);
      return [known.find((key) => key.hash === hash && !key.scopes) ?? plainKey(hash, prefixOf(entry), now)];
    }
    const { id, label, scopes, key } = entry;
    if (key === undefined) {
      const stored = known.filter((one) => one.id === id);
      if (stored.length === 0) throw invalid('apiKeys', `${id} 是新的，要给出密钥`);
      return stored.map((one) => ({ ...one, label, scopes }));
    }
    const hash = hashApiKey(key);
    const createdAt = known.find((one) => one.id === id && one.hash === hash)?.createdAt ?? now;
    return [{ id, label, scopes, prefix: prefixOf(key), hash, createdAt }];
  });
  const ids = given.flatMap((entry) => (typeof entry === 'string' ? [] : [entry.id]));
  const isDouble = <T>(values: T[]) => new Set(values).size < values.length;
  if (isDouble(ids) || isDouble(keys.map(({ hash }) => hash))) throw invalid('apiKeys', '密钥或 id 重复');
  return keys;
};

const keptPolicy = (policy: Policy | undefined) => (policy ? { policy } : {});

/** Sets a merchant up, or changes it. The operator's door only. */
export const putMerchant = async (ports: Ports, profile: MerchantProfile): Promise<{ id: string }> => {
  checkProfile(profile, ports.now());
  const {
    id,
    apiKeys,
    appids,
    disputedAccounts,
    mchid,
    contact,
    authFields,
    defaultItem,
    maxAmount,
    kinds,
    policy,
    redirectHosts,
    webhook,
    ...rest
  } = profile;
  await checkKeys(ports, id, apiKeys);
  const { pay, official, app, ...roles } = appids;
  await ports.merchants.putMerchantRecord(id, (existing): MerchantRecord => ({
    _id: id,
    ...rest,
    appids: { ...roles, ...(pay && { pay }), ...(official && { official }), ...(app && { app }) },
    ...(disputedAccounts && { disputedAccounts }),
    ...(mchid && { mchid }),
    contact,
    ...(authFields && { authFields }),
    kinds: [...new Set(kinds)],
    redirectHosts,
    ...(webhook && { webhook }),
    ...(defaultItem && { defaultItem }),
    ...(maxAmount !== undefined && { maxAmount }),
    ...keptPolicy(policy ?? existing?.policy),
    ...(existing?.payLinked && { payLinked: existing.payLinked }),
    ...asKept(keysAfter(apiKeys, existing, ports.now())),
    version: (existing?.version ?? 0) + 1,
  }));
  return { id };
};
