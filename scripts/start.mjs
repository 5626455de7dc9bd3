import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, root } from './install.mjs';

// The start script is `exec env … node … || node …`: a POSIX shell gives way to node, so that our parent is npm and
// signals to npm reach us; Windows has no exec, and takes the second half. The variable is glibc's, which otherwise keeps
// what a thread has freed: a quarter of a gigabyte with a thread for each function.
const parent = process.ppid;
// Whoever started us may die without a word: end as on SIGTERM then, rather than hold the ports.
setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), 1000).unref();

await ensureInstalled();
const { register } = await import('tsx/cjs/api');
register();
createRequire(pathToFileURL(join(root, 'package.json')))('./scripts/start.ts');
