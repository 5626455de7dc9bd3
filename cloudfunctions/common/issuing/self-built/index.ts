import type { IssuerCredentials } from '../issuers';
import type { Issuer } from '../port';
import { createSandboxIssuer } from '../specimen/issuer';

/**
 * A platform of the merchant's own: it issues and reverses, and nothing else. We put the card into the card pack with the
 * merchant's account, so that it is told of no delivery, and asked instead of calling us.
 */
export const createSelfBuiltIssuer = (credentials: IssuerCredentials): Issuer => {
  const platform = createSandboxIssuer(credentials);
  const { cards: _theirs, ...issuer } = platform;
  return { ...issuer, issue: ({ delivery: _ours, ...content }) => platform.issue(content) };
};
