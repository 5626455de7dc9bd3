import type { UnixSeconds } from '../../../contract/primitives';
import { collection, is, type Stored } from './database';

/** A card template of one payee at WeChat, made once. `cardId` is empty while it is being made. */
interface CardTemplateRecord extends Stored {
  cardId: string;
  leaseUntil: UnixSeconds;
  version: number;
}

const templates = () => collection<CardTemplateRecord>('card_templates');
const LEASE_SECONDS = 30;

/** The template, or the right to make it (`version`), or nothing while somebody else makes it. */
export const templateOrTurn = async (
  id: string,
  now: UnixSeconds,
): Promise<{ cardId: string } | { version: number } | undefined> => {
  const known = await templates().get(id);
  if (known?.cardId) return { cardId: known.cardId };
  const leaseUntil = (now + LEASE_SECONDS) as UnixSeconds;
  if (!known)
    return (await templates().add({ _id: id, cardId: '', leaseUntil, version: 1 })) ? { version: 1 } : undefined;
  const version = known.version + 1;
  const free = { _id: id, version: known.version, leaseUntil: is.lte(now) };
  return (await templates().updateWhere(free, { version, leaseUntil })) === 1 ? { version } : undefined;
};

/** Remembers the template that was made; answers false when somebody overtook this maker. */
export const rememberTemplate = async (id: string, version: number, cardId: string): Promise<boolean> =>
  (await templates().updateWhere({ _id: id, version }, { cardId, version: version + 1 })) === 1;

/** Lets the next one try at once after a failure. */
export const giveTurnBack = async (id: string, version: number): Promise<void> =>
  void (await templates().updateWhere({ _id: id, version }, { leaseUntil: 0 as UnixSeconds, version: version + 1 }));
