import { posix } from 'node:path';
import type { UnitConfig } from '../runtime/config';
import type { Problems } from './problems';
import { isFile, type Project } from './project';

/** A page or a component, with the components that it uses resolved. */
export interface Unit {
  config: UnitConfig;
  isPage: boolean;
}

const PLUGIN = /^(plugin|plugin-private|ext|dynamicLib):\/\//;

/** All pages of app.json, sub-packages included. */
export const listPages = ({ app }: Project): string[] => [
  ...app.pages,
  ...[...(app.subpackages ?? []), ...(app.subPackages ?? [])].flatMap(({ root, pages }) =>
    pages.map((page) => posix.join(root, page)),
  ),
];

/** Every page and every component that can be reached from one, by virtual path. */
export const collectUnits = (project: Project, pages: string[], problems: Problems): Map<string, Unit> => {
  const units = new Map<string, Unit>();
  const queue: [virtual: string, isPage: boolean][] = pages.map((page) => [page, true]);

  const resolve = (owner: string, references: Record<string, string> = {}): Record<string, string> => {
    const resolved: Record<string, string> = {};
    for (const [tag, reference] of Object.entries(references)) {
      const target = PLUGIN.test(reference) ? undefined : project.component(owner, reference);
      if (target) {
        resolved[tag] = `/${target}`;
        queue.push([target, false]);
      } else problems.error(`miniprogram/${owner}.json`, `component <${tag}> (${reference}) is not found`);
    }
    return resolved;
  };

  const everywhere = resolve('app', project.app.usingComponents);
  if (project.app.tabBar?.custom) queue.push(['custom-tab-bar/index', false]);

  for (let next = queue.shift(); next; next = queue.shift()) {
    const [virtual, isPage] = next;
    if (units.has(virtual)) continue;
    if (!project.script(virtual)) problems.error(`miniprogram/${virtual}`, 'there is no .ts or .js file');
    const file = `${project.real(virtual)}.json`;
    const config = isFile(file) ? project.readJson<UnitConfig>(file) : {};
    for (const [name, generic] of Object.entries(config.componentGenerics ?? {})) {
      if (generic === true || !generic.default) continue;
      const { default: target } = resolve(virtual, { default: generic.default });
      if (target) config.componentGenerics = { ...config.componentGenerics, [name]: { default: target } };
    }
    const own = resolve(virtual, config.usingComponents);
    const inherited = project.isPackage(virtual) ? {} : everywhere;
    units.set(virtual, { isPage, config: { ...config, usingComponents: { ...inherited, ...own } } });
  }
  return units;
};
