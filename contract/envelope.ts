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
