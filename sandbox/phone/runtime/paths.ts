/** Resolves `ref` from the folder of `base`, as WeChat resolves paths; the answer has no leading slash. */
export const resolvePath = (base: string, ref: string): string => {
  const parts = ref.startsWith('/') ? [] : base.split('/').slice(0, -1);
  for (const part of ref.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Splits a page's address; as in WeChat the values of the query stay encoded. */
export const parseUrl = (url: string): { path: string; query: Record<string, string> } => {
  const [path = '', ...rest] = url.split('?');
  const query: Record<string, string> = {};
  for (const pair of rest.join('?').split('&')) {
    if (!pair) continue;
    const at = pair.indexOf('=');
    query[decode(at < 0 ? pair : pair.slice(0, at))] = at < 0 ? '' : pair.slice(at + 1);
  }
  return { path, query };
};

export const formatQuery = (query: Record<string, string>): string =>
  Object.entries(query)
    .map(([key, value]) => `${encodeURIComponent(key)}=${value}`)
    .join('&');
