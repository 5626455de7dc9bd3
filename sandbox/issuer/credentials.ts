import { createHmac, timingSafeEqual } from 'node:crypto';

export interface IssuerCredentials {
  appKey: string;
  appSecret: string;
}

/** The key and secret with which a demo merchant calls the sandbox issuer; worthless anywhere else. */
export const issuerCredentials = (merchantId: string): IssuerCredentials => ({
  appKey: `sandbox-issuer-${merchantId}`,
  appSecret: `sandbox-issuer-secret-${merchantId}`,
});

/** Lower-case hex HMAC-SHA256, of a call as of a file link. */
export const sign = (secret: string, text: string | Buffer): string =>
  createHmac('sha256', secret).update(text).digest('hex');

/** Compares in constant time; a signature of another length is simply wrong. */
export const signatureMatches = (expected: string, given: string): boolean => {
  const left = Buffer.from(expected);
  const right = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, right);
};
