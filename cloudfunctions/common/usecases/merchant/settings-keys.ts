import { apiScopes, type ApiScope } from '../../../../contract/open';
import type { KeyMade, KeyRead } from '../../../../contract/open-keys';
import { fail } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import type { MemberRecord } from '../../store/records';
import { createKey, listKeys, revokeKey, rotateKey } from '../api-keys';
import { writeDown } from './change-merchant';
import { memberWith } from './rights';

interface Of {
  merchantId?: string | undefined;
}

const GRACE_SECONDS = 86_400;

const keeper = async (ports: Ports, openid: string, merchantId: string | undefined) => {
  const member = await memberWith(ports, openid, merchantId, 'manage_keys');
  const merchant = await ports.merchants.findMerchant(member.merchantId);
  if (!merchant) throw fail('not_found');
  return { member, merchant };
};

const note = (ports: Ports, member: MemberRecord, text: string, detail: string[]) =>
  ports.transact((tx) => writeDown(ports, tx, member.merchantId, member, text, detail));

export const listKeysAs = async (
  ports: Ports,
  openid: string,
  merchantId: string | undefined,
): Promise<{ keys: KeyRead[]; scopes: ApiScope[] }> => {
  const { merchant } = await keeper(ports, openid, merchantId);
  return { keys: (await listKeys(ports, merchant)).rows, scopes: [...apiScopes] };
};

/** The same call again meets the key that it made, whose text nobody has any more: it is refused. */
export const createKeyAs = async (
  ports: Ports,
  openid: string,
  { merchantId, label, scopes, requestId }: Of & { label: string; scopes: ApiScope[]; requestId: string },
): Promise<KeyMade> => {
  const { member, merchant } = await keeper(ports, openid, merchantId);
  const id = `k-${ports.ids.fingerprint(`${openid}:${requestId}`).slice(0, 8)}`;
  const made = await createKey(ports, { merchant }, { id, label, scopes });
  await note(ports, member, '新建 API key', [`${label}（${made.prefix}…）`, scopes.join('、')]);
  return made;
};

export const rotateKeyAs = async (
  ports: Ports,
  openid: string,
  { merchantId, keyId }: Of & { keyId: string },
): Promise<KeyMade> => {
  const { member, merchant } = await keeper(ports, openid, merchantId);
  const made = await rotateKey(ports, { merchant }, keyId, GRACE_SECONDS);
  await note(ports, member, '更换 API key', [`${made.label || made.id}（${made.prefix}…），旧的一天后失效`]);
  return made;
};

export const revokeKeyAs = async (
  ports: Ports,
  openid: string,
  { merchantId, keyId }: Of & { keyId: string },
): Promise<{ keys: KeyRead[] }> => {
  const { member, merchant } = await keeper(ports, openid, merchantId);
  await revokeKey(ports, { merchant }, keyId);
  await note(ports, member, '停用 API key', [keyId]);
  return { keys: (await listKeysAs(ports, openid, merchant._id)).keys };
};
