import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';

await ensureInstalled();

const folder = mkdtempSync(join(tmpdir(), 'einvoice-test-'));
const report = join(folder, 'report.json');
const given = process.argv.slice(2);
const projects = given.includes('--selectProjects') ? [] : ['--selectProjects', 'node', 'pages'];
// jest leaves one core free, and on two cores would run everything in one process.
const workers = given.includes('--runInBand') ? [] : [`--maxWorkers=${Math.max(2, availableParallelism() - 1)}`];
const jest = spawn(
  process.execPath,
  [
    join(root, 'node_modules/jest/bin/jest.js'),
    ...given,
    ...projects,
    ...workers,
    '--json',
    `--outputFile=${report}`,
    '--silent=false',
  ],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, TZ: 'Asia/Shanghai' } },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill(signal));

const status = await new Promise((resolve) => jest.on('close', (code) => resolve(code ?? 1)));
let passed = 0;
let failed = 1;
try {
  const results = JSON.parse(readFileSync(report, 'utf8'));
  passed = results.numPassedTests;
  // A suite that could not even start has no test to count, and has failed.
  failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
} catch {
  console.error('jest ended without a report');
}
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = status || failed ? 1 : 0;
