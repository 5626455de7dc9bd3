import { cloud } from './cloud';
import { fail } from './errors';

/** Who is calling, as CloudBase says it; nothing in the input can change it. */
export interface Identity {
  /** The person's openid under the mini program, when a person stands behind the call. */
  openid?: string;
  appid?: string;
  unionid?: string;
  /** The chain of callers, e.g. `wx_client,scf`. */
  source: string;
}

/** Reads the identity of the present invocation; to be called before the first `await`. */
export const readIdentity = (): Identity => {
  const { OPENID, APPID, UNIONID, SOURCE } = cloud.getWXContext();
  return {
    ...(OPENID && { openid: String(OPENID) }),
    ...(APPID && { appid: String(APPID) }),
    ...(UNIONID && { unionid: String(UNIONID) }),
    source: SOURCE ?? '',
  };
};

/** A call by a person on the phone. */
export const requirePerson = ({ openid }: Identity): string => {
  if (!openid) throw fail('unauthenticated');
  return openid;
};

const lastCaller = ({ source }: Identity) => source.split(',').at(-1);

/** A call by another function of this environment. */
export const isFunction = (identity: Identity): boolean => lastCaller(identity) === 'scf';

/** A call by the operator, through the SDK and with the environment's own keys: no door of WeChat in the chain. */
export const isOperator = ({ openid, source }: Identity): boolean =>
  !openid && source !== '' && !source.includes('wx_');

/** A call by a timer of this environment. */
export const isTimer = ({ source }: Identity): boolean => source === 'wx_trigger';
