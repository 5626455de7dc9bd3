import { randomUUID } from 'node:crypto';
import { fail } from '../common/runtime/errors';
import { isHttpEvent } from '../common/runtime/http-event';
import { readIdentity } from '../common/runtime/identity';
import { log, logRequest } from '../common/runtime/log';
import { PushRefused } from '../common/wechat/push-gate';
import { answer, appidOf, deliveryOf, requestIdOf } from './http';
import { take } from './take';

/** What WeChat pushes, over HTTP. Everything else is refused with 403 and one line in the log. */
export const main = async (event: unknown) => {
  const requestId = (isHttpEvent(event) && requestIdOf(event)) || randomUUID();
  logRequest(requestId);
  // A call from the phone carries a person; WeChat's servers do not.
  if (!isHttpEvent(event) || readIdentity().openid) {
    log('push_refused', { reason: 'not_http' });
    return { ok: false, error: { ...fail('forbidden').failure, requestId } };
  }
  const appid = appidOf(event);
  try {
    return answer(200, await take(appid, event.httpMethod, deliveryOf(event)));
  } catch (error) {
    const refused = error instanceof PushRefused;
    const reason = error instanceof Error ? error.message : 'unknown';
    log(refused ? 'push_refused' : 'push_failed', { appid, reason: reason.slice(0, 200) });
    // Anything but success makes WeChat send the event again.
    return answer(refused ? 403 : 500, '');
  }
};
