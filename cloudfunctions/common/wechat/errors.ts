import { AppError, type Failure } from '../runtime/errors';
import table from './errors.json';

/** What can be done about an error code. */
export type ErrorClass = 'retry' | 'renew_token' | 'caller' | 'account_right' | 'already_done' | 'final';

/** One line of the error table; `person` is read on the phone, `hint` says who can fix it: `开发者：…`, `无需处理…`. */
export interface ErrorRow {
  code: number;
  /** Stable English; alike codes share it. */
  name: string;
  class: ErrorClass;
  wechat: string;
  person: string;
  hint: string;
}

export const errorTable = table as readonly ErrorRow[];
const rows = new Map(errorTable.map((row) => [row.code, row]));

/** The line of a code, if it is known. */
export const errorRow = (errcode: number): ErrorRow | undefined => rows.get(errcode);

const unknown: Omit<ErrorRow, 'code'> = {
  name: 'unknown_error',
  class: 'final',
  wechat: '',
  person: '微信返回了未知的错误，请稍后再试',
  hint: '开发者：错误目录里没有这个错误码',
};

const SECRET_RIGHTS = 40125;

/** What WeChat complains of in a 72031, when it says so. */
export const complaintIn = (errmsg: string): string | undefined =>
  /invalid params,\s*([^[\]]{1,80}?)(?:\s+hint:|\s+rid:|$)/i.exec(errmsg)?.[1]?.trim();

/** The part of the hint that only this answer tells. */
const detail = (errcode: number, errmsg: string): string => {
  const ip = errcode === 40164 ? /invalid ip\s+([0-9a-f.:]+)/i.exec(errmsg)?.[1] : undefined;
  if (ip) return `（微信看到的出口 IP 是 ${ip}）`;
  const complaint = errcode === 72031 && complaintIn(errmsg);
  return complaint ? `（${complaint}）` : '';
};

/** Cuts the text to what a person can use, without anything that opens a door. */
const withoutSecrets = (errmsg: string, secrets: readonly string[]): string =>
  secrets
    .filter((secret) => secret.length > 3)
    .reduce((text, secret) => text.replaceAll(secret, '***'), errmsg)
    .replace(/((?:access_token|secret|ticket)=)[^&\s\]]+/gi, '$1***')
    .slice(0, 200);

/** What WeChat answered instead of success. */
export class WechatError extends AppError {
  readonly class: ErrorClass;

  constructor(
    readonly errcode: number,
    errmsg: string,
    { secrets = [], proof = 'token' }: { secrets?: readonly string[]; proof?: 'secret' | 'token' } = {},
  ) {
    const known = rows.get(errcode);
    // Where a token is asked for, a refused credential is the secret.
    const row = known?.class === 'renew_token' && proof === 'secret' ? rows.get(SECRET_RIGHTS) : known;
    const { name, class: kind, person, hint } = row ?? unknown;
    const said = withoutSecrets(errmsg, secrets);
    super({
      code: `wechat_${name}`,
      message: person,
      hint: hint + detail(errcode, said),
      retryable: kind === 'retry' || kind === 'renew_token',
      wechat: { errcode, errmsg: said },
    });
    this.class = kind;
  }
}

/** Whether WeChat refused for one of these reasons, by the names of the table. */
export const saidByWechat = (error: unknown, ...names: readonly string[]): error is WechatError =>
  error instanceof WechatError && names.some((name) => error.failure.code === `wechat_${name}`);

const troubles = {
  wechat_unreachable: ['暂时连不上微信，请稍后再试', '无需处理，系统会自动重试', true],
  wechat_timeout: ['微信没有及时应答，请稍后再看', '无需处理，系统会核对结果', true],
  wechat_unexpected_answer: ['微信的应答无法识别，请稍后再试', '开发者：应答不符合接口约定', true],
  wechat_credential_refused: ['微信正忙，请稍后再试', '开发者：微信拒绝现有凭据，而强制刷新已到间隔或当日上限', true],
  wechat_invalid_request: ['开票服务出了点问题，我们会尽快处理', '开发者：请求不符合微信接口的约定', false],
  wechat_pdf_unusable: ['发票文件不完整，未能放入卡包，可下载或发邮箱', '开发者：请检查开票方给的 PDF', false],
  wechat_account_missing: [
    '商户的开票功能还没有准备好',
    '运维：在云函数 wechat 的 WECHAT_ACCOUNTS 里补上这个账号',
    false,
  ],
  wechat_settings_invalid: ['商户的开票功能还没有准备好', '运维：云函数 wechat 的环境变量有误', false],
  wechat_demo_account: ['示例账号只能在本机沙箱使用', '运维：换成自己的 AppID 和 AppSecret', false],
  wechat_pay_refused: ['暂时无法支付，请稍后再试', '商户管理员：微信支付没有受理这笔下单', false],
  wechat_pay_busy: ['微信支付正忙，请稍后再试', '无需处理，稍后用同一个订单号再试', true],
  wechat_pay_paid: ['这个订单已经支付过了', '无需处理', false],
  wechat_pay_order_spent: ['这次支付已失效，请重新下单', '开发者：商户订单号已关闭或已被使用，请换一个', false],
  wechat_pay_key_missing: [
    '暂时无法支付，请稍后再试',
    '运维：在云函数 wechat 的 WECHAT_PAY_KEYS 里补上这个商户号',
    false,
  ],
} satisfies Record<string, readonly [message: string, hint: string, retryable: boolean]>;

/** A failure on the way to WeChat, before or without an error code of its own. */
export const wechatTrouble = (code: keyof typeof troubles, more = ''): AppError => {
  const [message, hint, retryable] = troubles[code];
  const failure: Failure = { code, message, hint: more ? `${hint}（${more.slice(0, 200)}）` : hint, retryable };
  return new AppError(failure);
};
