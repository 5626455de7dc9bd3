import codes from '../../fixtures/wechat/error-codes.json';
import { errorRow, errorTable, saidByWechat, WechatError } from '../../../cloudfunctions/common/wechat/errors';

const failureOf = (errcode: number, errmsg = '') => new WechatError(errcode, errmsg).failure;

describe('the error table', () => {
  it('knows every code of the contract once', () => {
    expect(errorTable.map(({ code }) => code).sort((a, b) => a - b)).toEqual([...codes].sort((a, b) => a - b));
  });

  it('tells the person a Chinese sentence and says who can fix it, for each code', () => {
    for (const { code, name, person, hint } of errorTable) {
      expect([code, /^[a-z_]+$/.test(name), /^\p{Script=Han}.*[^。！!]$/u.test(person), hint.length > 0]).toEqual([
        code,
        true,
        true,
        true,
      ]);
    }
  });

  it('gives one name one class, so that callers can act by name', () => {
    const classes = new Map<string, Set<string>>();
    for (const row of errorTable) classes.set(row.name, (classes.get(row.name) ?? new Set()).add(row.class));
    expect([...classes].filter(([, set]) => set.size > 1)).toEqual([]);
  });

  it('treats alike what WeChat says in two ways', () => {
    expect(failureOf(72018).code).toBe(failureOf(72056).code);
    expect(new Set([72060, 72061, 72024].map((code) => failureOf(code).code)).size).toBe(1);
    expect(saidByWechat(new WechatError(72018, ''), 'already_inserted')).toBe(true);
  });

  it('lets try again exactly what may pass by itself', () => {
    const again = errorTable.filter(({ code }) => failureOf(code).retryable).map(({ code }) => code);
    expect(again).toEqual(
      expect.arrayContaining([-1, 40001, 40014, 42001, 45009, 45011, 72036, 72054, 72057, 73105, 73107]),
    );
    for (const final of [48001, 72015, 72031, 72035, 72038, 72040, 72042, 72056, 72082])
      expect(again).not.toContain(final);
  });

  it('shows the address that WeChat saw when it is not on the white list', () => {
    const { hint, retryable } = failureOf(
      40164,
      'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 1-2-3',
    );
    expect(hint).toContain('203.0.113.7');
    expect(retryable).toBe(false);
  });

  it('passes on which parameter WeChat complains of', () => {
    expect(failureOf(72031, 'invalid params, s_pappid is empty hint: [qeEIWA06744106]').hint).toContain(
      's_pappid is empty',
    );
  });

  it('never repeats a token, a ticket or a secret', () => {
    const error = new WechatError(40001, 'bad tok-12345 with secret=abc&x=1 access_token=zzz', {
      secrets: ['tok-12345'],
    });
    expect(JSON.stringify(error.failure)).not.toMatch(/tok-12345|abc|zzz/);
    expect(error.failure.wechat?.errcode).toBe(40001);
  });

  it('blames the secret, not the token, where a token is asked for', () => {
    const { code, retryable } = new WechatError(40001, 'invalid credential', { proof: 'secret' }).failure;
    expect({ code, retryable }).toEqual({ code: 'wechat_secret_invalid', retryable: false });
  });

  it('has an answer for a code that nobody knows', () => {
    expect(errorRow(99999)).toBeUndefined();
    expect(failureOf(99999, 'odd').code).toBe('wechat_unknown_error');
  });
});
