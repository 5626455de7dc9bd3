import sdk from 'wx-server-sdk';
import type { Cloud } from './sdk';

const cloud = sdk as unknown as Cloud;
cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });

interface Ask {
  do?: string;
  name?: string;
  data?: Record<string, unknown>;
  ms?: number;
  bytes?: number;
  rows?: number;
  /** Over HTTP the probe answers what the query asks it to. */
  queryStringParameters?: { answer?: string };
  [more: string]: unknown;
}

let calls = 0;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A function that does what it is asked, so that a test can see what a function sees. */
export const main = async (event: Ask, context: Record<string, unknown>): Promise<unknown> => {
  calls += 1;
  if (event.queryStringParameters?.answer) return JSON.parse(event.queryStringParameters.answer);
  switch (event.do) {
    case 'throw':
      throw new Error('the probe was asked to throw');
    case 'exit':
      process.exit(1);
      break;
    case 'call':
      return (await cloud.callFunction({ name: event.name ?? '', data: event.data ?? {} })).result;
    case 'slow':
      await pause(event.ms ?? 100);
      return { openid: cloud.getWXContext().OPENID };
    case 'environment':
      return { names: Object.keys(process.env) };
    case 'large':
      return { text: 'x'.repeat(event.bytes ?? 0) };
    case 'add':
      await cloud
        .database()
        .collection(event.name ?? '')
        .add({ data: event.data ?? {} });
      console.log(JSON.stringify({ added: event.name }));
      return { ok: true };
    case 'add_many':
      for (let row = 0; row < (event.rows ?? 0); row += 500) {
        const data = Array.from({ length: 500 }, (_, index) => ({ row: row + index, text: '发票'.repeat(100) }));
        await Promise.all(
          data.map((one) =>
            cloud
              .database()
              .collection(event.name ?? '')
              .add({ data: one }),
          ),
        );
      }
      return { ok: true };
    case 'subscribe':
      return cloud.openapi.subscribeMessage?.send?.(event.data ?? {});
    case 'time':
      return {
        hour: new Date(0).getHours(),
        text: new Date(2026, 0, 2).toISOString(),
        offset: new Date().getTimezoneOffset(),
        shown: new Date(0).toLocaleString('en-GB'),
        parsed: new Date('2026-01-02T03:04:05').toISOString(),
      };
    default:
      return {
        event,
        wx: cloud.getWXContext(),
        calls,
        clock: process.env.CLOCK_OFFSET_MS,
        own: process.env.OWN_SETTING,
        function: context.function_name,
        requestId: typeof context.request_id,
      };
  }
  return null;
};
