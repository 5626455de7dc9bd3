import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, root } from './install.mjs';

const parent = process.ppid;
// Whoever started us is gone without a word: end too, rather than hold the ports.
setInterval(() => process.ppid !== parent && process.exit(0), 1000).unref();

await ensureInstalled();
const { register } = await import('tsx/cjs/api');
register();
createRequire(pathToFileURL(join(root, 'package.json')))('./scripts/start.ts');
