import { openInputs, type OpenOutput } from '../../contract/open';
import { fail } from '../common/runtime/errors';
import { isHttpEvent } from '../common/runtime/http-event';
import { isFunction, readIdentity } from '../common/runtime/identity';
import { log, logRequest } from '../common/runtime/log';
import { failureOf, requestIdOf, route } from '../common/runtime/router';
import { refusalAnswer } from './failures';
import { requestOf, type HttpRequest } from './http';
import { isReplayed } from './idempotent';
import { asProblem } from './problem';
import { linkActions } from './receipt-links';
import { answerTo } from './routes';

/** What other functions may ask. */
const actions = route<typeof openInputs, OpenOutput, void>(
  openInputs,
  (identity) => {
    if (!isFunction(identity)) throw fail('forbidden');
  },
  linkActions,
);

const answer = async (request: HttpRequest) => {
  const requestId = requestIdOf({ requestId: request.header('x-request-id') });
  logRequest(requestId);
  const refused = (error: unknown) => refusalAnswer(failureOf(error), requestId);
  const answered = asProblem(request, await answerTo(request, requestId).catch(refused));
  if (!isReplayed(request)) return answered;
  return { ...answered, headers: { ...answered.headers, 'idempotent-replayed': 'true' } };
};

/** HTTP access for merchants' servers and receipts; a person's call is never that, whatever it looks like. */
export const main = async (event: unknown) => {
  if (!isHttpEvent(event) || readIdentity().openid) return actions(event);
  const request = requestOf(event);
  const answered = await answer(request);
  log('answered', { method: request.method, area: request.path.split('/', 2).join('/'), status: answered.statusCode });
  return request.method === 'HEAD' ? { ...answered, body: '' } : answered;
};
