import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, root } from './install.mjs';
import { endWithParents } from './parents.mjs';

endWithParents();
await ensureInstalled();
const { register } = await import('tsx/cjs/api');
register();
createRequire(pathToFileURL(join(root, 'package.json')))('./scripts/start.ts');
