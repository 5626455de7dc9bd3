let taps = 0;

/**
 * Runs what a tap sets off. WeChat grants some interfaces only to a tap: the grant lasts while handlers run
 * and promises that are already settled resolve, but not across a timer or a request.
 */
export const duringTap = <Result>(run: () => Result): Result => {
  taps += 1;
  setTimeout(() => {
    taps -= 1;
  }, 0);
  return run();
};

/** Whether the code that runs now was set off by a tap. */
export const isDuringTap = (): boolean => taps > 0;
