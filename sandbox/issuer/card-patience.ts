import type { CardRefusal } from './store';
import { WeChatRefusal } from './wechat-account';

/** Seconds before the next try: WeChat busy, a quota used up, a template that has not settled. */
const pauses = [5, 15, 60, 300, 1800, 7200, 21_600];
const passing = [-1, 40001, 40014, 40078, 42001, 45009, 45011, 72036];

/** What a failed try leads to: another after so many seconds, or what WeChat has said for good. */
export const afterFailure = (error: unknown, tries: number): { pause: number } | { refusal: CardRefusal } => {
  const pause = pauses[tries];
  if (!(error instanceof WeChatRefusal)) {
    return pause === undefined ? { refusal: { message: '微信没有应答' } } : { pause };
  }
  const { errcode, message } = error;
  return pause !== undefined && passing.includes(errcode) ? { pause } : { refusal: { errcode, message } };
};
