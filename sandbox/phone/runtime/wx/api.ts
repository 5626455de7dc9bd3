import type { Phone } from '../phone';
import { reportError } from '../reports';

export interface Failure {
  errMsg: string;
  errno?: number;
  errCode?: number;
}

interface Callbacks {
  success?: (answer: unknown) => void;
  fail?: (failure: Failure) => void;
  complete?: (answer: unknown) => void;
}

/** Thrown inside an interface: the part of `errMsg` after `fail`, and WeChat's numbers. */
export class WxFailure extends Error {
  constructor(
    readonly reason: string,
    readonly numbers: { errno?: number; errCode?: number } = {},
  ) {
    super(reason);
    this.name = 'WxFailure';
  }
}

export type Api = Record<string, unknown>;

/** Calls the handler a page gave; what it throws is the page's error, not the interface's. */
const callBack = (phone: Phone, name: string, callback: ((value: never) => void) | undefined, value: unknown): void => {
  try {
    (callback as ((value: unknown) => void) | undefined)?.(value);
  } catch (error) {
    reportError(phone.reports, `callback of wx.${name}`, error);
    phone.call(phone.app(), 'onError', String(error));
  }
};

const toFailure = (name: string, error: unknown): Failure => {
  if (error instanceof WxFailure) return { errMsg: `${name}:fail ${error.reason}`, ...error.numbers };
  return { errMsg: `${name}:fail ${error instanceof Error ? error.message : String(error)}` };
};

/** As WeChat does: what it rejects with is a plain object, not an Error. */
export const rejectWith = (failure: Failure): Promise<never> =>
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  Promise.reject(failure);

/**
 * Makes an interface of the usual form: `success`, `fail` and `complete`, or a promise where none is given.
 * It starts at once: whether it was called from a tap can still be asked.
 */
export const asynchronous =
  <Options extends object>(phone: Phone, name: string, run: (options: Options) => unknown) =>
  (options: Options & Callbacks = {} as Options & Callbacks): Promise<unknown> | undefined => {
    const { success, fail, complete } = options;
    const answer = (async () => run(options))().then(
      (value) => ({ errMsg: `${name}:ok`, ...(value as object | undefined) }),
      (error: unknown) => rejectWith(toFailure(name, error)),
    );
    if (!success && !fail && !complete) return answer;
    void answer.then(
      (value) => {
        callBack(phone, name, success, value);
        callBack(phone, name, complete, value);
      },
      (failure: Failure) => {
        if (!fail && !complete) console.warn(failure.errMsg);
        callBack(phone, name, fail, failure);
        callBack(phone, name, complete, failure);
      },
    );
    return undefined;
  };

/** Builds a group of asynchronous interfaces. */
export const asynchronousGroup = (phone: Phone, group: Record<string, (options: never) => unknown>): Api =>
  Object.fromEntries(
    Object.entries(group).map(([name, run]) => [name, asynchronous(phone, name, run as (options: object) => unknown)]),
  );

/** For interfaces whose effect cannot be seen in a browser: they succeed and are listed as only recorded. */
export const recordedOnly = (phone: Phone, names: string[]): Api =>
  Object.fromEntries(
    names.map((name) => [
      name,
      asynchronous(phone, name, (options: object) => {
        phone.reports.recorded.push({ name, options });
        phone.reports.changed();
      }),
    ]),
  );
