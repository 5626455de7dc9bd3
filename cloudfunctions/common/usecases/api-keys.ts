import { apiScopes, type ApiScope } from '../../../contract/open';
import { MOST_KEYS, type KeyBody, type KeyList, type KeyMade, type KeyRead } from '../../../contract/open-keys';
import type { UnixSeconds } from '../../../contract/primitives';
import { asKept, covers, isGood, keysOf, prefixOf } from '../domain/api-keys';
import { AppError, fail } from '../runtime/errors';
import type { Ports } from '../runtime/ports';
import type { ApiKeyRecord, MerchantRecord } from '../store/records';

/** Who changes keys: a merchant's server by one of them, or without one an owner on the phone, who may do everything. */
export interface KeyKeeper {
  merchant: MerchantRecord;
  key?: ApiKeyRecord;
}

/** A merchant's server. */
export interface KeyHolder extends KeyKeeper {
  key: ApiKeyRecord;
}

const refusal = (code: string, message: string, hint: string) =>
  new AppError({ code, message, hint: `开发者：${hint}`, retryable: false });

const unknownKey = () =>
  fail('not_found', { message: '没有找到这个 API key', hint: '开发者：这个商户没有这个 id 的 key' });

const scopesOf = ({ scopes }: Pick<ApiKeyRecord, 'scopes'>): readonly ApiScope[] => scopes ?? apiScopes;

/** A key can neither make nor get hold of one that may do more than itself. */
const checkCovers = (holder: ApiKeyRecord | undefined, keys: readonly Pick<ApiKeyRecord, 'scopes'>[]): void => {
  if (!holder || keys.every((key) => covers(holder, scopesOf(key)))) return;
  throw fail('forbidden', { message: '这个 API key 没有这项权限', hint: '开发者：只能管理权限不超过自己的 key' });
};

const shown = (key: ApiKeyRecord, lastUsedAt?: UnixSeconds): KeyRead => {
  const { id, label, prefix, createdAt, goodUntil } = key;
  return {
    id,
    label,
    scopes: [...scopesOf(key)],
    prefix,
    createdAt,
    ...(lastUsedAt !== undefined && { lastUsedAt }),
    ...(goodUntil !== undefined && { goodUntil }),
  };
};

export const listKeys = async (ports: Ports, merchant: MerchantRecord): Promise<KeyList> => {
  const keys = keysOf(merchant).filter((key) => isGood(key, ports.now()));
  const uses = await ports.keyUses.lastUses(keys.map(({ hash }) => hash));
  return { rows: keys.map((key) => shown(key, uses.get(key.hash))) };
};

/** Changes the merchant's keys as they stand then, without those whose time is over. */
const changeKeys = async (
  ports: Ports,
  { merchant, key }: KeyKeeper,
  change: (keys: ApiKeyRecord[]) => ApiKeyRecord[],
): Promise<void> => {
  let gone: string[] = [];
  await ports.merchants.putMerchantRecord(merchant._id, (existing) => {
    const before = existing ? keysOf(existing) : [];
    // Whoever holds it may have lost it a moment ago.
    if (!existing || (key && !before.some(({ hash }) => hash === key.hash))) throw fail('unauthenticated');
    const after = change(before.filter((one) => isGood(one, ports.now())));
    if (after.length > MOST_KEYS)
      throw refusal('too_many_keys', 'API key 太多', `最多 ${MOST_KEYS} 个，请先去掉不用的；宽限期里的旧 key 也算`);
    const kept = asKept(after);
    gone = before.flatMap(({ hash }) => (kept.apiKeyHashes.includes(hash) ? [] : [hash]));
    return { ...existing, ...kept, version: existing.version + 1 };
  });
  await ports.keyUses.forgetUses(gone);
};

const freshKey = (
  ports: Ports,
  about: Pick<ApiKeyRecord, 'id' | 'label' | 'scopes'>,
): { key: string; record: ApiKeyRecord } => {
  const key = `ek_${ports.ids.randomText(40)}`;
  const { id, label, scopes } = about;
  const hash = ports.merchants.hashApiKey(key);
  return {
    key,
    record: { id, label, ...(scopes && { scopes }), prefix: prefixOf(key), hash, createdAt: ports.now() },
  };
};

/** Makes a key. What it is stands in this answer only. */
export const createKey = async (ports: Ports, holder: KeyKeeper, asked: KeyBody): Promise<KeyMade> => {
  const { key, record } = freshKey(ports, { ...asked, scopes: [...new Set(asked.scopes)] });
  checkCovers(holder.key, [record]);
  await changeKeys(ports, holder, (keys) => {
    if (keys.some(({ id }) => id === asked.id))
      throw refusal('key_exists', '已有这个 id 的 API key', '没有收到上一次的应答时，换一个 id，或更换这个 key');
    return [...keys, record];
  });
  return { ...shown(record), key };
};

/** Puts a new key in the place of one, which stays good for a while. */
export const rotateKey = async (
  ports: Ports,
  holder: KeyKeeper,
  id: string,
  graceSeconds: number,
): Promise<KeyMade> => {
  const goodUntil = (ports.now() + graceSeconds) as UnixSeconds;
  const replaced = (key: ApiKeyRecord): ApiKeyRecord => (key.goodUntil === undefined ? { ...key, goodUntil } : key);
  let made: { key: string; record: ApiKeyRecord } | undefined;
  await changeKeys(ports, holder, (keys) => {
    const present = keys.find((key) => key.id === id && key.goodUntil === undefined);
    if (!present) throw unknownKey();
    checkCovers(holder.key, [present]);
    made = freshKey(ports, present);
    const others = keys.map((key) => (key.id === id ? replaced(key) : key)).filter((key) => isGood(key, ports.now()));
    return [...others, made.record];
  });
  if (!made) throw unknownKey();
  return { ...shown(made.record), key: made.key };
};

/** Ends a key at once, and those that it had replaced. */
export const revokeKey = async (ports: Ports, holder: KeyKeeper, id: string): Promise<{ id: string }> => {
  await changeKeys(ports, holder, (keys) => {
    const revoked = keys.filter((key) => key.id === id);
    if (revoked.length === 0) throw unknownKey();
    checkCovers(holder.key, revoked);
    return keys.filter((key) => key.id !== id);
  });
  return { id };
};
