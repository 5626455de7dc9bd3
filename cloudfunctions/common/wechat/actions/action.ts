import type { WechatInput, WechatOutput } from '../../../../contract/wechat';

/** How an action of the `wechat` function is done. */
export type Action<A extends keyof WechatInput & keyof WechatOutput> = (
  input: WechatInput[A],
) => Promise<WechatOutput[A]>;
