import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { ensureInstalled, root } from './install.mjs';

await ensureInstalled();
const { register } = await import('tsx/cjs/api');
register();
const { createRequire } = await import('node:module');
const file = resolve(root, process.argv[2]);
process.argv.splice(1, 2, file);
createRequire(pathToFileURL(file))(file);
