import { AppError } from './app-error';
import { newRequestId } from './request-id';

/**
 * Makes a writing call safe to tap twice and to try again: while it runs, a second tap gets the same answer;
 * after a failure that may have reached the server, the same input goes out under the same request id, so
 * that the server can recognise it. A definite no, or another input, begins a new intention.
 */
export const intentionOf = <Input, Output>(
  call: (input: Input, requestId: string) => Promise<Output>,
): ((input: Input) => Promise<Output>) => {
  let running: Promise<Output> | undefined;
  let pending: { requestId: string; input: string } | undefined;

  const run = async (input: Input): Promise<Output> => {
    const text = JSON.stringify(input);
    if (pending?.input !== text) pending = { requestId: newRequestId(), input: text };
    try {
      const output = await call(input, pending.requestId);
      pending = undefined;
      return output;
    } catch (error) {
      if (error instanceof AppError && !error.retryable) pending = undefined;
      throw error;
    }
  };

  return (input) => {
    running ??= run(input).finally(() => {
      running = undefined;
    });
    return running;
  };
};
