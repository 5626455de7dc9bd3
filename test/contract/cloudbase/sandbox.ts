import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import { createClock, type Clock } from '../../../sandbox/clock';
import { createCloudBase, type CloudBase, type CloudBaseOptions } from '../../../sandbox/cloudbase';
import { bundleWithSdk } from '../../../scripts/build/functions';
import { MANIFEST, PROBE } from './ground';

export const APPID = 'wxde00000000000001';
export const ENV_ID = 'local-test';

export interface RunningSandbox {
  cloudbase: CloudBase;
  clock: Clock;
  url: string;
  lines: string[];
  close(): Promise<void>;
}

/** Config files of further copies of the probe, by function name. */
export type Probes = Record<string, object>;

/** Lays the probe out as a build would: one folder for each function. */
const layOutProbes = async (probes: Probes = {}): Promise<string> => {
  const dir = mkdtempSync(join(tmpdir(), 'cloudbase-probe-'));
  const bundle = join(dir, 'probe.js');
  await bundleWithSdk(join(__dirname, 'probe.ts'), bundle);
  for (const [name, config] of Object.entries({ [PROBE]: {}, ...probes })) {
    mkdirSync(join(dir, name));
    writeFileSync(join(dir, name, 'index.js'), `module.exports = require(${JSON.stringify(bundle)});`);
    writeFileSync(join(dir, name, 'config.json'), JSON.stringify(config));
  }
  return dir;
};

/** A sandbox on a free port, in memory unless told. */
export const runSandbox = async (
  options: Partial<CloudBaseOptions> & { probes?: Probes; manifest?: object; routes?: object[] } = {},
): Promise<RunningSandbox> => {
  const functionsDir = await layOutProbes(options.probes);
  const { manifest = MANIFEST, routes = [] } = options;
  const collectionsFile = join(functionsDir, 'collections.json');
  const routesFile = join(functionsDir, 'routes.json');
  writeFileSync(collectionsFile, JSON.stringify(manifest));
  writeFileSync(routesFile, JSON.stringify(routes));
  const clock = options.clock ?? createClock();
  const lines: string[] = [];
  const cloudbase = await createCloudBase({
    dataDir: ':memory:',
    clock,
    functionsDir,
    collectionsFile,
    routesFile,
    appid: APPID,
    envId: ENV_ID,
    functionEnv: () => ({ OWN_SETTING: 'own' }),
    log: (line) => lines.push(line),
    ...options,
  });
  const { server, port } = await new Promise<{ server: ServerType; port: number }>((resolve) => {
    const started: ServerType = serve({ fetch: cloudbase.app.fetch, port: 0, hostname: '127.0.0.1' }, (info) =>
      resolve({ server: started, port: info.port }),
    );
  });
  const url = `http://127.0.0.1:${port}`;
  cloudbase.setBaseUrl(url);
  return {
    cloudbase,
    clock,
    url,
    lines,
    close: async () => {
      await cloudbase.close();
      await new Promise((resolve) => {
        server.close(resolve);
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      rmSync(functionsDir, { recursive: true, force: true });
    },
  };
};

/** Points the SDK of this process to a sandbox, as a server outside of the cloud would be pointed to the cloud. */
export const pointSdkTo = (url: string): void => {
  Object.assign(process.env, {
    TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${url}/admin` }),
    // The SDK takes itself to be on Tencent Cloud: else it looks up the machine's metadata for every request.
    TENCENTCLOUD: 'true',
    TENCENTCLOUD_REGION: 'ap-shanghai',
    TCB_ENV: ENV_ID,
    SCF_NAMESPACE: ENV_ID,
    TENCENTCLOUD_SECRETID: 'AKIDtest',
    TENCENTCLOUD_SECRETKEY: 'test',
    TENCENTCLOUD_SESSIONTOKEN: '',
    SILENCE: 'true',
  });
};
