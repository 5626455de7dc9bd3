import type { DemoPerson } from '../../demo';
import type { Store } from '../store';
import { WeChatError } from '../wire/errors';
import type { Accounts } from './accounts';
import type { AuthLink } from './links';
import type { Messages } from './messages';
import type { People } from './people';
import type { Pushes } from '../push/pushes';

/** What a person filled in on the page of type 1: a personal or a company title. */
export type UserAuthInfo = { user_field: Record<string, unknown> } | { biz_field: Record<string, unknown> };

export interface Triple {
  appid: string;
  s_pappid: string;
  order_id: string;
}

/** One order on its way through WeChat's authorization page; its key is the triple. */
export interface Authorization extends Triple, AuthLink {
  state: 'none' | 'authorized' | 'rejected' | 'inserted';
  /** Who paid the order, where WeChat leads there from the payment. */
  payer?: string;
  /** The person's openid under the mini program. */
  person?: string;
  auth_time?: number;
  user_auth_info?: UserAuthInfo;
}

export interface Authorizations {
  find(triple: Triple): Authorization | undefined;
  byOrder(order_id: string): Authorization[];
  /** A page was fetched, or a payer was shown the way to one: no change of state. */
  offer(link: AuthLink, payer?: DemoPerson): void;
  /** The person confirms: the order is authorized and the merchant is told. */
  confirm(authorization: Authorization, person: DemoPerson, info?: UserAuthInfo): void;
  /** The page fails: the merchant is told, the order may be tried again. */
  fail(authorization: Authorization, person: DemoPerson): void;
  reject(triple: Triple, reason: string, url: string): void;
  markInserted(authorization: Authorization): void;
  /** The account that is told what happened to this order (section 12 of the contract). */
  eventAccount(authorization: Authorization): string;
}

const keyOf = ({ appid, s_pappid, order_id }: Triple) => [appid, s_pappid, order_id].join(' ');

export const createAuthorizations = (
  store: Store,
  now: () => number,
  { accounts, people, pushes, messages }: { accounts: Accounts; people: People; pushes: Pushes; messages: Messages },
): Authorizations => {
  const all = store.collection<Authorization, 'order'>('authorization', { order: ({ order_id }) => order_id });

  // An app has no message push of its own: its merchant's official account is told.
  const eventAccount = ({ appid, s_pappid, source }: Authorization) =>
    source === 'app' ? (accounts.merchantOf(appid, s_pappid)?.appids.official ?? appid) : appid;

  const tell = (authorization: Authorization, person: DemoPerson, succeeded: boolean) => {
    const appid = eventAccount(authorization);
    const settings = accounts.settings(appid);
    if (!settings) return;
    pushes.queue(appid, people.openidUnder(person, appid), 'user_authorize_invoice', authorization.order_id, {
      SuccOrderId: succeeded ? authorization.order_id : '',
      FailOrderId: succeeded ? '' : authorization.order_id,
      [settings.authorizeField]: authorization.appid,
      // What it is behind a payment no source says.
      Source: authorization.source === 'pay' ? '' : authorization.source,
      // Not in the documentation, but in production.
      SPAppId: authorization.s_pappid,
    });
  };

  return {
    find: (triple) => all.get(keyOf(triple)),
    byOrder: (order_id) => all.find('order', order_id),
    eventAccount,
    offer: (link, payer) => {
      const held = all.get(keyOf(link));
      if (!held || held.state === 'none') {
        all.put(keyOf(link), { ...link, state: 'none', ...(payer ? { payer: payer.openid } : {}) });
      }
    },
    confirm: (authorization, person, info) => {
      all.put(keyOf(authorization), {
        ...authorization,
        state: 'authorized',
        person: person.openid,
        auth_time: now(),
        ...(authorization.type === 1 && info ? { user_auth_info: info } : {}),
      });
      tell(authorization, person, true);
    },
    fail: (authorization, person) => tell(authorization, person, false),
    reject: (triple, reason, url) => {
      const held = all.get(keyOf(triple));
      if (held?.state === 'rejected') throw new WeChatError(72035);
      // Undocumented for an order already in the card pack: only an open authorization can be rejected.
      if (held?.state !== 'authorized' || held.person === undefined) throw new WeChatError(72038);
      all.put(keyOf(triple), { ...held, state: 'rejected' });
      messages.add({
        person: held.person,
        from: triple.appid,
        kind: 'rejected',
        title: '开票申请被拒绝',
        facts: [
          ['订单号', triple.order_id],
          ['原因', reason],
        ],
        url,
      });
    },
    markInserted: (authorization) => all.put(keyOf(authorization), { ...authorization, state: 'inserted' }),
  };
};
