import { callFunction } from '../common/runtime/call';
import { nowSeconds } from '../common/runtime/clock';
import { fail } from '../common/runtime/errors';
import { readIdentity } from '../common/runtime/identity';
import { log, logRequest } from '../common/runtime/log';
import { addEvent } from '../common/store/events';
import { pushAccountOf } from '../common/wechat/push-accounts';
import { eventOf } from '../common/wechat/push-event';
import { answerCheck, openDelivery, PushRefused, refuse, type Delivery } from '../common/wechat/push-gate';
import { answer, appidOf, deliveryOf, isHttpEvent, requestIdOf } from './http';

/** The event is stored: what is not worked on at once, the timer takes. */
const kick = async (eventId: string): Promise<void> => {
  const shortly = new Promise<void>((resolve) => setTimeout(resolve, 50).unref());
  const worked = callFunction('jobs', 'events.apply', { eventId }).catch(() => log('event_left_to_timer', { eventId }));
  await Promise.race([worked, shortly]);
};

const take = async (appid: string, method: string, delivery: Delivery): Promise<string> => {
  const account = pushAccountOf(appid) ?? refuse('unknown_account');
  if (method === 'GET') return answerCheck(account, delivery.query, nowSeconds());
  if (method !== 'POST') refuse('wrong_method');
  const event = eventOf(appid, openDelivery(account, delivery, nowSeconds()), nowSeconds());
  if (event && (await addEvent(event)) && event.state === 'received') await kick(event._id);
  return 'success';
};

/** What WeChat pushes, over HTTP. Everything else is refused with 403 and one line in the log. */
export const main = async (event: unknown) => {
  // A call from the phone carries a person; WeChat's servers do not.
  if (!isHttpEvent(event) || readIdentity().openid) return { ok: false, error: { ...fail('forbidden').failure, requestId: '' } };
  logRequest(requestIdOf(event));
  const appid = appidOf(event);
  try {
    return answer(200, await take(appid, event.httpMethod, deliveryOf(event)));
  } catch (error) {
    const refused = error instanceof PushRefused;
    log(refused ? 'push_refused' : 'push_failed', { appid, reason: error instanceof Error ? error.message : 'unknown' });
    // Anything but success makes WeChat send the event again.
    return refused ? answer(403, '') : answer(500, '');
  }
};
