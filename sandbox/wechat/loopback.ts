import type { MiddlewareHandler } from 'hono';

const names = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether an address is this machine's own. */
export const isLoopback = (url: string): boolean => {
  try {
    return names.has(new URL(url).hostname);
  } catch {
    return false;
  }
};

/**
 * Keeps a sandbox to this machine: whoever reaches it under another name came by DNS rebinding,
 * and pages from elsewhere may not touch what lies under `/__sandbox/`.
 */
export const loopbackOnly: MiddlewareHandler = async (c, next) => {
  if (!isLoopback(c.req.url)) return c.json({ error: 'call this sandbox as 127.0.0.1 or localhost' }, 403);
  const origin = c.req.header('origin');
  // A page in a sandboxed frame, as a phone may show ours, calls itself `null`.
  const framed = origin === 'null' && c.req.path.startsWith('/__sandbox/app/');
  if (c.req.path.startsWith('/__sandbox/') && origin !== undefined && !framed && !isLoopback(origin))
    return c.json({ error: 'only pages of this machine may do that' }, 403);
  return next();
};
