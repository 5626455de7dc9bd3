/** In what a page is open, by its user agent. */
export type Browser = 'wechat' | 'wechat_too_old' | 'wechat_desktop' | 'wecom' | 'other';

/** The first WeChat with the invoice pages. */
const FIRST = [6, 0, 2] as const;

/** Old WeChats leave a blank after the slash. */
const VERSION = /MicroMessenger\/\s*(\d+)(?:\.(\d+))?(?:\.(\d+))?/i;

/** Compared as numbers: 6.10 is later than 6.9. */
const isNewEnough = (version: readonly number[]): boolean => {
  for (const [place, least] of FIRST.entries()) {
    const part = version[place] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
};

/** WeCom calls itself WeChat too; WeChat for the desktop has no card pack. */
export const browserOf = (userAgent = ''): Browser => {
  const version = VERSION.exec(userAgent);
  if (!version) return 'other';
  if (/wxwork/i.test(userAgent)) return 'wecom';
  if (/(Windows|Mac|Linux)Wechat/i.test(userAgent)) return 'wechat_desktop';
  return isNewEnough(version.slice(1).map((part) => Number(part ?? 0))) ? 'wechat' : 'wechat_too_old';
};
