const quoteUnsafeIntegers = (text: string): string =>
  // A string is matched first, so that digits inside of it are left alone; one that never ends takes the rest, so that
  // no text makes this look twice.
  text.replace(/"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|(?<![\w.+-])-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  );

const tidy = (_key: string, value: unknown): unknown => {
  // Nothing is said by a null; a reviver that answers undefined drops the entry.
  if (value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return entries.some(([key]) => key !== key.trim())
    ? Object.fromEntries(entries.map(([key, entry]) => [key.trim(), entry as unknown]))
    : value;
};

/**
 * Parses JSON as WeChat sends it: integers that a double cannot hold stay text, blanks around keys vanish, nulls
 * count as absent. Throws a SyntaxError.
 */
export const parseWireJson = (text: string): unknown =>
  JSON.parse(quoteUnsafeIntegers(text.replace(/^\uFEFF/, '')), tidy);
