import type { MerchantProfile } from '../../../contract/jobs';
import type { UnixSeconds } from '../../../contract/primitives';
import { checkTaxNumber } from '../../../miniprogram/rules/tax-number';
import { rateHolds } from '../domain/tax-rates';
import { AppError } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import { hashApiKey } from '../store/merchants';
import { webhookObjection } from '../runtime/webhook-request';
import type { MerchantRecord, ScopedKey } from '../store/records';

const invalid = (field: string, reason: string) =>
  new AppError({
    code: 'merchant_invalid',
    message: '商户资料有误，没有保存',
    hint: `${field}：${reason}`,
    retryable: false,
    field,
  });

const checkProfile = (
  { taxNo, defaultItem, kinds, appids, disputedAccounts = {}, webhook }: MerchantProfile,
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
};

const checkKeys = async (ports: Ports, id: string, hashes: readonly string[]): Promise<void> => {
  for (const hash of hashes) {
    const owners = await ports.merchants.findMerchantsByKeyHash(hash);
    if (owners.some((owner) => owner._id !== id)) throw invalid('apiKeys', '密钥已被另一家商户使用');
  }
};

/** The keys with an id; one that comes without the key itself is the one that is stored under the id. */
const scopedKeysOf = (
  given: MerchantProfile['apiKeys'],
  before: MerchantRecord | null,
  now: UnixSeconds,
): ScopedKey[] =>
  given.flatMap((entry) => {
    if (typeof entry === 'string') return [];
    const { id, label, key } = entry;
    const stored = before?.scopedKeys?.find((known) => known.id === id);
    const hash = key === undefined ? stored?.hash : hashApiKey(key);
    if (!hash) throw invalid('apiKeys', `${id} 是新的，要给出密钥`);
    return [{ id, label, scopes: entry.scopes, hash, createdAt: stored?.hash === hash ? stored.createdAt : now }];
  });

const keptKeys = (before: MerchantRecord | null): Pick<MerchantRecord, 'apiKeyHashes' | 'scopedKeys'> => ({
  apiKeyHashes: before?.apiKeyHashes ?? [],
  ...(before?.scopedKeys && { scopedKeys: before.scopedKeys }),
});

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
    redirectHosts,
    webhook,
    ...rest
  } = profile;
  const before = await ports.merchants.findMerchant(id);
  const scopedKeys = scopedKeysOf(apiKeys, before, ports.now());
  const plain = apiKeys.filter((given) => typeof given === 'string').map(hashApiKey);
  const hashes = [...plain, ...scopedKeys.map(({ hash }) => hash)];
  const ids = new Set(scopedKeys.map((key) => key.id));
  if (new Set(hashes).size < hashes.length || ids.size < scopedKeys.length) throw invalid('apiKeys', '密钥或 id 重复');
  await checkKeys(ports, id, hashes);
  const keys = hashes.length > 0 ? { apiKeyHashes: hashes, scopedKeys } : keptKeys(before);
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
    ...keys,
    version: (existing?.version ?? 0) + 1,
  }));
  return { id };
};
