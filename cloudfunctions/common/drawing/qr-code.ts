/** Read on use: most calls draw nothing. */
const drawing = () => import('qrcode');

/** Thermal printers smear: a quarter of the code may be lost. */
const OPTIONS = { errorCorrectionLevel: 'Q', margin: 4 } as const;

export const qrSvg = async (text: string): Promise<string> =>
  (await drawing()).toString(text, { ...OPTIONS, type: 'svg' });

export const qrPng = async (text: string): Promise<Buffer> =>
  (await drawing()).toBuffer(text, { ...OPTIONS, scale: 8 });

/** The code's dark squares, row by row. */
export const qrSquares = async (
  text: string,
): Promise<{ size: number; isDark(row: number, column: number): boolean }> => {
  const { modules } = (await drawing()).create(text, OPTIONS);
  return { size: modules.size, isDark: (row, column) => modules.get(row, column) !== 0 };
};
