import { PlatformError } from '../errors';

/** A call that did not end with a result, in the platform's words. */
export class FunctionFailure extends PlatformError {
  static thrown(stack: string): FunctionFailure {
    const told = { errorCode: 1, errorMessage: 'user code exception caught', stackTrace: stack };
    return new FunctionFailure('FUNCTIONS_EXECUTE_FAIL', JSON.stringify(told));
  }

  static timedOut(timeoutMs: number): FunctionFailure {
    const told = {
      errorCode: -1,
      errorMessage: `Invoking task timed out after ${timeoutMs / 1000} seconds`,
      statusCode: 433,
    };
    return new FunctionFailure('FUNCTIONS_TIME_LIMIT_EXCEEDED', JSON.stringify(told));
  }

  static exited(): FunctionFailure {
    const told = { errorCode: -1, errorMessage: 'Process exited before completing request' };
    return new FunctionFailure('FUNCTIONS_EXECUTE_FAIL', JSON.stringify(told));
  }

  static tooLarge(bytes: number): FunctionFailure {
    const told = { errorCode: -1, errorMessage: `response of ${bytes} bytes exceeds the limit of 6MB` };
    return new FunctionFailure('FUNCTIONS_EXECUTE_FAIL', JSON.stringify(told));
  }
}

export const noSuchFunction = (name: string) =>
  new PlatformError('FUNCTION_NOT_FOUND', `[FUNCTION_NOT_FOUND] FunctionName parameter could not be found: ${name}.`);
