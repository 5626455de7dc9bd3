/** The CloudBase environment to call; empty means the one that DevTools or WeChat chose for this mini program. */
export const cloudEnvironment: string = '';

/** Shown in 关于 and sent to nobody. */
export const version = '0.1.0';
