import * as v from 'valibot';
import { fail } from '../runtime/errors';
import type { MerchantRecord } from '../store/records';
import type { Issuer } from './port';
import { createSelfBuiltIssuer } from './self-built';
import { createThirdPartyIssuer } from './third-party';

/** One issuer of the setting ISSUERS, which is JSON: `{"<merchantId>": {"adapter", "baseUrl", "key", "secret"}}`. */
const Credentials = v.object({
  adapter: v.string(),
  baseUrl: v.pipe(v.string(), v.url()),
  key: v.string(),
  secret: v.string(),
});
export type IssuerCredentials = v.InferOutput<typeof Credentials>;

type Create = (credentials: IssuerCredentials, callbackUrl?: string) => Issuer;

/** Every adapter by its name and by how its merchants are connected: a new one is a folder, its contract test and a line. */
const adapters: Readonly<Record<string, Partial<Record<MerchantRecord['mode'], Create>>>> = {
  sandbox: { self_built: createSelfBuiltIssuer, third_party: createThirdPartyIssuer },
};

/** These issue specimens: never anywhere but in a sandbox. */
const sandboxOnly: readonly string[] = ['sandbox'];

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

const misconfigured = (hint: string) => fail('internal', { hint: `开发者：${hint}` });

/** The issuer of a merchant. */
export const issuerOf = (merchant: MerchantRecord): Issuer => {
  const { _id, issuer, mode } = merchant;
  if (sandboxOnly.includes(issuer) && process.env['SANDBOX'] !== '1')
    throw misconfigured(`开票平台 ${issuer} 开的是样张，只能在沙箱里用`);
  const setting = v.safeParse(v.record(v.string(), Credentials), readSetting());
  const credentials = setting.success ? setting.output[_id] : undefined;
  if (credentials?.adapter !== issuer) throw misconfigured(`商户 ${_id} 的开票平台没有配置好（ISSUERS）`);
  const create = adapters[issuer]?.[mode];
  if (!create) throw misconfigured(`开票平台 ${issuer} 没有${mode === 'self_built' ? '自建' : '第三方'}接入方式`);
  return create(credentials, callbackUrlOf(merchant));
};
