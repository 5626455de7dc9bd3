import { nowSeconds } from '../common/runtime/clock';
import { kickEvent } from '../common/runtime/kick-event';
import { addEvent } from '../common/store/events';
import { pushAccountOf } from '../common/wechat/push-accounts';
import { eventOf } from '../common/wechat/push-event';
import { answerCheck, openDelivery, refuse, type Delivery } from '../common/wechat/push-gate';

/** Answers one delivery with what WeChat wants to read; throws PushRefused for what it did not send. */
export const take = async (appid: string, method: string, delivery: Delivery): Promise<string> => {
  const account = pushAccountOf(appid) ?? refuse('unknown_account');
  if (method === 'GET') return answerCheck(account, delivery.query, nowSeconds());
  if (method !== 'POST') refuse('wrong_method');
  const event = eventOf(appid, openDelivery(account, delivery, nowSeconds()), nowSeconds());
  if (event && (await addEvent(event)) && event.state === 'received') await kickEvent(event._id);
  return 'success';
};
