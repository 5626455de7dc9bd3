/** A call as CloudBase's HTTP access hands it to a function. */
export interface HttpEvent {
  path: string;
  httpMethod: string;
  headers?: Record<string, unknown>;
  queryStringParameters?: unknown;
  body?: unknown;
  isBase64Encoded?: boolean | string;
  requestContext?: { requestId?: unknown };
}

/** Whether a function was called over HTTP; what else the event says is not yet trusted. */
export const isHttpEvent = (event: unknown): event is HttpEvent =>
  typeof event === 'object' &&
  event !== null &&
  'path' in event &&
  typeof event.path === 'string' &&
  'httpMethod' in event &&
  typeof event.httpMethod === 'string';

/** What was sent, byte by byte. */
export const bodyOf = ({ body, isBase64Encoded }: HttpEvent): Buffer => {
  const encoded = isBase64Encoded === true || isBase64Encoded === 'true';
  return Buffer.from(typeof body === 'string' ? body : '', encoded ? 'base64' : 'utf8');
};
