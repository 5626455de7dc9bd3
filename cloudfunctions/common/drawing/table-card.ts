import { letteringFor, type Letter } from './lettering';
import { qrSquares } from './qr-code';

/** A5 upright, in points. */
const WIDTH = 419.53;
const HEIGHT = 595.28;
const MARGIN = 36;
const CODE = 230;

const BRAND = '#27598a';
const TEXT = '#1b1f24';
const SOFT = '#5f6873';

interface Line {
  text: string;
  size: number;
  /** The middle of the line, from above. */
  baseline: number;
  colour: string;
  bold?: boolean;
}

const widthOf = (letters: readonly Letter[]): number => letters.reduce((sum, { width }) => sum + width, 0);

/** What stands on the card: 扫码开票 for guests whose receipt has no code. */
const linesOf = (merchant: string): Line[] => [
  { text: merchant, size: 26, baseline: 92, colour: TEXT, bold: true },
  { text: '微信扫码开发票', size: 22, baseline: 138, colour: BRAND, bold: true },
  { text: '1  用微信扫上面的二维码', size: 14, baseline: 452, colour: TEXT },
  { text: '2  填订单号、实付金额和手机号后四位', size: 14, baseline: 478, colour: TEXT },
  { text: '3  选抬头，开好后自动放入微信卡包', size: 14, baseline: 504, colour: TEXT },
  { text: '小票上有二维码的，直接扫小票更快', size: 11, baseline: 540, colour: SOFT },
];

/** 台卡: a page with the merchant's name and a code, all of it outlines. */
export const tableCard = async (merchant: string, url: string): Promise<Uint8Array> => {
  const { default: PDFDocument } = await import('pdfkit');
  const lines = linesOf(merchant);
  const [lettering, code] = await Promise.all([letteringFor(lines.map(({ text }) => text).join('')), qrSquares(url)]);
  const document = new PDFDocument({
    size: [WIDTH, HEIGHT],
    margin: 0,
    // No font is embedded, and those of the library lie in files of their own.
    font: null as unknown as string,
    info: { Title: `${merchant} 台卡`, CreationDate: new Date(0) },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const written = new Promise<void>((resolve) => document.on('end', resolve));

  document
    .roundedRect(MARGIN / 2, MARGIN / 2, WIDTH - MARGIN, HEIGHT - MARGIN, 14)
    .lineWidth(1)
    .stroke('#d9e4ef');
  for (const { text, size: wanted, baseline, colour, bold } of lines) {
    const letters = lettering(text);
    const size = Math.min(wanted, (WIDTH - 2 * MARGIN) / widthOf(letters));
    let x = (WIDTH - widthOf(letters) * size) / 2;
    for (const { outline, unitsPerEm, width } of letters) {
      const scale = size / unitsPerEm;
      document.save().translate(x, baseline).scale(scale, -scale).path(outline);
      if (bold) document.lineWidth(unitsPerEm * 0.03).fillAndStroke(colour, colour);
      else document.lineWidth(unitsPerEm * 0.008).fillAndStroke(colour, colour);
      document.restore();
      x += width * size;
    }
  }
  const side = CODE / code.size;
  const [left, top] = [(WIDTH - CODE) / 2, 172];
  for (let row = 0; row < code.size; row += 1)
    for (let column = 0; column < code.size; column += 1)
      if (code.isDark(row, column)) document.rect(left + column * side, top + row * side, side, side);
  document.fill('#000');
  document.end();
  await written;
  return Buffer.concat(chunks);
};
