import { dirname, isAbsolute, join } from 'node:path';
import { startSandbox } from '../sandbox';
import { packCharts } from './build/charts';
import { buildFunctions } from './build/functions';
import { writeDemo } from './demo';

const root = dirname(__dirname);
const setting = (name: string, otherwise: string) => process.env[name] || otherwise;

const start = async () => {
  const chosen = setting('DATA_DIR', '.local');
  const dataDir = chosen === ':memory:' || isAbsolute(chosen) ? chosen : join(root, chosen);
  const quiet = !process.env['VERBOSE'];
  // Of the demo's open orders this one strikes MALL2026111800108, at the first attempt; `none` strikes none.
  const issuerSeed = Number(setting('ISSUER_SEED', '21'));
  await Promise.all([buildFunctions(root), packCharts(root)]);
  const sandbox = await startSandbox({
    root,
    port: Number(setting('PORT', '8080')),
    wechatPort: Number(setting('WECHAT_PORT', '8081')),
    dataDir,
    watch: true,
    ...(Number.isInteger(issuerSeed) && { issuerSeed }),
    log: (line) => quiet || console.log(line),
  });

  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(0), 3000).unref();
    await sandbox.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end());

  await writeDemo(sandbox, dataDir);
  sandbox.ready();
  console.log(`
  手机 · phone            ${sandbox.url}/
  微信 · WeChat stand-in  ${sandbox.wechatUrl}/
  云函数 · functions      POST ${sandbox.url}/functions/<name>
  商户接口 · open API     ${sandbox.url}/open/v1/
  数据 · data             ${chosen}

  Ready. Open the phone in a browser; Ctrl-C ends everything.
`);
};

start().catch((error: unknown) => {
  console.error(
    error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      ? `${error.message}: set PORT and WECHAT_PORT to free ports`
      : error,
  );
  process.exit(1);
});
