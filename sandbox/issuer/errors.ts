import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** A refusal that the caller can act on; becomes `{"error":{…}}`. */
export class Refusal extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    readonly code: string,
    message: string,
    readonly detail: { field?: string; retryable?: boolean } = {},
  ) {
    super(message);
  }

  /** The body of the answer. */
  body() {
    const { field, retryable = false } = this.detail;
    return { error: { code: this.code, message: this.message, ...(field && { field }), retryable } };
  }
}
