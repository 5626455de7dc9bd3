import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionNames } from '../../../scripts/build/functions';

const root = join(__dirname, '../../..');
const read = <T>(file: string): T => JSON.parse(readFileSync(join(root, file), 'utf8')) as T;
const deployed = read<{
  functions: { name: string; runtime: string; installDependency: boolean; envVariables?: Record<string, string> }[];
}>('cloudbaserc.json').functions;

describe('what is deployed', () => {
  it('is every function that exists, and no other', () => {
    expect(deployed.map(({ name }) => name).sort()).toEqual(functionNames(root).sort());
  });

  it('takes every setting from the environment, so that no secret stands in the repository', () => {
    const values = deployed.flatMap(({ envVariables = {} }) => Object.values(envVariables));
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(value).toMatch(/^\{\{env\.[A-Z_]+\}\}$/);
  });

  it('routes HTTP only to functions that exist', () => {
    for (const { function: name } of read<{ function: string }[]>('cloudfunctions/routes.json')) {
      expect(functionNames(root)).toContain(name);
    }
  });

  it('closes every collection to clients', () => {
    expect(read<{ rule: object }>('cloudfunctions/collections.json').rule).toEqual({ read: false, write: false });
  });

  it('keeps each function’s entry within forty lines', () => {
    for (const name of functionNames(root)) {
      const file = join(root, 'cloudfunctions', name, 'index.ts');
      expect(existsSync(file)).toBe(true);
      expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    }
  });
});
