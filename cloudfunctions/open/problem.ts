import type { ErrorBody } from '../../contract/envelope';
import type { HttpAnswer, HttpRequest } from './http';
import { publicUrl } from './links';

const PROBLEM = 'application/problem+json';

const wantsProblem = (request: HttpRequest): boolean =>
  (request.header('accept') ?? '').split(',').some((range) => range.split(';', 1)[0]?.trim().toLowerCase() === PROBLEM);

/**
 * Whoever names the type in `Accept` is answered failures as RFC 9457 has them; everybody else the envelope. `type` leads
 * to the description, where the code is named.
 */
export const asProblem = (request: HttpRequest, answered: HttpAnswer): HttpAnswer => {
  const { statusCode, headers, body } = answered;
  if (statusCode < 400 || !wantsProblem(request) || !headers['content-type']?.startsWith('application/json'))
    return answered;
  const { error } = JSON.parse(body) as { error: ErrorBody };
  const problem = {
    type: publicUrl(`/open/v1/openapi.json#${error.code}`),
    title: error.message,
    status: statusCode,
    detail: error.hint,
    instance: request.path,
    ...error,
  };
  return { ...answered, headers: { ...headers, 'content-type': PROBLEM }, body: JSON.stringify(problem) };
};
