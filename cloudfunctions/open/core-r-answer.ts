import { log } from '../common/runtime/log';
import { failureOf } from '../common/runtime/router';
import { callerOf, type Caller } from './core-r-caller';
import { mayCall } from './core-r-limits';
import { bare, type HttpAnswer, type HttpRequest } from './http';

/** The codes that this door answers by itself, seed 002's and WeChat's for calls in excess; all others are WeChat's own. */
const refusals = {
  40001: 'invalid credential',
  45011: 'api minute-quota reach limit',
  72015: 'unauthorized create invoice',
  72031: 'invalid params',
} as const;

/** A refusal in seed 002's form. */
export class SeedRefusal extends Error {
  constructor(readonly errcode: keyof typeof refusals) {
    super(refusals[errcode]);
    this.name = 'SeedRefusal';
  }
}

const BUSY = { errcode: -1, errmsg: 'system error' };
/** Codes that are newer than seed 002, which has one for both: the state does not allow it. */
const STATE_CODES = [72060, 72061];
const STATE = { errcode: 72024, errmsg: 'invoice status error' };

const problemOf = (error: unknown): { errcode: number; errmsg: string } => {
  if (error instanceof SeedRefusal) {
    log('core_r_refused', { errcode: error.errcode });
    return { errcode: error.errcode, errmsg: error.message };
  }
  const { code, wechat } = failureOf(error);
  log('core_r_failed', { code, errcode: wechat?.errcode });
  if (!wechat) return BUSY;
  return STATE_CODES.includes(wechat.errcode) ? STATE : wechat;
};

/** What lets a listed front end on another host read the answer. */
const sharing = ({ origin }: Pick<Caller, 'origin'>): Record<string, string> => ({
  vary: 'Origin',
  ...(origin && { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }),
});

/** Seed 002 answers HTTP 200 whatever happened, as WeChat does; the code is in the body. */
export const seedDoor =
  (work: (request: HttpRequest, caller: Caller) => Promise<object>) =>
  async (request: HttpRequest): Promise<HttpAnswer> => {
    let origin = '';
    try {
      const caller = await callerOf(request);
      if (!caller) throw new SeedRefusal(72015);
      ({ origin } = caller);
      if (!(await mayCall(caller))) throw new SeedRefusal(45011);
      return bare(200, await work(request, caller), sharing({ origin }));
    } catch (error) {
      return bare(200, problemOf(error), sharing({ origin }));
    }
  };

const HEADER_NAMES = /^[A-Za-z0-9-]+(, *[A-Za-z0-9-]+)*$/;

/** What a browser asks before it lets a page of another host call. */
export const preflight = async (request: HttpRequest): Promise<HttpAnswer> => {
  const caller = await callerOf(request).catch(() => undefined);
  const asked = request.header('access-control-request-headers') ?? '';
  return {
    statusCode: 204,
    headers: {
      ...sharing(caller ?? { origin: '' }),
      ...(caller?.origin && {
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': HEADER_NAMES.test(asked) ? asked : 'content-type',
        'access-control-max-age': '600',
      }),
    },
    body: '',
  };
};
