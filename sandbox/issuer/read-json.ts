import type { Context } from 'hono';
import { Refusal } from './errors';

/** The body of a call, which has to be a JSON object. */
export const readJson = async (context: Context): Promise<Record<string, unknown>> => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await context.req.arrayBuffer());
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  } catch {
    // Said below, whatever was wrong with it.
  }
  throw new Refusal(400, 'invalid_json', '请求体应为 UTF-8 编码的 JSON 对象');
};
