import { AppError, type Failure } from '../common/runtime/errors';
import { json, type HttpAnswer } from './http';

const statuses: Readonly<Record<string, number>> = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  receipt_invalid: 404,
  link_invalid: 404,
  order_not_found: 404,
  link_expired: 410,
  method_not_allowed: 405,
  idempotency_conflict: 409,
  idempotency_in_progress: 409,
  buyer_conflict: 409,
  order_in_application: 409,
  invoice_claimed: 409,
  invoice_reversed: 409,
  already_invoiced: 409,
  key_exists: 409,
  already_authorized: 409,
  not_waiting: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  order_invalid: 422,
  attachment_invalid: 422,
  attachment_too_late: 409,
  too_many_attachments: 422,
  order_not_invoiceable: 422,
  redirect_not_allowed: 422,
  amount_out_of_range: 422,
  too_many_lines: 422,
  too_many_keys: 422,
  title_required: 422,
  tax_no_required: 422,
  tax_no_contradicts: 422,
  tax_no_invalid: 422,
  kind_not_allowed: 422,
  scenario_not_set_up: 422,
  too_many_requests: 429,
  internal: 500,
  busy: 503,
  unavailable: 503,
};

/** The codes of this door; beside them those of WeChat. */
export const codes = Object.keys(statuses);

/** The HTTP status that goes with a failure: one that a use case of another door named is the state's, never ours. */
export const statusOf = ({ code, retryable }: Failure): number =>
  statuses[code] ?? (retryable ? 503 : code.startsWith('wechat') ? 502 : 409);

/** A failure of this door. The hint is for whoever wrote the caller. */
export const refusal = (code: string, message: string, hint: string): AppError =>
  new AppError({ code, message, hint: `开发者：${hint}`, retryable: false });

/** A failure as the envelope. */
export const refusalAnswer = (failure: Failure, requestId: string, headers: Record<string, string> = {}): HttpAnswer =>
  json(
    statusOf(failure),
    { ok: false, error: { ...failure, requestId } },
    {
      'x-request-id': requestId,
      ...(failure.code === 'unauthenticated' && { 'www-authenticate': 'Bearer' }),
      ...(failure.code === 'too_many_requests' && { 'retry-after': '60' }),
      ...headers,
    },
  );
