import type { Font } from 'fontkit';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Noto Serif SC (SIL Open Font License) comes as a hundred slices, which the build puts beside the function. */
const folder = join(__dirname, 'fonts');

/** A sign as an outline in a coordinate system that points up, and how far the next one is, in em. */
export interface Letter {
  outline: string;
  unitsPerEm: number;
  width: number;
}

const slices = async (): Promise<(code: number) => string | undefined> => {
  const ranges = JSON.parse(await readFile(join(folder, 'unicode.json'), 'utf8')) as Record<string, string>;
  const sliceOf = new Map<number, string>();
  for (const [name, list] of Object.entries(ranges))
    for (const range of list.split(',')) {
      const [first = 0, last = first] = range
        .slice(2)
        .split('-')
        .map((hex) => parseInt(hex, 16));
      for (let code = first; code <= last; code += 1) sliceOf.set(code, name.replace(/[[\]]/g, ''));
    }
  return (code) => sliceOf.get(code);
};

/** A font for whatever `text` says: outlines print the same everywhere, whichever fonts a reader has. */
export const letteringFor = async (text: string): Promise<(text: string) => Letter[]> => {
  const { create } = await import('fontkit');
  const sliceOf = await slices();
  const fonts = new Map<string, Font>();
  for (const sign of new Set(text)) {
    const slice = sliceOf(sign.codePointAt(0) ?? 0);
    if (slice === undefined || fonts.has(slice)) continue;
    const font = create(await readFile(join(folder, `noto-serif-sc-${slice}-wght-normal.woff2`)));
    if ('glyphForCodePoint' in font) fonts.set(slice, font);
  }
  const letter = (sign: string): Letter[] => {
    const code = sign.codePointAt(0) ?? 0;
    const font = fonts.get(sliceOf(code) ?? '');
    if (!font) return [];
    const glyph = font.glyphForCodePoint(code);
    return [{ outline: glyph.path.toSVG(), unitsPerEm: font.unitsPerEm, width: glyph.advanceWidth / font.unitsPerEm }];
  };
  return (line) => Array.from(line).flatMap(letter);
};
