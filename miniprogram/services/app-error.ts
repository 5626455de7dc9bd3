import type { ErrorBody } from '../../contract/envelope';

/** Codes that the phone itself gives; all others come from the functions. */
export type LocalCode = 'offline' | 'timeout' | 'unavailable';

/** An error as the screens show it: what happened, and who can do what about it. */
export class AppError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly retryable: boolean;
  readonly requestId: string;
  readonly wechat: { errcode: number; errmsg: string } | undefined;

  constructor(body: ErrorBody) {
    super(body.message);
    // The compilers of older DevTools lower classes so far that instanceof would fail without this.
    Object.setPrototypeOf(this, AppError.prototype);
    this.name = 'AppError';
    this.code = body.code;
    this.hint = body.hint;
    this.retryable = body.retryable;
    this.requestId = body.requestId;
    this.wechat = body.wechat;
  }

  /** What goes in small print, and to support. */
  get reference(): string {
    const wechat = this.wechat ? ` · 微信 ${this.wechat.errcode}` : '';
    return `${this.code}${wechat} · ${this.requestId}`;
  }
}

const LOCAL: Record<LocalCode, { message: string; hint: string }> = {
  offline: { message: '没有连上网络', hint: '请检查网络后再试' },
  timeout: { message: '网络有点慢，还没收到结果', hint: '请再试一次' },
  unavailable: { message: '服务暂时没有响应', hint: '请稍后再试' },
};

/** An error that no function answered. */
export const localError = (code: LocalCode, requestId: string): AppError =>
  new AppError({ code, ...LOCAL[code], retryable: true, requestId });

/** Anything caught, as an AppError. A programming error stays visible in the log. */
export const asAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  // eslint-disable-next-line no-console -- the only trace that a programming error leaves on a phone
  console.error(error);
  return localError('unavailable', 'local');
};
