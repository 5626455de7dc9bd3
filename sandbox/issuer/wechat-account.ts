import type { Clock } from '../clock';

/** WeChat has answered, and not with success. */
export class WeChatRefusal extends Error {
  constructor(
    readonly errcode: number,
    message: string,
  ) {
    super(message);
  }
}

const answerWithinMs = 10_000;
/** A token is not used in its last minute. */
const marginMs = 60_000;
const tokenIsDead = [40001, 40014, 42001];

type Answer = Record<string, unknown>;

export interface WeChatAccountOptions {
  appid: string;
  secret: string;
  clock: Clock;
  /** Where WeChat is. */
  baseUrl: () => string;
  signal: () => AbortSignal;
}

/** The platform's own account at WeChat: calls interfaces with its token. */
export const createWeChatAccount = ({ appid, secret, clock, baseUrl, signal }: WeChatAccountOptions) => {
  let token: { value: string; until: number } | undefined;

  const post = async (path: string, body: object | FormData): Promise<Answer> => {
    const form = body instanceof FormData;
    const response = await fetch(baseUrl() + path, {
      method: 'POST',
      body: form ? body : JSON.stringify(body),
      ...(!form && { headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.any([signal(), AbortSignal.timeout(answerWithinMs)]),
    });
    const answer = (await response.json()) as Answer;
    const { errcode = 0, errmsg = '' } = answer;
    if (errcode !== 0) throw new WeChatRefusal(Number(errcode), String(errmsg));
    return answer;
  };

  const freshToken = async (): Promise<string> => {
    if (token && token.until > clock.now()) return token.value;
    const asked = clock.now();
    const { access_token: value, expires_in: seconds } = await post('/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid,
      secret,
    });
    token = { value: String(value), until: asked + Number(seconds) * 1000 - marginMs };
    return token.value;
  };

  return {
    /** Calls an interface; a token that has died meanwhile is renewed once. */
    call: async (path: string, body: object | FormData): Promise<Answer> => {
      const withToken = async () => post(`${path}?access_token=${encodeURIComponent(await freshToken())}`, body);
      try {
        return await withToken();
      } catch (error) {
        if (!(error instanceof WeChatRefusal) || !tokenIsDead.includes(error.errcode)) throw error;
        token = undefined;
        return withToken();
      }
    },
  };
};

export type WeChatAccount = ReturnType<typeof createWeChatAccount>;
