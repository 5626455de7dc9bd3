import { newIds } from '../ids';
import type { Store } from '../store';
import { WeChatError } from '../wire/errors';

const lifetime = 7200;
const overlap = 300;
const forcedPerDay = 20;
const forcedApart = 30;

type Track = 'classic' | 'stable';

interface Token {
  token: string;
  appid: string;
  track: Track;
  expiresAt: number;
  /** From here on the token is superseded, although it has not expired. */
  deadFrom?: number;
}

interface Present {
  token: string;
  forced?: { day: string; count: number; last: number };
}

interface Ticket {
  ticket: string;
  appid: string;
  type: string;
  expiresAt: number;
}

export interface Issued {
  value: string;
  expiresIn: number;
}

/** Access tokens on their two separate tracks, and tickets. */
export interface Tokens {
  classic(appid: string): Issued;
  stable(appid: string, force: boolean): Issued;
  /** The account behind a token; 40001 for an unknown or superseded one, 42001 for an expired one. */
  accountOf(token: string): string;
  ticket(appid: string, type: string): Issued;
  isFreshTicket(ticket: string, appid: string, type: string): boolean;
  /** All that an account has, for what pages sign. */
  liveTickets(appid: string, type: string): string[];
}

const beijingDay = (seconds: number) => new Date((seconds + 8 * 3600) * 1000).toISOString().slice(0, 10);

/** @param now the sandbox's time in seconds */
export const createTokens = (store: Store, now: () => number): Tokens => {
  const tokens = store.collection<Token, 'appid'>('token', { appid: ({ appid }) => appid });
  const present = store.collection<Present>('present-token');
  const tickets = store.collection<Ticket>('ticket');
  const presentTicket = store.collection<Ticket>('present-ticket');

  const kill = (old: Token, from: number) =>
    tokens.put(old.token, { ...old, deadFrom: Math.min(from, old.deadFrom ?? from) });

  const issue = (appid: string, track: Track, forced?: Present['forced']): Issued => {
    for (const old of tokens.find('appid', appid)) if (old.expiresAt < now() - 86_400) tokens.remove(old.token);
    const token = newIds.accessToken();
    tokens.put(token, { token, appid, track, expiresAt: now() + lifetime });
    present.put(`${track}:${appid}`, forced ? { token, forced } : { token });
    return { value: token, expiresIn: lifetime };
  };

  return {
    classic: (appid) => {
      const held = present.get(`classic:${appid}`);
      const old = held && tokens.get(held.token);
      if (old) kill(old, now() + overlap);
      return issue(appid, 'classic');
    },

    stable: (appid, force) => {
      const held = present.get(`stable:${appid}`);
      const token = held && tokens.get(held.token);
      const left = token && token.deadFrom === undefined ? token.expiresAt - now() : 0;
      const day = beijingDay(now());
      const count = held?.forced?.day === day ? held.forced.count : 0;
      // The documentation says that nothing is refreshed beyond the limits and names no error: the present token is answered.
      const mayForce = count < forcedPerDay && now() - (held?.forced?.last ?? 0) >= forcedApart;
      if (force && mayForce) {
        for (const old of tokens.find('appid', appid)) if (old.track === 'stable') kill(old, now());
        return issue(appid, 'stable', { day, count: count + 1, last: now() });
      }
      if (held && left > overlap) return { value: held.token, expiresIn: left };
      return issue(appid, 'stable', held?.forced);
    },

    accountOf: (token) => {
      const known = tokens.get(token);
      if (!known) throw new WeChatError(40001);
      if (now() >= known.expiresAt) throw new WeChatError(42001);
      if (known.deadFrom !== undefined && now() >= known.deadFrom) throw new WeChatError(40001);
      return known.appid;
    },

    ticket: (appid, type) => {
      const held = presentTicket.get(`${type}:${appid}`);
      // Undocumented: the same ticket until shortly before its end, as with stable tokens; both serve for the rest.
      if (held && held.expiresAt - now() > overlap) return { value: held.ticket, expiresIn: held.expiresAt - now() };
      const ticket = { ticket: newIds.ticket(), appid, type, expiresAt: now() + lifetime };
      tickets.put(ticket.ticket, ticket);
      presentTicket.put(`${type}:${appid}`, ticket);
      return { value: ticket.ticket, expiresIn: lifetime };
    },

    liveTickets: (appid, type) =>
      tickets
        .all()
        .filter((one) => one.appid === appid && one.type === type && one.expiresAt > now())
        .map(({ ticket }) => ticket),

    isFreshTicket: (ticket, appid, type) => {
      const known = tickets.get(ticket);
      return known?.appid === appid && known.type === type && known.expiresAt > now();
    },
  };
};
