import type { CompanyRules, CompanyView } from '../../../../contract/reimburser-company';
import { checkTaxNumber } from '../../../../miniprogram/rules/tax-number';
import { may } from '../../domain/reimburse-claim';
import { AppError } from '../../runtime/errors';
import type { Ports } from '../../runtime/ports';
import { rulesOf } from './examine';
import { colleagueOf, requireRight, type Caller, type Colleague } from './people';
import { refuse } from './problems';

const view = ({ company, member }: Colleague): CompanyView => ({
  companyId: company._id,
  name: company.name,
  taxNo: company.taxNo,
  rules: rulesOf(company),
  version: company.version,
  appid: company.appid,
  verification: Boolean(company.verifier),
  canEdit: may(member.role, 'company'),
});

export const getCompany = async (ports: Ports, caller: Caller, companyId?: string): Promise<CompanyView> =>
  view(await colleagueOf(ports, caller, companyId));

/** The owner changes title, tax number and rules; what leads a call to a company stays the operator's. */
export const putCompanyRules = async (
  ports: Ports,
  caller: Caller,
  asked: { companyId?: string | undefined; name: string; taxNo: string; rules: CompanyRules; version: number },
): Promise<CompanyView> => {
  const { company, member } = await colleagueOf(ports, caller, asked.companyId);
  requireRight(member, 'company');
  const check = checkTaxNumber(asked.taxNo);
  if (check.level === 'error')
    throw new AppError({
      code: 'tax_no_invalid',
      message: '税号有误，请核对',
      hint: check.text,
      retryable: false,
      field: 'taxNo',
    });
  const { name, taxNo, rules, version } = asked;
  await ports.companies.putCompanyRecord(company._id, (current) => {
    if (current?.version !== version) throw refuse('company_changed');
    return { ...current, name, taxNo, rules, version: version + 1 };
  });
  return getCompany(ports, caller, company._id);
};
