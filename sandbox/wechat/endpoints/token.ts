import type { World } from '../world';
import { WeChatError } from '../wire/errors';
import type { Answer, Endpoint } from '../wire/endpoint';
import type { Issued } from '../model/tokens';

interface Credentials {
  grant_type: unknown;
  appid: unknown;
  secret: unknown;
}

const authenticate = (world: World, { grant_type, appid, secret }: Credentials): string => {
  if (grant_type !== 'client_credential') throw new WeChatError(40002);
  if (!appid) throw new WeChatError(41002);
  const account = typeof appid === 'string' ? world.accounts.find(appid) : undefined;
  if (!account) throw new WeChatError(40013);
  if (!secret) throw new WeChatError(41004);
  if (secret !== account.secret) throw new WeChatError(40125);
  return account.appid;
};

// These two leave errcode out of a success.
const answer = ({ value, expiresIn }: Issued): Answer => ({ access_token: value, expires_in: expiresIn });

const asText = (value: unknown) => (typeof value === 'string' ? value : undefined);
const fieldsOf = (body: unknown) =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};

/** A new token at every call; the one before lives on for five minutes. */
export const token: Endpoint = {
  path: '/cgi-bin/token',
  method: 'GET',
  open: true,
  caller: (query) => query.get('appid') ?? undefined,
  run: (world, query) =>
    answer(
      world.tokens.classic(
        authenticate(world, {
          grant_type: query.get('grant_type'),
          appid: query.get('appid'),
          secret: query.get('secret'),
        }),
      ),
    ),
};

/** The same token for as long as it lives, unless a refresh is forced. */
export const stableToken: Endpoint = {
  path: '/cgi-bin/stable_token',
  method: 'POST',
  open: true,
  caller: (_query, body) => asText(fieldsOf(body)['appid']),
  run: (world, _query, body) => {
    const { grant_type, appid, secret, force_refresh } = fieldsOf(body);
    return answer(world.tokens.stable(authenticate(world, { grant_type, appid, secret }), force_refresh === true));
  },
};
