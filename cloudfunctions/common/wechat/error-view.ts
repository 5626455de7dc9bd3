import type { ProblemView } from '../../../contract/envelope';
import { fail } from '../runtime/errors';
import { errorRow, errorTable, type ErrorClass } from './errors';

const again: Record<ErrorClass, string> = {
  retry: '有用，系统会自动重试',
  renew_token: '有用，系统换新凭据后自动重试',
  caller: '没有，要先改请求',
  account_right: '没有，要先由商户处理',
  already_done: '不用，已经完成',
  final: '没有',
};

/** A hint of the table names who can fix it, or begins with 无需处理. */
const whoAndWhat = (hint: string): [who: string, what: string] => {
  const [, nobody, rest = '', who, what = ''] = /^(?:(无需处理)[，；]?(.*)|([^：，；]{2,6})：(.+))$/s.exec(hint) ?? [];
  if (nobody) return ['', rest || nobody];
  if (!who) throw new Error(`this hint names nobody: ${hint}`);
  return [who, what];
};

/** One of WeChat's error codes in words, for the app's page and for that of the docs. */
export const problemView = (errcode: number): ProblemView => {
  const row = errorRow(errcode);
  if (!row)
    throw fail('not_found', { message: '错误目录里没有这个代码', hint: '开发者：微信可能有了新的代码，请补上错误表' });
  const [who, what] = whoAndWhat(row.hint);
  const alike = errorTable.filter(({ name, code }) => name === row.name && code !== errcode).map(({ code }) => code);
  return {
    errcode,
    code: `wechat_${row.name}`,
    message: row.person,
    who,
    what,
    again: again[row.class],
    wechat: row.wechat,
    alike,
  };
};
