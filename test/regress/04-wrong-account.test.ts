import { errorRow, WechatError } from '../../cloudfunctions/common/wechat/errors';

// 48001 comes from the wrong account's token as well as from a right that was never granted.
it.each([48001, 72015])('an account without the right is told apart from a passing failure (%i)', (errcode) => {
  const { retryable, hint, message } = new WechatError(errcode, 'api unauthorized').failure;
  expect(errorRow(errcode)?.class).toBe('account_right');
  expect(retryable).toBe(false);
  expect(hint).toMatch(/管理员/);
  expect(message).not.toMatch(/unauthorized|token/i);
});
