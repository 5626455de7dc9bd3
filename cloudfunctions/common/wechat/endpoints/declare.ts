import * as v from 'valibot';

/** One interface of WeChat, as data: how it is reached, what goes in, what comes out. */
export interface Endpoint<Request = unknown, Answer = unknown> {
  method: 'GET' | 'POST';
  path: string;
  /** Constant query entries. */
  query?: Readonly<Record<string, string>>;
  /** With what the caller proves itself. */
  proof: 'secret' | 'token';
  /** Whether asking twice does no more than asking once, so that it may be asked again at once when nothing came back. */
  repeatable: boolean;
  /** Most milliseconds to wait for the answer. */
  timeoutMs: number;
  request: v.GenericSchema<unknown, Request>;
  answer: v.GenericSchema<unknown, Answer>;
}

type Declared<R extends v.GenericSchema, A extends v.GenericSchema> = Omit<Endpoint, 'request' | 'answer'> & {
  request: R;
  answer: A;
};

/** Declares an interface; what is not said is a POST with a token, to be sent once. */
export const endpoint = <R extends v.GenericSchema, A extends v.GenericSchema>(
  declaration: Pick<Endpoint, 'path'> &
    Partial<Pick<Endpoint, 'method' | 'query' | 'proof' | 'repeatable' | 'timeoutMs'>> & {
      request: R;
      answer: A;
    },
): Declared<R, A> => ({ method: 'POST', proof: 'token', repeatable: false, timeoutMs: 5_000, ...declaration });

/** A request without a body of its own. */
export const nothing = v.strictObject({});
/** An answer that says only whether it worked. */
export const done = v.object({});
