import { TmplGroup } from 'glass-easel-template-compiler';
import type { Problems } from './problems';
import { isFile, type Project } from './project';
import type { Unit } from './units';

/** Hooks of the generated code into the runtime (engine/wxs.ts); Q and D are names of glass-easel's own. */
const RUNTIME_HOOKS = `var $W=globalThis.__wxsRuntime;
Q.A=$W.changeListener;Q.C=$W.eventListener;
var $typeName=$W.typeName,getRegExp=$W.getRegExp,getDate=$W.getDate,console=$W.console;
D=$W.markFunctions(D);`;

interface TemplateWarning {
  isError: boolean;
  startLine: number;
  startColumn: number;
  message: string;
}

const WXS_REQUIRE = /\brequire\(\s*['"]([^'"]+)['"]\s*\)/g;
const STRING_LITERAL = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/g;
const CONSTRUCTOR_OF = /((?:[A-Za-z_$][\w$]*)(?:\.[A-Za-z_$][\w$]*|\[[^\]\n]*\])*)\.constructor\b/g;

/** wxs is not quite JavaScript: `x.constructor` is the type's name, and a string keeps the backslash of `\d`. */
export const translateWxs = (code: string): string =>
  code
    .replace(STRING_LITERAL, (literal) => literal.replace(/\\([^nrtbfvux0'"\\\n])/g, '\\\\$1'))
    .replace(CONSTRUCTOR_OF, '$typeName($1)');

/** Compiles all wxml and wxs into one JavaScript expression: an object of path → template. */
export const compileTemplates = (project: Project, units: ReadonlyMap<string, Unit>, problems: Problems): string => {
  const group = new TmplGroup();
  const scripts = new Set<string>();
  const templates = new Set<string>();

  const addScript = (path: string, owner: string): void => {
    if (scripts.has(path)) return;
    scripts.add(path);
    const file = [project.real(path), `${project.real(path)}.wxs`].find(isFile);
    if (!file) return problems.error(`miniprogram/${owner}`, `the wxs file ${path} is not found`);
    const code = translateWxs(project.read(file));
    group.addScript(path, code);
    for (const [, reference = ''] of code.matchAll(WXS_REQUIRE)) {
      addScript(project.reference(path, reference), path);
    }
  };

  const addTemplate = (path: string, owner: string): void => {
    if (templates.has(path)) return;
    templates.add(path);
    const file = `${project.real(path)}.wxml`;
    if (!isFile(file)) {
      group.addTmpl(path, '');
      return problems.error(`miniprogram/${owner}`, `the template ${path}.wxml is not found`);
    }
    const warnings = (group.addTmpl(path, project.read(file)) ?? []) as TemplateWarning[];
    if (!project.isPackage(path)) {
      for (const { isError, startLine, startColumn, message } of warnings) {
        problems[isError ? 'error' : 'warn'](`${project.shortName(file)}:${startLine + 1}:${startColumn + 1}`, message);
      }
    }
    for (const name of group.getInlineScriptModuleNames(path) as string[]) {
      group.setInlineScript(path, name, translateWxs(group.getInlineScript(path, name)));
    }
    for (const used of group.getDirectDependencies(path) as string[]) addTemplate(used, path);
    for (const used of group.getScriptDependencies(path) as string[]) addScript(used, path);
  };

  for (const path of units.keys()) addTemplate(path, path);
  group.setExtraRuntimeScript(RUNTIME_HOOKS);
  const code = group.getTmplGenObjectGroups();
  group.free();
  return code;
};

/** The few built-in components that put a node of their own around their slot. */
export const compileBuiltInTemplates = (): string => {
  const group = new TmplGroup();
  group.addTmpl('swiper', '<h-div class="wx-swiper-wrap"><slot /></h-div>');
  const code = group.getTmplGenObjectGroups();
  group.free();
  return code;
};
