import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a function is set up: its `config.json`, and for limits `cloudbaserc.json`. */
export interface FunctionConfig {
  name: string;
  file: string;
  timeoutMs: number;
  memoryMb: number;
  triggers: { name: string; cron: string }[];
  /** The cloud calls it may make. */
  openapi: string[];
}

interface ConfigFile {
  timeout?: number;
  memorySize?: number;
  triggers?: { name: string; type: string; config: string }[];
  permissions?: { openapi?: string[] };
}

const DEFAULT_TIMEOUT_S = 20;
const DEFAULT_MEMORY_MB = 256;

const readJson = <T>(file: string, otherwise: T): T =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : otherwise;

/** Every folder with an `index.js` is a function. */
export const readFunctions = (functionsDir: string, cloudbasercFile?: string): Map<string, FunctionConfig> => {
  const { functions: limits = [] } = cloudbasercFile
    ? readJson<{ functions?: ({ name: string } & ConfigFile)[] }>(cloudbasercFile, {})
    : {};
  const names = existsSync(functionsDir) ? readdirSync(functionsDir) : [];
  const found = names.filter((name) => existsSync(join(functionsDir, name, 'index.js')));
  return new Map(
    found.map((name): [string, FunctionConfig] => {
      const limit = limits.find((entry) => entry.name === name) ?? {};
      const config: ConfigFile = { ...limit, ...readJson<ConfigFile>(join(functionsDir, name, 'config.json'), {}) };
      const timers = (config.triggers ?? []).filter(({ type }) => type === 'timer');
      return [
        name,
        {
          name,
          file: join(functionsDir, name, 'index.js'),
          timeoutMs: (config.timeout ?? DEFAULT_TIMEOUT_S) * 1000,
          memoryMb: config.memorySize ?? DEFAULT_MEMORY_MB,
          triggers: timers.map(({ name: trigger, config: cron }) => ({ name: trigger, cron })),
          openapi: config.permissions?.openapi ?? [],
        },
      ];
    }),
  );
};
