import type { CompanyRole } from '../../contract/reimburser';
import type { Sandbox } from '../../sandbox';
import { doors } from './doors';

/** The address of `npm start`, and the one that this sandbox has. */
const frontEnds = (sandbox: Sandbox): string[] => [
  ...new Set(['http://127.0.0.1:8080', 'http://localhost:8080', new URL(sandbox.url).origin]),
];

/** What the demo's people are for their company; its reimburser is finance. */
const roles: Readonly<Record<string, CompanyRole>> = {
  owner: 'owner',
  reimburser: 'finance',
  approver: 'approver',
  employee: 'employee',
};

/** Sets the demo's companies and their people up through the operator's door; front ends for seed 002's interfaces run on this machine. */
export const writeCompanies = async (sandbox: Sandbox): Promise<void> => {
  const { operate } = doors(sandbox);
  const places = { origins: frontEnds(sandbox), networks: ['127.0.0.1/32', '::1/128'] };
  for (const { id, name, taxNo, appid } of sandbox.demo.companies) {
    const company = { id, name, taxNo, appid, ...places, signatureUrl: 'http://127.0.0.1:8080/', verifier: 'sandbox' };
    await operate('companies.put', { company });
  }
  for (const { company: companyId, openid, name, role } of sandbox.demo.people) {
    const known = companyId === undefined ? undefined : roles[role];
    if (companyId && known) await operate('companyMembers.put', { member: { companyId, openid, name, role: known } });
  }
};
