import { newIds } from '../ids';
import texts from './error-texts.json';

const textOf = (code: number): string => (texts as Record<string, string>)[String(code)] ?? 'system error';

/** A refusal as WeChat words it; thrown by an endpoint, it undoes what the endpoint did. */
export class WeChatError extends Error {
  constructor(
    readonly code: number,
    text = textOf(code),
  ) {
    super(text);
  }
}

/** The answer to a refused call: nobody may match the whole text, since hint and rid differ every time. */
export const refusal = (error: WeChatError) => ({
  errcode: error.code,
  errmsg: `${error.message} hint: [${newIds.hint()}] rid: ${newIds.requestId()}`,
});
