import { fail } from '../common/runtime/errors';
import { isFunction, isOperator, isTimer, type Identity } from '../common/runtime/identity';

const operatorsOnly = [
  'merchants.put',
  'companies.put',
  'companyMembers.put',
  'companyMembers.remove',
  'members.put',
  'owners.invite',
  'members.remove',
  'payMerchant.link',
];

/** Timers and other functions; what sets the project up is the operator's alone. */
export const guard = (identity: Identity, action: string): void => {
  const allowed = operatorsOnly.includes(action) ? isOperator(identity) : isTimer(identity) || isFunction(identity);
  if (!allowed) throw fail('forbidden');
};
