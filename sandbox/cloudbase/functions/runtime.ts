import { randomUUID } from 'node:crypto';
import { PlatformError } from '../errors';
import type { FunctionConfig } from './config';
import { FunctionFailure, noSuchFunction } from './failure';
import { Instance } from './instance';
import { Pool } from './pool';

/** Who calls a function, as `getWXContext()` will tell it. */
export interface Caller {
  openid?: string;
  /** The chain of callers, as SOURCE tells it: `wx_client`, `wx_client,scf`, `wx_trigger`, `wx_http` … */
  source: string;
}

/** A call that is running, or the last one of a warm instance: what its API token stands for. */
export interface Session {
  functionName: string;
  caller: Caller;
}

export interface RuntimeOptions {
  functions: Map<string, FunctionConfig>;
  envId: string;
  appid: string;
  clockOffset: () => number;
  /** Where functions reach the platform; known once the sandbox listens. */
  adminUrl: () => string;
  functionEnv: (name: string) => Record<string, string>;
  unionidOf: (openid: string) => string | undefined;
  log: (line: string, functionName: string) => void;
}

const LARGEST_RESULT = 6 * 1024 * 1024;
const CLIENT_IP = '127.0.0.1';

/** Runs cloud functions in threads, each with the environment that the platform would give it. */
export class FunctionRuntime {
  private readonly pools = new Map<string, Pool>();
  private readonly sessions = new Map<string, Session>();
  private readonly tokens = new WeakMap<Instance, string>();

  constructor(private readonly options: RuntimeOptions) {}

  config(name: string): FunctionConfig {
    const config = this.options.functions.get(name);
    if (!config) throw noSuchFunction(name);
    return config;
  }

  has(name: string): boolean {
    return this.options.functions.has(name);
  }

  /** The call that an API token belongs to: so nested calls keep the caller. */
  session(token: unknown): Session | undefined {
    return typeof token === 'string' ? this.sessions.get(token) : undefined;
  }

  /** Calls a function and answers its result as JSON, with the request's id. */
  async call(name: string, event: unknown, caller: Caller): Promise<{ result: string; requestId: string }> {
    const config = this.config(name);
    const pool = this.pools.get(name) ?? new Pool(() => this.start(config));
    this.pools.set(name, pool);
    const requestId = randomUUID();
    const text = JSON.stringify(event ?? {});
    if (Buffer.byteLength(text) > LARGEST_RESULT)
      throw new PlatformError('FUNCTIONS_REQUEST_FAIL', 'the event exceeds the limit of 6MB');
    try {
      const result = await pool.run((instance) => {
        const env = this.callEnv(this.openSession(instance, name, caller), caller);
        return { event: text, env, context: this.context(config, requestId, env) };
      }, config.timeoutMs);
      const bytes = Buffer.byteLength(result);
      if (bytes > LARGEST_RESULT) throw FunctionFailure.tooLarge(bytes);
      return { result, requestId };
    } catch (error) {
      if (error instanceof FunctionFailure) this.options.log(`${requestId} ${error.code} ${error.message}`, name);
      throw error;
    }
  }

  async kill(name?: string): Promise<void> {
    const pools = [...this.pools].filter(([owner]) => name === undefined || owner === name);
    await Promise.all(pools.map(([, pool]) => pool.kill()));
  }

  private openSession(instance: Instance, functionName: string, caller: Caller): string {
    const previous = this.tokens.get(instance);
    if (previous) this.sessions.delete(previous);
    const token = randomUUID();
    this.tokens.set(instance, token);
    this.sessions.set(token, { functionName, caller });
    return token;
  }

  private start(config: FunctionConfig): Instance {
    const { envId, adminUrl, functionEnv, log } = this.options;
    const own = process.env;
    const env: Record<string, string> = {
      ...(own.PATH ? { PATH: own.PATH } : {}),
      ...(own.HOME ? { HOME: own.HOME } : {}),
      TZ: 'UTC',
      TENCENTCLOUD_RUNENV: 'SCF',
      TENCENTCLOUD_REGION: 'ap-shanghai',
      TENCENTCLOUD_SECRETID: 'AKIDsandbox',
      TENCENTCLOUD_SECRETKEY: 'sandbox',
      TENCENTCLOUD_SESSIONTOKEN: 'sandbox',
      SCF_NAMESPACE: envId,
      TCB_ENV: envId,
      TCB_CONTEXT_CNFG: JSON.stringify({ URL: adminUrl() }),
      // Else the SDK starts a timer for each database call, which a lost answer leaves behind.
      SILENCE: 'true',
      ...functionEnv(config.name),
    };
    return new Instance(config.file, env, config.memoryMb, (line) => log(line, config.name));
  }

  private callEnv(token: string, { openid, source }: Caller): Record<string, string> {
    const unionid = openid && this.options.unionidOf(openid);
    const wx: Record<string, string> = {
      WX_CLIENTIP: CLIENT_IP,
      WX_API_TOKEN: token,
      ...(openid ? { WX_OPENID: openid, WX_APPID: this.options.appid } : {}),
      ...(unionid ? { WX_UNIONID: unionid } : {}),
    };
    return {
      ...wx,
      WX_CONTEXT_KEYS: Object.keys(wx).join(','),
      TCB_CONTEXT_KEYS: 'TCB_ENV,TCB_SOURCE',
      TCB_SOURCE: source,
      ...(source === 'wx_trigger' ? { TRIGGER_SRC: 'timer' } : {}),
      CLOCK_OFFSET_MS: String(this.options.clockOffset()),
    };
  }

  private context(config: FunctionConfig, requestId: string, env: Record<string, string>): Record<string, unknown> {
    return {
      callbackWaitsForEmptyEventLoop: false,
      request_id: requestId,
      function_name: config.name,
      function_version: '$LATEST',
      memory_limit_in_mb: config.memoryMb,
      time_limit_in_ms: config.timeoutMs,
      namespace: this.options.envId,
      environ: Object.entries(env)
        .map(([key, value]) => `${key}=${value}`)
        .join(';'),
    };
  }
}
