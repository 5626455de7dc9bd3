import { fontName, printable, type Weight } from './fonts';

export interface Style {
  size: number;
  color?: string;
  weight?: Weight;
  /** Where `x` lies in the text; left by default. */
  align?: 'left' | 'center' | 'right';
  /** All digits equally wide, so that columns of figures stand in line. */
  tabular?: boolean;
}

export const ink = '#1f1f1f';
const digitWidth = 0.57;
const noLineStart = '，。、；：！？）》」』”’%,.;:!?)';

/** Characters that one font has; widths in em. */
interface Run {
  font: string;
  text: string;
  advance: number;
  indent: number;
}

/** Writes Chinese text with fonts that come in slices: each run of characters with the font that has it. */
export const createPen = (document: PDFKit.PDFDocument) => {
  const advances = new Map<string, number>();
  /** Of one character, in em. */
  const advanceOf = (character: string, font: string): number => {
    const key = font + character;
    const known = advances.get(key);
    if (known !== undefined) return known;
    const advance = document.font(font).fontSize(1000).widthOfString(character) / 1000;
    advances.set(key, advance);
    return advance;
  };

  const runsOf = (text: string, { weight = 400, tabular = false }: Style): Run[] => {
    const runs: Run[] = [];
    for (const character of printable(text)) {
      const font = fontName(character, weight);
      const natural = advanceOf(character, font);
      const digit = tabular && /\d/.test(character);
      const last = runs.at(-1);
      if (digit) runs.push({ font, text: character, advance: digitWidth, indent: (digitWidth - natural) / 2 });
      else if (last?.font === font && last.indent === 0) {
        last.text += character;
        last.advance += natural;
      } else runs.push({ font, text: character, advance: natural, indent: 0 });
    }
    return runs;
  };

  const width = (text: string, style: Style): number =>
    runsOf(text, style).reduce((sum, run) => sum + run.advance, 0) * style.size;

  /** Writes one line, `y` being its baseline. */
  const write = (text: string, x: number, y: number, style: Style): void => {
    const { size, color = ink, align = 'left' } = style;
    const length = width(text, style);
    let left = x - (align === 'right' ? length : align === 'center' ? length / 2 : 0);
    document.fillColor(color);
    for (const run of runsOf(text, style)) {
      document
        .font(run.font)
        .fontSize(size)
        .text(run.text, left + run.indent * size, y, { lineBreak: false, baseline: 'alphabetic' });
      left += run.advance * size;
    }
  };

  return {
    width,
    write,
    /** Writes one line, smaller if it would be wider than `most`. */
    writeWithin: (text: string, x: number, y: number, most: number, style: Style): void => {
      const scale = Math.min(1, most / Math.max(width(text, style), 1));
      write(text, x, y, { ...style, size: style.size * scale });
    },
    /** Breaks text into lines, keeping words and numbers whole where they fit. */
    wrap: (text: string, most: number, style: Style): string[] => {
      const lines: string[] = [];
      for (const paragraph of text.split('\n')) {
        let line = '';
        const words = paragraph.match(/[A-Za-z0-9.@_-]+|./gu) ?? [];
        const pieces = words.flatMap((word) => (width(word, style) > most ? [...word] : [word]));
        for (const piece of pieces) {
          if (line !== '' && width(line + piece, style) > most && !noLineStart.includes(piece)) {
            lines.push(line);
            line = '';
          }
          line += piece;
        }
        lines.push(line);
      }
      return lines;
    },
  };
};

export type Pen = ReturnType<typeof createPen>;
