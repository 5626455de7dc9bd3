import * as v from 'valibot';
import { fail } from '../runtime/errors';
import type { MerchantRecord } from '../store/records';
import type { Issuer } from './port';
import { createSandboxIssuer } from './sandbox-issuer';

/** One issuer of the setting ISSUERS, which is JSON: `{"<merchantId>": {"adapter", "baseUrl", "key", "secret"}}`. */
const Credentials = v.object({
  adapter: v.string(),
  baseUrl: v.pipe(v.string(), v.url()),
  key: v.string(),
  secret: v.string(),
});
export type IssuerCredentials = v.InferOutput<typeof Credentials>;

/** Every adapter by its name: a new one is a file, its contract test and a line here. */
const adapters: Record<string, (credentials: IssuerCredentials, callbackUrl?: string) => Issuer> = {
  sandbox: createSandboxIssuer,
};

const readSetting = (): unknown => {
  try {
    return JSON.parse(process.env['ISSUERS'] ?? '{}');
  } catch {
    throw fail('internal', { hint: '开发者：环境变量 ISSUERS 不是 JSON' });
  }
};

/** Where a platform that sees to the cards tells us what became of them; without an address of ours we only ask. */
const callbackUrlOf = ({ _id, mode }: MerchantRecord): string | undefined => {
  const base = process.env['PUBLIC_BASE_URL']?.replace(/\/+$/, '');
  return base && mode === 'third_party' ? `${base}/open/v1/issuer/callbacks/${_id}` : undefined;
};

/** The issuer of a merchant. */
export const issuerOf = (merchant: MerchantRecord): Issuer => {
  const { _id, issuer } = merchant;
  const setting = v.safeParse(v.record(v.string(), Credentials), readSetting());
  const credentials = setting.success ? setting.output[_id] : undefined;
  const create = adapters[issuer];
  if (!credentials || !create || credentials.adapter !== issuer) {
    throw fail('internal', { hint: `开发者：商户 ${_id} 的开票平台没有配置好（ISSUERS）` });
  }
  return create(credentials, callbackUrlOf(merchant));
};
