import { posix } from 'node:path';
import postcss, { type AtRule, type Root } from 'postcss';
import selectorParser from 'postcss-selector-parser';
import { BUILT_IN_TAGS } from '../built-in-tags';
import type { Problems } from './problems';
import { isFile, type Project } from './project';
import { translateLengths } from '../lengths';
import type { Unit } from './units';

const IMPORT = /@import\s+(?:url\()?\s*['"]([^'"]+)['"]\s*\)?\s*;?/g;
const COMMENT = /\/\*[\s\S]*?\*\//g;
const ICON_RULE = /\.t-icon-([\w-]+):{1,2}before$/;

const MASKED_ICON = `.t-icon-base::before {
  content: ""; display: inline-block; width: 1em; height: 1em;
  background: currentColor; mask-position: center; mask-size: contain; mask-repeat: no-repeat;
}`;

/** The styles of the mini program and the class prefixes that keep isolated components apart. */
export interface CompiledStyles {
  css: string;
  scopes: Record<string, string>;
}

interface Scope {
  /** Prefix of every class, for an isolated component. */
  prefix?: string | undefined;
  /** The page that the rules are for. */
  page?: string | undefined;
}

const isShared = ({ config }: Unit): boolean =>
  config.styleIsolation
    ? /(^|-)shared$/.test(config.styleIsolation) && !/apply-shared$/.test(config.styleIsolation)
    : !config.component;

const insideKeyframes = (parent: { type?: string; name?: string } | undefined): boolean =>
  parent?.type === 'atrule' && /keyframes$/.test(parent.name ?? '');

const scopeSelector = (selector: string, { prefix, page }: Scope): string =>
  selectorParser((list) => {
    list.each((single) => {
      single.walk((node) => {
        if (node.type === 'tag') {
          const tag = node.value.toLowerCase();
          if (tag === 'page') node.value = 'wx-page';
          else if (BUILT_IN_TAGS.has(tag)) node.value = `wx-${tag}`;
        } else if (node.type === 'class' && prefix) node.value = `${prefix}--${node.value}`;
        else if (node.type === 'pseudo' && node.value === ':host') {
          const quoted = JSON.stringify(prefix ?? '');
          node.replaceWith(
            selectorParser.attribute({
              attribute: 'wx-host',
              operator: '=',
              value: quoted,
              raws: {},
              quoteMark: null,
            }),
          );
        } else if (node.type === 'pseudo' && node.value === ':root') {
          node.replaceWith(selectorParser.tag({ value: 'wx-page' }));
        }
      });
      if (!page) return;
      const where = selectorParser.pseudo({ value: `:where([data-page="${page}"])` });
      const { first } = single;
      where.spaces.before = first.spaces.before;
      first.spaces.before = '';
      single.prepend(selectorParser.combinator({ value: ' ' }));
      single.prepend(where);
    });
  }).processSync(selector);

/**
 * TDesign draws its icons with a font from a CDN. Here every icon is a mask that this server draws from
 * an installed package, so that nothing leaves the machine; only the icons in sight are asked for.
 */
const localIcons = (root: Root): void => {
  root.walkAtRules('font-face', (rule: AtRule) => {
    if (rule.toString().includes('tdesign.gtimg.com')) rule.remove();
  });
  let count = 0;
  root.walkRules((rule) => {
    const name = ICON_RULE.exec(rule.selector)?.[1];
    if (!name) return;
    count += 1;
    rule.removeAll();
    rule.append({ prop: 'mask-image', value: `url("/phone/icons/${name}.svg")` });
  });
  if (count > 0) root.append(MASKED_ICON);
};

const translate = (css: string, from: string, scope: Scope): string => {
  const root = postcss.parse(css, { from });
  localIcons(root);
  root.walkDecls((declaration) => {
    declaration.value = translateLengths(declaration.value);
  });
  root.walkAtRules('media', (rule) => {
    rule.params = rule.params.replace(/([\d.]+)rpx/g, (_, rpx: string) => `${Number(rpx) / 2}px`);
  });
  root.walkRules((rule) => {
    if (!insideKeyframes(rule.parent)) {
      rule.selector = scopeSelector(rule.selector, scope);
    }
  });
  return root.toString();
};

/** Turns all wxss into one style sheet. */
export const compileStyles = (
  project: Project,
  units: ReadonlyMap<string, Unit>,
  problems: Problems,
): CompiledStyles => {
  const inline = (virtual: string, above: string[] = []): string => {
    const file = project.real(virtual);
    if (above.includes(file)) return '';
    return project
      .read(file)
      .replace(COMMENT, '')
      .replace(IMPORT, (_, reference: string) => {
        const near = project.reference(virtual, reference);
        const target = [near, `${near}.wxss`, posix.join('miniprogram_npm', reference)].find((candidate) =>
          isFile(project.real(candidate)),
        );
        if (target) return `${inline(target, [...above, file])}\n`;
        problems.error(project.shortName(file), `@import "${reference}" is not found`);
        return '';
      });
  };

  const sheets: string[] = [];
  const add = (virtual: string, scope: Scope): void => {
    const file = project.real(virtual);
    if (!isFile(file)) return;
    try {
      const css = translate(inline(virtual), file, scope);
      if (css.trim()) sheets.push(`/* ${virtual} */\n${css}`);
    } catch (error) {
      problems.error(project.shortName(file), error instanceof Error ? error.message : String(error));
    }
  };

  add('app.wxss', {});
  const scopes: Record<string, string> = {};
  // Pages come last: what a page says about a component's class wins over the component's own rule.
  for (const [virtual, unit] of [...units].sort(([, a], [, b]) => Number(a.isPage) - Number(b.isPage))) {
    if (!isShared(unit)) scopes[virtual] = `s${Object.keys(scopes).length.toString(36)}`;
    add(`${virtual}.wxss`, { prefix: scopes[virtual], page: unit.isPage ? virtual : undefined });
  }
  return { css: sheets.join('\n'), scopes };
};
