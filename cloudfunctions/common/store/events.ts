import type { UnixSeconds } from '../../../contract/primitives';
import { collection, is, type Conditions } from './database';
import type { EventRecord } from './records';

const events = () => collection<EventRecord>('events');

/** Keeps a pushed event; answers false when it is there already. */
export const addEvent = (event: EventRecord): Promise<boolean> => events().add(event);

export const getEvent = (id: string): Promise<EventRecord | null> => events().get(id);

/** Events that were stored and not yet worked on, oldest first. */
export const receivedEvents = (most: number): Promise<EventRecord[]> =>
  events().find({ state: 'received' }, { orderBy: [['receivedAt', 'asc']], limit: most });

/** Closes an event; answers false when somebody else has closed it before. */
export const settleEvent = async (
  id: string,
  state: 'applied' | 'parked',
  why: Pick<EventRecord, 'reason' | 'cardRef'> = {},
): Promise<boolean> => {
  const open: Conditions<EventRecord> = { _id: id, state: 'received' };
  return (await events().updateWhere(open, { state, ...why })) > 0;
};

/** Events of a card that meant nothing until now are worked on again. */
export const reopenEvents = (cardRef: string): Promise<number> =>
  events().updateWhere({ cardRef, state: 'parked' }, { state: 'received' });

/** Clears away events that came before then and were worked on. */
export const removeOldEvents = async (before: UnixSeconds): Promise<void> => {
  for (const state of ['applied', 'parked']) await events().removeWhere({ state, receivedAt: is.lt(before) });
};

/** Takes the person out of the events of an order. */
export const forgetSender = async (orderId: string): Promise<void> => {
  for (const { _id, fields } of await events().find({ orderId })) {
    const { FromUserName: _sender, ...rest } = fields;
    await events().update(_id, { fields: rest });
  }
};
