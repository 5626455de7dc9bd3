import type { Envelope, ErrorBody } from '../../contract/envelope';
import { AppError, localError } from './app-error';
import type { LocalCode } from './app-error';
import { newRequestId } from './request-id';
import { sandboxDoor } from './sandbox-door';
import { wechatText } from './wechat-text';

/** An action's input as the screens give it, of a union each; the client adds the request id. */
type Given<Input> = Input extends object ? Omit<Input, 'requestId'> : never;

/** Calls one action of a cloud function; throws an AppError. */
export type Call<Input, Output extends Record<keyof Input, unknown>> = <A extends keyof Input & string>(
  action: A,
  input: Given<Input[A]>,
  requestId?: string,
) => Promise<Output[A]>;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isErrorBody = (value: unknown): value is ErrorBody =>
  isObject(value) && typeof value['code'] === 'string' && typeof value['message'] === 'string';

const isEnvelope = (value: unknown): value is Envelope<unknown> =>
  isObject(value) && (value['ok'] === true || (value['ok'] === false && isErrorBody(value['error'])));

const send = async (name: string, data: object): Promise<unknown> => {
  const door = sandboxDoor();
  if (door) return door.callFunction(name, data);
  const answer = await wx.cloud.callFunction({ name, data });
  return answer.result;
};

/** What a transport that failed means: WeChat says it only in words. */
const localCodeOf = (error: unknown): LocalCode => {
  const text = wechatText(error);
  if (/time ?out|timed out/i.test(text)) return 'timeout';
  if (/request:fail|failed to fetch|network|disconnected|ERR_|socket|ssl|dns/i.test(text)) return 'offline';
  return 'unavailable';
};

/** The client of one cloud function. */
export const clientOf =
  <Input, Output extends Record<keyof Input, unknown>>(name: string): Call<Input, Output> =>
  async <A extends keyof Input & string>(
    action: A,
    input: Given<Input[A]>,
    requestId: string = newRequestId(),
  ): Promise<Output[A]> => {
    let answer: unknown;
    try {
      answer = await send(name, { ...input, action, requestId });
    } catch (error) {
      throw localError(localCodeOf(error), requestId);
    }
    if (!isEnvelope(answer)) throw localError('unavailable', requestId);
    if (!answer.ok) throw new AppError(answer.error);
    // The function's own contract says what `data` is; it was made by the same commit.
    return answer.data as Output[A];
  };
