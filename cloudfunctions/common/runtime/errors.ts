import type { ErrorBody } from '../../../contract/envelope';

/** An error before it is answered: what happened, who can fix it, whether trying again helps. */
export type Failure = Omit<ErrorBody, 'requestId'>;

const failures = {
  bad_request: ['请求内容有误，请返回后重试', '开发者：请求不符合接口约定', false],
  unknown_action: ['暂不支持这个操作', '开发者：没有这个 action', false],
  unauthenticated: ['请在微信里打开后再试', '开发者：调用没有携带用户身份', false],
  forbidden: ['您没有权限做这个操作', '请联系商户的管理员', false],
  not_found: ['没有找到这条记录', '请确认是否用申请时的微信打开', false],
  idempotency_conflict: [
    '这次提交与之前的内容不一致，请返回后重新提交',
    '开发者：同一个 requestId 带了不同的参数',
    false,
  ],
  busy: ['系统正忙，请稍后再试', '无需处理，稍后会自动恢复', true],
  unavailable: ['服务暂时不可用，请稍后再试', '如果一直出现，请联系商户', true],
  internal: ['系统出了点问题，请稍后再试', '请把错误编号发给商户客服', true],
} satisfies Record<string, readonly [message: string, hint: string, retryable: boolean]>;

export type CommonCode = keyof typeof failures;

/** A failure on its way to the caller. Use cases throw it; the router turns it into the envelope. */
export class AppError extends Error {
  constructor(readonly failure: Failure) {
    super(`${failure.code}: ${failure.message}`);
    this.name = 'AppError';
  }
}

/** A common failure by its code; `detail` replaces the sentence or the hint. */
export const fail = (code: CommonCode, detail: Partial<Omit<Failure, 'code'>> = {}): AppError => {
  const [message, hint, retryable] = failures[code];
  return new AppError({ code, message, hint, retryable, ...detail });
};
