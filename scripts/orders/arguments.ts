import { parseArgs } from 'node:util';
import { loadDemo } from '../../sandbox/demo';
import type { Mapping } from './columns';
import type { Target } from './send';

export interface ImportArguments extends Target {
  file: string;
  mapping: Mapping;
  dryRun: boolean;
}

/** Something is wrong with how the command was called. */
export class UsageError extends Error {}

export const usage = `用法：npm run orders -- import 文件.csv --merchant 商户ID [选项]
  --url 地址       订单接口所在，默认 http://127.0.0.1:8080
  --key 密钥       这家商户的 API key；也可用环境变量 OPEN_API_KEY；本机沙箱的示例商户不用给
  --map JSON       自己的表头是什么意思，如 '{"单号":"订单号","金额":"实付金额"}'
  --dry-run        只检查，不导入`;

const mappingOf = (json: string | undefined): Mapping => {
  if (json === undefined) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw new UsageError('--map 不是 JSON');
  }
  const isMapping = (value: unknown): value is Mapping =>
    typeof value === 'object' && value !== null && Object.values(value).every((meaning) => typeof meaning === 'string');
  if (!isMapping(parsed)) throw new UsageError('--map 应为 {"表头":"含义"}');
  return parsed;
};

const isThisMachine = (url: URL) => ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);

/** The demo merchants' keys are no secret, and good for a sandbox on this machine only. */
const demoKey = (merchantId: string, url: URL): string | undefined =>
  isThisMachine(url) ? loadDemo().merchants.find(({ id }) => id === merchantId)?.apiKey : undefined;

const addressOf = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError(`--url ${text} 不是网址`);
  return url;
};

const parsed = (args: string[]) => {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        merchant: { type: 'string' },
        url: { type: 'string' },
        key: { type: 'string' },
        map: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : '参数有误');
  }
};

export const importArguments = (args: string[], env: NodeJS.ProcessEnv): ImportArguments => {
  const { positionals, values } = parsed(args);
  const [command, file, ...rest] = positionals;
  if (command !== 'import' || !file || rest.length > 0) throw new UsageError('请写明要导入的一个文件');
  if (!values.merchant) throw new UsageError('请用 --merchant 写明商户');
  const url = addressOf(values.url ?? `http://127.0.0.1:${env['PORT'] || '8080'}`);
  const key = values.key || env['OPEN_API_KEY'] || demoKey(values.merchant, url);
  if (!key && !values['dry-run']) throw new UsageError('请用 --key 或环境变量 OPEN_API_KEY 给出 API key');
  return {
    file,
    merchantId: values.merchant,
    url: url.href,
    key: key ?? '',
    patienceMs: 250,
    mapping: mappingOf(values.map),
    dryRun: values['dry-run'],
  };
};
