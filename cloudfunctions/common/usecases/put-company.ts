import type { CompanyProfile } from '../../../contract/jobs';
import { checkTaxNumber } from '../../../miniprogram/rules/tax-number';
import { AppError } from '../runtime/errors';
import { isNetwork, overlap } from '../runtime/networks';
import type { Ports } from '../runtime/ports';
import type { CompanyRecord } from '../store/companies';

const invalid = (field: string, reason: string) =>
  new AppError({
    code: 'company_invalid',
    message: '企业资料有误，没有保存',
    hint: `${field}：${reason}`,
    retryable: false,
    field,
  });

/** A call must lead to one company only. */
const checkOthers = (others: readonly CompanyRecord[], { origins, networks }: CompanyProfile): void => {
  for (const other of others) {
    const origin = origins.find((one) => other.origins.includes(one));
    if (origin) throw invalid('origins', `${origin} 已属于另一家企业`);
    const network = networks.find((one) => other.networks.some((theirs) => overlap(one, theirs)));
    if (network) throw invalid('networks', `${network} 与另一家企业的网段重叠`);
  }
};

/** Sets a company up, or changes it. The operator's door only. */
export const putCompany = async (ports: Ports, profile: CompanyProfile): Promise<{ id: string }> => {
  const { id, origins, networks, rules, verifier, ...rest } = profile;
  const check = checkTaxNumber(rest.taxNo);
  if (check.level === 'error') throw invalid('taxNo', check.text);
  const strange = networks.find((network) => !isNetwork(network));
  if (strange !== undefined) throw invalid('networks', `${strange} 应为 203.0.113.0/24 或 2001:db8::/32 这样的网段`);
  const others = (await ports.companies.allCompanies()).filter(({ _id }) => _id !== id);
  checkOthers(others, profile);
  await ports.companies.putCompanyRecord(id, (existing) => ({
    _id: id,
    ...rest,
    origins: [...new Set(origins)],
    networks: [...new Set(networks)],
    ...(verifier !== undefined && { verifier }),
    ...(rules ? { rules } : existing?.rules && { rules: existing.rules }),
    version: (existing?.version ?? 0) + 1,
  }));
  return { id };
};
