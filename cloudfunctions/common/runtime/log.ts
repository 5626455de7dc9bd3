import { nowMs } from './clock';

/** Facts of one line. Never a secret, a token, a full tax number, a phone or an openid: pass ids of our own. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

let requestId = '';

/** Names the request that the following lines belong to; a function instance serves one at a time. */
export const logRequest = (id: string): void => {
  requestId = id;
};

/** One JSON object a line. */
export const log = (event: string, fields: LogFields = {}): void => {
  process.stdout.write(`${JSON.stringify({ at: new Date(nowMs()).toISOString(), event, requestId, ...fields })}\n`);
};
