import { AppError, localError } from '../services/app-error';
import { isCancelled } from '../services/wechat-text';
import type { Host } from './per-instance';
import { showProblem } from './problem';

/** A page that does one thing at a time, and draws which. */
interface Busy<B> extends Host {
  data: { busy: B };
}

const hold = async <B>(
  page: Busy<B>,
  [busy, free]: [B, B],
  work: () => Promise<unknown>,
  say: (error: unknown) => void,
): Promise<void> => {
  if (page.data.busy) return;
  page.setData({ busy });
  try {
    await work();
  } catch (error) {
    say(error);
  } finally {
    page.setData({ busy: free });
  }
};

/** Does one thing at a time; what goes wrong is said. */
export const doing = (page: Busy<boolean>, work: () => Promise<unknown>): Promise<void> =>
  hold(page, [true, false], work, showProblem);

/** The same where the page draws which of several things is being done. */
export const doingOne = (page: Busy<string>, name: string, work: () => Promise<unknown>): Promise<void> =>
  hold(page, [name, ''], work, showProblem);

/**
 * The same with files: one that cannot be had is said with a reference for support, a picker or viewer that the
 * person closed is not.
 */
export const usingFiles = (
  page: Busy<string>,
  name: string,
  reference: string,
  work: () => Promise<unknown>,
): Promise<void> =>
  hold(page, [name, ''], work, (error) => {
    if (!isCancelled(error)) showProblem(error instanceof AppError ? error : localError('unavailable', reference));
  });
