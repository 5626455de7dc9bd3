import type { companyInputs, CompanyOutput } from '../../contract/reimburser-company';
import { ports } from '../common/runtime/ports';
import type { Handlers } from '../common/runtime/router';
import { getCompany, putCompanyRules } from '../common/usecases/reimburse/company';
import {
  changeMember,
  invite,
  join,
  listCompanies,
  listMembers,
  removeMember,
  type Caller,
} from '../common/usecases/reimburse/people';

/** The company and its people. */
export const companyActions: Handlers<typeof companyInputs, CompanyOutput, Caller> = {
  'me.get': (_, caller) => listCompanies(ports, caller),
  'company.get': ({ companyId }, caller) => getCompany(ports, caller, companyId),
  'company.put': (asked, caller) => putCompanyRules(ports, caller, asked),
  'members.list': ({ companyId }, caller) => listMembers(ports, caller, companyId),
  'members.invite': (asked, caller) => invite(ports, caller, asked),
  'members.join': (asked, caller) => join(ports, caller, asked),
  'members.change': (asked, caller) => changeMember(ports, caller, asked),
  'members.remove': (asked, caller) => removeMember(ports, caller, asked),
};
