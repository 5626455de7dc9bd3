import type { AccountHealth } from '../../../../contract/merchant-settings';
import type { UnixSeconds } from '../../../../contract/primitives';
import { accountFor, inserters, sources } from '../../domain/scenarios';
import type { Ports } from '../../runtime/ports';
import type { MerchantRecord } from '../../store/records';

const names = {
  authorization: '小程序授权',
  event: '接收事件',
  platform: '开票平台',
  pay: '支付后开票',
  official: '公众号、扫码',
  app: 'App',
} as const;

/** The merchant's accounts, each once, with what it is there for. */
const accountsOf = ({ appids }: MerchantRecord): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  for (const role of Object.keys(names) as (keyof typeof names)[]) {
    const appid = appids[role];
    if (appid) found.set(appid, [...(found.get(appid) ?? []), names[role]]);
  }
  return found;
};

/** What went wrong with the last token, in words; it was kept as the failure it was. */
const tokenProblem = (problem: string): string => {
  try {
    const { message, hint } = JSON.parse(problem) as { message?: unknown; hint?: unknown };
    return [message, hint].filter((text) => typeof text === 'string' && text !== '').join('，') || '取 token 失败';
  } catch {
    return '取 token 失败';
  }
};

const tokenOf = async ({ health }: Ports, appid: string): Promise<Pick<AccountHealth, 'token'>> => {
  const life = await health.tokenLifeOf(appid);
  if (!life) return {};
  const until = Math.floor(life.expiresAt / 1000) as UnixSeconds;
  return { token: { until, ...(life.failures > 0 && { problem: tokenProblem(life.problem) }) } };
};

const eventOf = async ({ health }: Ports, appid: string): Promise<Pick<AccountHealth, 'lastEvent'>> => {
  const last = await health.lastEventOf(appid);
  return last ? { lastEvent: { at: last.receivedAt, event: last.event } } : {};
};

/** How each account of the merchant stands at WeChat, from what is stored; nobody is asked. */
export const accountsHealth = async (ports: Ports, merchant: MerchantRecord): Promise<AccountHealth[]> => {
  const accounts = accountsOf(merchant);
  const facts = await ports.wechatAccounts.accountFacts([...accounts.keys()]);
  const withPage = new Set(sources.map((source) => accountFor(source, 'authorization', merchant)));
  return Promise.all(
    [...accounts].map(async ([appid, roles]): Promise<AccountHealth> => {
      const { contact, rights = {} } = facts.get(appid) ?? {};
      // The platform's own account is somebody else's: its token is not ours.
      const isForeign = appid === merchant.appids.platform && inserters[merchant.mode] === undefined;
      return {
        appid,
        roles,
        ...(!isForeign && (await tokenOf(ports, appid))),
        ...(await eventOf(ports, appid)),
        ...(withPage.has(appid) && { contact: contact !== undefined }),
        rights: (Object.keys(rights) as (keyof typeof rights)[]).flatMap((right) => {
          const note = rights[right];
          return note ? [{ right, ...note }] : [];
        }),
      };
    }),
  );
};
