/** An error as every function answers it. */
export interface ErrorBody {
  /** Stable English, for programs. */
  code: string;
  /** A sentence for the person on the phone, in Chinese. */
  message: string;
  /** Who can fix it and how, in Chinese. */
  hint: string;
  /** Whether the same call may succeed later. */
  retryable: boolean;
  /** The field of the input that is to blame, as a path: `lines.0.rate`. */
  field?: string;
  requestId: string;
  /** What WeChat said, when it was WeChat. */
  wechat?: { errcode: number; errmsg: string };
}

export type Envelope<T> = { ok: true; data: T } | { ok: false; error: ErrorBody };

/** What an action takes and gives; a function's contract is a map of them. */
export interface ActionType {
  input: object;
  output: object;
}

/** What one of WeChat's error codes means, and who can do what about it. */
export interface ProblemView {
  errcode: number;
  /** The stable code that goes with it. */
  code: string;
  message: string;
  /** Empty when nobody has to do anything. */
  who: string;
  what: string;
  /** Whether trying again helps, as a sentence. */
  again: string;
  /** WeChat's own words. */
  wechat: string;
  /** Other codes that mean the same. */
  alike: number[];
}
