import type { IssuerCredentials } from '../issuers';
import type { CardService, Issuer } from '../port';
import { createSandboxIssuer } from '../specimen/issuer';

/**
 * A platform that somebody else runs for many merchants: it issues, puts the card into the card pack with its own account
 * at WeChat, and calls back.
 */
export const createThirdPartyIssuer = (
  credentials: IssuerCredentials,
  callbackUrl?: string,
): Issuer & { cards: CardService } => createSandboxIssuer(credentials, callbackUrl);
