import * as v from 'valibot';
import type { Endpoint } from './endpoints';
import { WechatError, wechatTrouble } from './errors';
import { dropEmptyOptionals } from './wire-fields';
import { parseWireJson } from './wire-json';

/** The request as it may go out: empty optionals dropped, types and units checked. Throws an AppError. */
export const encode = <Request>(endpoint: Endpoint<Request>, request: unknown): Request => {
  const result = v.safeParse(endpoint.request, dropEmptyOptionals(endpoint.request, request));
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw wechatTrouble('wechat_invalid_request', `${endpoint.path} ${v.getDotPath(issue) ?? ''}：${issue.message}`);
};

/** What an answer says; throws an AppError for WeChat's refusals and for what is no answer. */
export const decode = <Answer>(
  endpoint: Endpoint<unknown, Answer>,
  text: string,
  secrets: readonly string[] = [],
): Answer => {
  let body: unknown;
  try {
    body = parseWireJson(text);
  } catch {
    throw wechatTrouble('wechat_unexpected_answer', `${endpoint.path} 的应答不是 JSON`);
  }
  if (typeof body !== 'object' || !body || Array.isArray(body)) {
    throw wechatTrouble('wechat_unexpected_answer', `${endpoint.path} 的应答不是对象`);
  }
  const fields = body as Record<string, unknown>;
  // Success is told by errcode alone: it may be missing, or text, and errmsg may be any word.
  const errcode = Number(fields['errcode'] ?? 0);
  const errmsg = typeof fields['errmsg'] === 'string' ? fields['errmsg'] : '';
  if (errcode !== 0) throw new WechatError(errcode, errmsg, { secrets, proof: endpoint.proof });
  const result = v.safeParse(endpoint.answer, body);
  if (result.success) return result.output;
  throw wechatTrouble('wechat_unexpected_answer', `${endpoint.path} ${v.getDotPath(result.issues[0]) ?? ''}`);
};
