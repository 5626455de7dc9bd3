import { nowSeconds } from '../runtime/clock';
import { noteRight, type AccountRight, type RightNote } from '../store/wechat-accounts';
import type { EndpointName } from './endpoints';
import { issuing } from './endpoints/issuing';
import { merchant } from './endpoints/merchant';
import { platform } from './endpoints/platform';
import { reimburser } from './endpoints/reimburser';
import { titles } from './endpoints/titles';
import { saidByWechat } from './errors';

const families: Readonly<Record<AccountRight, object>> = { merchant, platform, reimburser, titles, issuing };

const rightOf = new Map<string, AccountRight>(
  (Object.keys(families) as AccountRight[]).flatMap((right) =>
    Object.keys(families[right]).map((name) => [name, right]),
  ),
);

/** What this instance has written down, so that the warm path writes and reads nothing. */
const noted = new Map<string, RightNote['state']>();

/**
 * Writes down what WeChat has just shown of an account's rights: that it may use an interface, or that it lacks the right.
 * An answer that says nothing of rights, and a database that is busy, change nothing.
 */
export const noteRightOf = async (appid: string, name: EndpointName, error?: unknown): Promise<void> => {
  const right = rightOf.get(name);
  const isMissing = saidByWechat(error, 'interface_not_granted', 'invoice_right_missing');
  if (!right || (error !== undefined && !isMissing)) return;
  const [key, state] = [`${appid}:${right}`, isMissing ? 'missing' : 'seen'] as const;
  if (noted.get(key) === state) return;
  noted.set(key, state);
  await noteRight(appid, right, state, nowSeconds()).catch(() => noted.delete(key));
};
