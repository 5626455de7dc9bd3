import * as v from 'valibot';
import { fail, type AppError } from '../common/runtime/errors';
import { inputIssues, placeOf } from '../common/runtime/input-issues';
import { refusal } from './failures';
import type { HttpRequest } from './http';

const MAX_BYTES = 512 * 1024;

const textOf = (body: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw fail('bad_request', { hint: '开发者：请求体不是 UTF-8' });
  }
};

const parseJson = (text: string): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fail('bad_request', { hint: '开发者：请求体不是 JSON' });
  }
  // A schema without a required field would take a list for an object.
  if (Array.isArray(value)) throw fail('bad_request', { hint: '开发者：请求体应是 JSON 对象' });
  return value;
};

/** The first thing that is wrong with an input, by its path; the following ones in the hint. */
export const inputProblem = (issues: readonly v.BaseIssue<unknown>[]): AppError => {
  const told = inputIssues(issues.slice(0, 5));
  const field = issues[0] && placeOf(issues[0]);
  return fail('bad_request', { hint: `开发者：${told.join('；')}`, ...(field && { field }) });
};

/** The request's JSON body, as the schema wants it. */
export const readBody = <S extends v.GenericSchema>(request: HttpRequest, schema: S): v.InferOutput<S> => {
  const type = request.header('content-type') ?? '';
  if (!/^application\/json *(; *charset="?utf-8"? *)?$/i.test(type)) {
    throw refusal('unsupported_media_type', '请求的格式不支持', 'Content-Type 应为 application/json（UTF-8）');
  }
  if (request.body.length > MAX_BYTES) {
    throw refusal('body_too_large', '请求内容过大', `请求体最多 ${MAX_BYTES / 1024} KB`);
  }
  const parsed = v.safeParse(schema, parseJson(textOf(request.body)));
  if (!parsed.success) throw inputProblem(parsed.issues);
  return parsed.output;
};
