import type { ApiScope } from '../../contract/open';
import { covers, isGood, keysOf } from '../common/domain/api-keys';
import { AppError, fail } from '../common/runtime/errors';
import { ports } from '../common/runtime/ports';
import { findMerchantsByKeyHash, hashApiKey } from '../common/store/merchants';
import type { KeyHolder } from '../common/usecases/api-keys';
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

/** Whose API key the request carries, if the key is good and may do this. Only hashes are looked up and compared. */
export const holderOf = async (request: HttpRequest, scope: ApiScope): Promise<KeyHolder> => {
  const header = request.header('authorization');
  if (!header) throw refused('请带上 Authorization: Bearer <API key>');
  const given = /^Bearer +([\x21-\x7e]{1,256})$/i.exec(header.trim())?.[1];
  if (!given) throw refused('Authorization 应为 Bearer <API key>');
  const hash = hashApiKey(given);
  const owners = (await findMerchantsByKeyHash(hash)).flatMap((merchant) =>
    keysOf(merchant).flatMap((key) => (isEqual(key.hash, hash) ? [{ merchant, key }] : [])),
  );
  const [holder] = owners;
  const now = ports.now();
  if (!holder || owners.length > 1 || !isGood(holder.key, now)) throw refused('API key 无效');
  const [isAllowed] = await Promise.all([
    ports.rateLimits.takeCall(`api:${hash}`, now, MOST, WINDOW_SECONDS),
    // Nobody is turned away because a note could not be made.
    ports.keyUses.noteUse(hash, now).catch(() => undefined),
  ]);
  if (!isAllowed) throw tooMany();
  if (!covers(holder.key, [scope]))
    throw fail('forbidden', { message: '这个 API key 没有这项权限', hint: `运维：请给这个 API key 加上 ${scope}` });
  return holder;
};
