import type { Envelope } from '../../contract/envelope';
import type { Sandbox } from '../../sandbox';

/** The address of `npm start`, and the one that this sandbox has. */
const frontEnds = (sandbox: Sandbox): string[] => [
  ...new Set(['http://127.0.0.1:8080', 'http://localhost:8080', new URL(sandbox.url).origin]),
];

/** Sets the demo's companies up through the operator's door; front ends for seed 002's interfaces run on this machine. */
export const writeCompanies = async (sandbox: Sandbox): Promise<void> => {
  const places = { origins: frontEnds(sandbox), networks: ['127.0.0.1/32', '::1/128'] };
  for (const { id, name, taxNo, appid } of sandbox.demo.companies) {
    const company = { id, name, taxNo, appid, ...places, signatureUrl: 'http://127.0.0.1:8080/' };
    const event = { action: 'companies.put', company };
    const answer = (await sandbox.cloudbase.call('jobs', event, { source: 'scf' })) as Envelope<object>;
    if (!answer.ok) throw new Error(`company ${id}: ${answer.error.message} (${answer.error.hint})`);
  }
};
