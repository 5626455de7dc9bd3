import * as v from 'valibot';
import { fail } from '../runtime/errors';
import type { CompanyRecord } from '../store/companies';
import type { Verifier } from './port';
import { createSandboxVerifier } from './sandbox-verifier';

/** One service of the setting VERIFIERS, which is JSON: `{"<name>": {"adapter", "baseUrl", "key"}}`. */
const Credentials = v.object({ adapter: v.string(), baseUrl: v.pipe(v.string(), v.url()), key: v.string() });
export type VerifierCredentials = v.InferOutput<typeof Credentials>;

/** Every adapter by its name: a new one is a file, its contract test and a line here. */
const adapters: Record<string, (credentials: VerifierCredentials) => Verifier> = { sandbox: createSandboxVerifier };

const readSetting = (): unknown => {
  try {
    return JSON.parse(process.env['VERIFIERS'] || '{}');
  } catch {
    throw fail('internal', { hint: '开发者：环境变量 VERIFIERS 不是 JSON' });
  }
};

/** The service that a company named; undefined when it looks by hand. */
export const verifierOf = ({ verifier }: Pick<CompanyRecord, 'verifier'>): Verifier | undefined => {
  if (!verifier) return undefined;
  const setting = v.safeParse(v.record(v.string(), Credentials), readSetting());
  const credentials = setting.success ? setting.output[verifier] : undefined;
  const create = credentials && adapters[credentials.adapter];
  if (!create) throw fail('internal', { hint: `开发者：查验服务 ${verifier} 没有配置好（VERIFIERS）` });
  return create(credentials);
};
