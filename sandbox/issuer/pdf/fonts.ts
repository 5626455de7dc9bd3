import { dirname, join } from 'node:path';
import unicodeRanges from '@fontsource-variable/noto-serif-sc/unicode.json';
import { subset } from './subset';

/** Noto Serif SC (SIL Open Font License) comes as a hundred slices, each with all weights. */
const folder = dirname(require.resolve('@fontsource-variable/noto-serif-sc/package.json'));
export type Weight = 400 | 700;

let sliceOf: Map<number, string> | undefined;
/** Which slice holds a character; where several do, the later one counts, as in the style sheet. */
const slices = (): Map<number, string> => {
  if (sliceOf) return sliceOf;
  sliceOf = new Map();
  for (const [name, ranges] of Object.entries(unicodeRanges))
    for (const range of ranges.split(',')) {
      const [first = 0, last = first] = range
        .slice(2)
        .split('-')
        .map((hex) => parseInt(hex, 16));
      for (let code = first; code <= last; code++) sliceOf.set(code, name.replace(/[[\]]/g, ''));
    }
  return sliceOf;
};

/** What the font cannot show is printed as an empty box. */
export const missingCharacter = '□';
const invisible = /[\p{Cf}\p{Variation_Selector}]/gu;
export const printable = (text: string): string =>
  Array.from(text.replace(invisible, ''), (character) =>
    slices().has(character.codePointAt(0) ?? 0) ? character : missingCharacter,
  ).join('');

/** The name under which a printable character's font is registered in a document. */
export const fontName = (character: string, weight: Weight): string =>
  `${slices().get(character.codePointAt(0) ?? 0)}/${weight}`;

/** Fonts by name, with just the glyphs that `texts` need at each weight. */
export const fontsFor = async (texts: Record<Weight, string>): Promise<Map<string, Buffer>> => {
  const needed = new Map<string, { slice: string; weight: Weight; characters: Set<string> }>();
  for (const weight of [400, 700] as const)
    for (const character of printable(texts[weight])) {
      const name = fontName(character, weight);
      const slice = slices().get(character.codePointAt(0) ?? 0) ?? '';
      const entry = needed.get(name) ?? { slice, weight, characters: new Set() };
      needed.set(name, entry);
      entry.characters.add(character);
    }
  const fonts = await subset(
    [...needed.values()].map(({ slice, weight, characters }) => ({
      file: join(folder, 'files', `noto-serif-sc-${slice}-wght-normal.woff2`),
      weight,
      characters: [...characters].sort().join(''),
    })),
  );
  return new Map([...needed.keys()].map((name, index) => [name, fonts[index] ?? Buffer.alloc(0)]));
};
