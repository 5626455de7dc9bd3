import { isCancelled, wechatText } from './wechat-text';

/** Why an interface that WeChat guards gave nothing. */
export type Refused =
  /** The person closed what WeChat showed: nothing to say. */
  | 'cancelled'
  /** The privacy guide was not agreed to. */
  | 'privacy_refused'
  /** Refused before, in WeChat's settings: only there can it be allowed again. */
  | 'denied'
  | 'unavailable';

/** Asks for agreement to the privacy guide, unless it was given before. */
export const agreeToPrivacy = (): Promise<boolean> =>
  new Promise((resolve) => {
    wx.requirePrivacyAuthorize({ success: () => resolve(true), fail: () => resolve(false) });
  });

/** What a failure of a guarded interface means: WeChat says it only in words. */
export const refusalOf = (error: unknown): Refused => {
  if (isCancelled(error)) return 'cancelled';
  const text = wechatText(error);
  if (/privacy/i.test(text)) return 'privacy_refused';
  return /auth\s*den|deny|denied|unauthorized/i.test(text) ? 'denied' : 'unavailable';
};
