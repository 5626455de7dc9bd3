import type { ApiScope } from '../../contract/open';
import { AppError, fail } from '../common/runtime/errors';
import { ports } from '../common/runtime/ports';
import { findMerchantsByKeyHash, hashApiKey } from '../common/store/merchants';
import type { MerchantRecord } from '../common/store/records';
import type { HttpRequest } from './http';
import { isEqual } from './signed-text';

const refused = (hint: string) => fail('unauthenticated', { message: '没有通过身份验证', hint: `开发者：${hint}` });

/** Calls of one key in one window; a batch of orders is one call. */
const MOST = 600;
const WINDOW_SECONDS = 60;

const tooMany = () =>
  new AppError({
    code: 'too_many_requests',
    message: '请求过于频繁，请稍后再试',
    hint: `开发者：每个 API key 每分钟最多 ${MOST} 次，请在下一分钟重试`,
    retryable: true,
  });

/** The merchant that the request's API key belongs to, if the key may do this. Only hashes are looked up and compared. */
export const merchantOf = async (request: HttpRequest, scope: ApiScope): Promise<MerchantRecord> => {
  const header = request.header('authorization');
  if (!header) throw refused('请带上 Authorization: Bearer <API key>');
  const key = /^Bearer +([\x21-\x7e]{1,256})$/i.exec(header.trim())?.[1];
  if (!key) throw refused('Authorization 应为 Bearer <API key>');
  const hash = hashApiKey(key);
  const found = await findMerchantsByKeyHash(hash);
  const owners = found.filter(({ apiKeyHashes }) => apiKeyHashes.some((own) => isEqual(own, hash)));
  const [owner] = owners;
  if (!owner || owners.length > 1) throw refused('API key 无效');
  if (!(await ports.rateLimits.takeCall(`api:${hash}`, ports.now(), MOST, WINDOW_SECONDS))) throw tooMany();
  const scopes = owner.scopedKeys?.find((known) => isEqual(known.hash, hash))?.scopes;
  if (scopes && !scopes.includes(scope))
    throw fail('forbidden', { message: '这个 API key 没有这项权限', hint: `运维：请给这个 API key 加上 ${scope}` });
  return owner;
};
