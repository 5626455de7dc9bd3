import { callFunction } from '../common/runtime/call';
import { nowSeconds } from '../common/runtime/clock';
import { log } from '../common/runtime/log';
import { addEvent } from '../common/store/events';
import { pushAccountOf } from '../common/wechat/push-accounts';
import { eventOf } from '../common/wechat/push-event';
import { answerCheck, openDelivery, refuse, type Delivery } from '../common/wechat/push-gate';

/** WeChat waits no longer than this for work that the timer would do as well. */
const SHORTLY_MS = 50;

/** The event is stored: what is not worked on at once, the timer takes. */
const kick = async (eventId: string): Promise<void> => {
  const shortly = new Promise<void>((resolve) => setTimeout(resolve, SHORTLY_MS).unref());
  const worked = callFunction('jobs', 'events.apply', { eventId }).catch(() => log('event_left_to_timer', { eventId }));
  await Promise.race([worked, shortly]);
};

/** Answers one delivery with what WeChat wants to read; throws PushRefused for what it did not send. */
export const take = async (appid: string, method: string, delivery: Delivery): Promise<string> => {
  const account = pushAccountOf(appid) ?? refuse('unknown_account');
  if (method === 'GET') return answerCheck(account, delivery.query, nowSeconds());
  if (method !== 'POST') refuse('wrong_method');
  const event = eventOf(appid, openDelivery(account, delivery, nowSeconds()), nowSeconds());
  if (event && (await addEvent(event)) && event.state === 'received') await kick(event._id);
  return 'success';
};
