/** What WeChat says of a call that failed: only words, `navigateToMiniProgram:fail cancel`. */
export const wechatText = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('errMsg' in error && typeof error.errMsg === 'string') return error.errMsg;
  return 'message' in error && typeof error.message === 'string' ? error.message : '';
};

/** Whether the person closed what WeChat showed: nothing to say then. */
export const isCancelled = (error: unknown): boolean => /cancel/i.test(wechatText(error));
