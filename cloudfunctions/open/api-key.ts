import { timingSafeEqual } from 'node:crypto';
import { fail } from '../common/runtime/errors';
import { findMerchantsByKeyHash, hashApiKey } from '../common/store/merchants';
import type { MerchantRecord } from '../common/store/records';
import type { HttpRequest } from './http';

const refused = (hint: string) => fail('unauthenticated', { message: '没有通过身份验证', hint: `开发者：${hint}` });

const isEqual = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** The merchant that the request's API key belongs to. Only hashes are looked up and compared. */
export const merchantOf = async (request: HttpRequest): Promise<MerchantRecord> => {
  const header = request.header('authorization');
  if (!header) throw refused('请带上 Authorization: Bearer <API key>');
  const key = /^Bearer +([\x21-\x7e]{1,256})$/i.exec(header.trim())?.[1];
  if (!key) throw refused('Authorization 应为 Bearer <API key>');
  const hash = hashApiKey(key);
  const found = await findMerchantsByKeyHash(hash);
  const owners = found.filter(({ apiKeyHashes }) => apiKeyHashes.some((own) => isEqual(own, hash)));
  const [owner] = owners;
  if (!owner || owners.length > 1) throw refused('API key 无效');
  return owner;
};
