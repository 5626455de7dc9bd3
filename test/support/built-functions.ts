import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildFunctions } from '../../scripts/build/functions';

const SOURCES = ['cloudfunctions', 'contract', 'miniprogram/rules', 'scripts/build', 'package-lock.json'];

const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

const fingerprint = (root: string): string => {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(root, source);
    for (const file of source.includes('.') ? [path] : filesIn(path)) hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
};

/** The functions as they would be deployed, built once for all suites that run on the same sources. */
export const builtFunctions = async (root: string): Promise<string> => {
  const cache = join(root, 'node_modules/.cache/test-functions');
  const ready = join(cache, fingerprint(root));
  if (existsSync(ready)) return ready;
  mkdirSync(cache, { recursive: true });
  const building = join(cache, `building-${process.pid}`);
  await buildFunctions(root, building);
  if (existsSync(ready)) rmSync(building, { recursive: true });
  else renameSync(building, ready);
  return ready;
};
