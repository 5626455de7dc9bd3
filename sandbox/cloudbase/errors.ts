/** An error as the platform answers it: a code and a text, over HTTP 200. */
export class PlatformError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const ADVICE = 'Please check your request, but if the problem cannot be solved, contact us.';

export const invalidParam = (message: string) => new PlatformError('INVALID_PARAM', message);

export const requestFailed = (message: string) =>
  new PlatformError('DATABASE_REQUEST_FAILED', `[FailedOperation] ${message}`);

/** What the database driver behind the platform makes of a refused write. */
export const writeError = (message: string) =>
  requestFailed(`multiple write errors: [{write errors: [{${message}}]}, {<nil>}]`);

export const duplicateKey = (collection: string, index: string, key: string) =>
  writeError(`E11000 duplicate key error collection: tnt-local.${collection} index: ${index} dup key: ${key}`);

export const noCollection = (name: string) =>
  new PlatformError('DATABASE_COLLECTION_NOT_EXIST', `[ResourceNotFound] Db or Table not exist: ${name}. ${ADVICE}`);

export const collectionExists = (name: string) =>
  new PlatformError('DATABASE_REQUEST_FAILED', `[ResourceInUse] Table exist: ${name}.`);

export const conflict = () =>
  new PlatformError(
    'DATABASE_TRANSACTION_CONFLICT',
    `[ResourceUnavailable.TransactionConflict] Transaction is conflict, maybe resource operated by others. ${ADVICE}`,
  );

export const noTransaction = () =>
  new PlatformError(
    'DATABASE_TRANSACTION_FAIL',
    `[ResourceUnavailable.TransactionNotExist] Transaction does not exist on the server, transaction must be commit or abort in 30 seconds. ${ADVICE}`,
  );
