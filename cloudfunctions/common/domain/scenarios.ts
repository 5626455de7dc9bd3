import type { MerchantRecord } from '../store/records';

/**
 * The ways to an invoice, by their source at WeChat: 小程序 is wxa, 公众号 and 扫码 are web, a page for other browsers
 * is wap. 支付后 has no page of ours and so no source there; here it is pay.
 */
export const sources = ['wxa', 'web', 'wap', 'app', 'pay'] as const;
export type Source = (typeof sources)[number];

/** A merchant's accounts, by the names that its settings give them. */
export type Role = keyof MerchantRecord['appids'];

/** What an account is needed for on the way to an invoice. */
export const parts = ['authorization', 'event', 'insert'] as const;
/**
 * `authorization`: its token asks for contact, ticket and page, and later reads or rejects the authorization.
 * `event`: it is told what the buyer answered. `insert`: its appid goes into `card/invoice/insert`.
 */
export type Part = (typeof parts)[number];

interface Cell {
  readonly account: Role;
  /** WeChat's documents are silent or contradict each other: the merchant's settings may name another account. */
  readonly disputed?: true;
}

const is = (account: Role): Cell => ({ account });
const disputed = (account: Role): Cell => ({ account, disputed: true });

/**
 * Which account does what, for each source. `authorization` and `event` of the mini program are disputed as well: its
 * own account or the official one, depending on whom one asks; they are settings of their own under `appids`.
 */
export const scenarios: Readonly<Record<Source, Readonly<Record<Part, Cell>>>> = {
  wxa: { authorization: is('authorization'), event: is('event'), insert: is('authorization') },
  web: { authorization: is('official'), event: is('official'), insert: is('official') },
  wap: { authorization: is('official'), event: disputed('official'), insert: is('official') },
  app: { authorization: is('app'), event: is('official'), insert: is('app') },
  pay: { authorization: disputed('pay'), event: is('pay'), insert: disputed('pay') },
};

export type DisputedCell = `${Source}.${Part}`;

/** The cells that a merchant's settings may fill otherwise. */
export const disputedCells: readonly DisputedCell[] = sources.flatMap((source) =>
  parts.filter((part) => scenarios[source][part].disputed).map((part): DisputedCell => `${source}.${part}`),
);

/** The merchant's account for this part; undefined when its settings name none. */
export const accountFor = (
  source: Source,
  part: Part,
  { appids, disputedAccounts = {} }: Pick<MerchantRecord, 'appids' | 'disputedAccounts'>,
): string | undefined => {
  const cell = scenarios[source][part];
  return appids[(cell.disputed && disputedAccounts[`${source}.${part}`]) || cell.account];
};

/** Whose token inserts the card: the account of a platform that somebody else runs is not ours. */
export const inserters = { self_built: 'platform', third_party: undefined } as const satisfies Record<
  MerchantRecord['mode'],
  Role | undefined
>;
