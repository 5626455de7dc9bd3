import { reimburserInputs, type ReimburserOutput } from '../../contract/reimburser';
import { requirePerson, type Identity } from '../common/runtime/identity';
import { route } from '../common/runtime/router';
import type { Caller } from '../common/usecases/reimburse/people';
import { claimActions } from './claims';
import { companyActions } from './company';
import { pickedActions } from './invoices';

/** The person, and the mini program in which they chose: only its account can read what they chose. */
const callerOf = (identity: Identity): Caller => ({ openid: requirePerson(identity), appid: identity.appid ?? '' });

/** What a company's people do on the phone; what they may do follows from their role, and is looked up at each call. */
export const main = route<typeof reimburserInputs, ReimburserOutput, Caller>(reimburserInputs, callerOf, {
  ...companyActions,
  ...claimActions,
  ...pickedActions,
});
