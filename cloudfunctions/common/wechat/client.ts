import { accountOf } from './accounts';
import { noteRightOf } from './account-rights';
import { createCredential, type Credential, type CredentialSource } from './credential';
import { endpoints, type AnswerOf, type Endpoint, type EndpointName, type RequestOf } from './endpoints';
import { WechatError } from './errors';
import { exchange } from './transport';

type TicketKind = RequestOf<'ticket'>['type'];

const entryOf = <N extends EndpointName>(name: N) => endpoints[name] as Endpoint as Endpoint<object, AnswerOf<N>>;

const remembered = <Key extends string>(make: (key: Key) => Credential) => {
  const known = new Map<Key, Credential>();
  return (key: Key): Credential => {
    const credential = known.get(key) ?? make(key);
    known.set(key, credential);
    return credential;
  };
};

/** Where an account's access token comes from. Each `createCredential` of it is as forgetful as a cold instance. */
export const tokenSource = (appid: string): CredentialSource => ({
  id: `token:${appid}`,
  repeats: true,
  fetch: async (force) => {
    const { secret } = accountOf(appid);
    const request: RequestOf<'stableToken'> = {
      grant_type: 'client_credential',
      appid,
      secret,
      ...(force && { force_refresh: true }),
    };
    const answer = await exchange(entryOf('stableToken'), appid, request);
    return { value: answer.access_token, expiresInSeconds: answer.expires_in };
  },
});

const tokenOf = remembered((appid) => createCredential(tokenSource(appid)));

const askOnce = async <N extends EndpointName>(appid: string, name: N, request: RequestOf<N>): Promise<AnswerOf<N>> => {
  accountOf(appid);
  const token = await tokenOf(appid).get();
  try {
    return await exchange(entryOf(name), appid, request, token);
  } catch (error) {
    if (!(error instanceof WechatError && error.class === 'renew_token')) throw error;
    return exchange(entryOf(name), appid, request, await tokenOf(appid).renew(token));
  }
};

/** Asks WeChat as the account `appid`; a refused token is renewed once. Throws an AppError. */
export const callWechat = async <N extends EndpointName>(
  appid: string,
  name: N,
  request: RequestOf<N>,
): Promise<AnswerOf<N>> => {
  try {
    const answer = await askOnce(appid, name, request);
    await noteRightOf(appid, name);
    return answer;
  } catch (error) {
    await noteRightOf(appid, name, error);
    throw error;
  }
};

const ticketSource = (kind: TicketKind) =>
  remembered((appid) =>
    createCredential({
      id: `ticket:${kind}:${appid}`,
      repeats: false,
      fetch: async () => {
        const answer = await callWechat(appid, 'ticket', { type: kind });
        return { value: answer.ticket, expiresInSeconds: answer.expires_in };
      },
    }),
  );

const tickets = { wx_card: ticketSource('wx_card'), jsapi: ticketSource('jsapi') };

/** The ticket of an account: `wx_card` for authorization pages, `jsapi` for pages that use WeChat's JS-SDK. */
export const ticketOf = (kind: TicketKind, appid: string): Credential => tickets[kind](appid);
