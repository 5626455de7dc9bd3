import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problems } from './problems';
import { Project } from './project';
import { bundleProgram } from './scripts';
import { compileStyles } from './styles';
import { compileBuiltInTemplates, compileTemplates } from './templates';
import { collectUnits, listPages } from './units';

export { CompileError } from './problems';

/** A mini program that a browser can run. */
export interface CompiledProgram {
  project: Project;
  script: string;
  styles: string;
  pages: string[];
  /** How many pages and components it has. */
  units: number;
  warnings: string[];
}

const STYLES = join(__dirname, '..', 'styles');

/** The looks of the phone itself, before those of the mini program. */
const phoneStyles = (): string =>
  readdirSync(STYLES)
    .filter((name) => name.endsWith('.css'))
    .sort()
    .map((name) => readFileSync(join(STYLES, name), 'utf8'))
    .join('\n');

/**
 * Compiles `<root>/miniprogram` with everything it uses.
 * @throws CompileError that names every file that is wrong
 */
export const compile = async (root: string): Promise<CompiledProgram> => {
  const problems = new Problems();
  const project = new Project(root);
  const pages = listPages(project);
  const units = collectUnits(project, pages, problems);
  const templates = compileTemplates(project, units, problems);
  const { css, scopes } = compileStyles(project, units, problems);

  const scripts = [...units.keys()].flatMap((virtual) => {
    const file = project.script(virtual);
    return file ? [`${JSON.stringify(virtual)}: () => require(${JSON.stringify(file)}),`] : [];
  });
  const appScript = project.script('app');
  const configs = Object.fromEntries([...units].map(([virtual, { config }]) => [virtual, config]));
  const entry = `
import { boot } from ${JSON.stringify(join(__dirname, '..', 'runtime', 'index.ts'))};
boot({
  app: ${JSON.stringify({ ...project.app, usingComponents: undefined })},
  theme: ${JSON.stringify(project.theme)},
  pages: ${JSON.stringify(pages)},
  scopes: ${JSON.stringify(scopes)},
  configs: ${JSON.stringify(configs)},
  runApp: () => { ${appScript ? `require(${JSON.stringify(appScript)});` : ''} },
  scripts: { ${scripts.join('\n')} },
  templates: () => (${templates}),
  builtInTemplates: () => (${compileBuiltInTemplates()}),
});`;
  const script = await bundleProgram(project, entry, problems);
  problems.throwIfAny();
  return {
    project,
    script,
    styles: `${phoneStyles()}\n${css}`,
    pages,
    units: units.size,
    warnings: problems.warnings,
  };
};
