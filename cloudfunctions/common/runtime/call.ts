import type { Envelope } from '../../../contract/envelope';
import type { JobsInput, JobsOutput } from '../../../contract/jobs';
import type { OpenInput, OpenOutput } from '../../../contract/open';
import type { WechatInput, WechatOutput } from '../../../contract/wechat';
import { cloud } from './cloud';
import { AppError, fail } from './errors';

interface Functions {
  wechat: { input: WechatInput; output: WechatOutput };
  jobs: { input: JobsInput; output: JobsOutput };
  open: { input: OpenInput; output: OpenOutput };
}

const invoke = async (name: string, data: object) => {
  try {
    return await cloud.callFunction({ name, data });
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : '未知错误';
    throw fail('unavailable', { hint: `开发者：云函数 ${name} 没有应答（${reason}）` });
  }
};

/** Calls another function of this project; its failures come through as they are. */
export const callFunction = async <
  F extends keyof Functions,
  A extends keyof Functions[F]['input'] & keyof Functions[F]['output'] & string,
>(
  name: F,
  action: A,
  input: Functions[F]['input'][A],
): Promise<Functions[F]['output'][A]> => {
  const answer = await invoke(name, { ...input, action });
  const envelope = answer?.result as Envelope<Functions[F]['output'][A]> | undefined;
  if (!envelope) throw fail('unavailable', { hint: `开发者：云函数 ${name} 的应答为空` });
  if (envelope.ok) return envelope.data;
  const { requestId: _inner, ...failure } = envelope.error;
  throw new AppError(failure);
};
