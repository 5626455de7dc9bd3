import type { AuthorizationEntry } from '../../contract/buyer';
import { copy } from './clipboard';
import { sandboxDoor } from './sandbox-door';
import { isCancelled, wechatText } from './wechat-text';

/** What came of opening WeChat's authorization page. */
export type Jump = { outcome: 'opened' | 'cancelled' | 'link_copied' } | { outcome: 'failed'; reason: string };

/**
 * Opens WeChat's authorization page. WeChat allows it only on a tap, so this must be called from the tap
 * itself, with an entry fetched before: nothing may be awaited in between.
 */
export const openAuthorization = async (entry: AuthorizationEntry): Promise<Jump> => {
  const door = sandboxDoor();
  try {
    if (door) {
      await copy(await door.authorizationLink(entry), '链接已复制，请在浏览器打开');
      return { outcome: 'link_copied' };
    }
    await wx.navigateToMiniProgram({ appId: entry.appid, path: entry.path, envVersion: 'release' });
    return { outcome: 'opened' };
  } catch (error) {
    return isCancelled(error) ? { outcome: 'cancelled' } : { outcome: 'failed', reason: wechatText(error) };
  }
};
