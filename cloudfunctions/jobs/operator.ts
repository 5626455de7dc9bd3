import type { operatorInputs, OperatorOutput } from '../../contract/jobs';
import { ports } from '../common/runtime/ports';
import type { Handlers } from '../common/runtime/router';
import { inviteOwner } from '../common/usecases/merchant/invitations';
import { putMember, removeMember } from '../common/usecases/merchant/members';
import { relink } from '../common/usecases/merchant/settings-tell';
import { putCompany } from '../common/usecases/put-company';
import { putMerchant } from '../common/usecases/put-merchant';
import { appoint, dismiss } from '../common/usecases/reimburse/people';

/** The operator's door: what is set up from the console, by whoever holds the environment's keys. */
export const operatorActions: Handlers<typeof operatorInputs, OperatorOutput, void> = {
  'merchants.put': ({ merchant }) => putMerchant(ports, merchant),
  'members.put': ({ member }) => putMember(ports, member),
  'owners.invite': ({ merchantId, firstOnly }) => inviteOwner(ports, merchantId, firstOnly),
  'members.remove': ({ merchantId, openid }) => removeMember(ports, merchantId, openid),
  'companies.put': ({ company }) => putCompany(ports, company),
  'companyMembers.put': ({ member }) => appoint(ports, member),
  'companyMembers.remove': ({ companyId, openid }) => dismiss(ports, companyId, openid),
  'payMerchant.link': ({ merchantId }) => relink(ports, merchantId),
};
