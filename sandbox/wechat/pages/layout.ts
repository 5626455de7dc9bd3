import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { WeChatEnv } from '../wire/call-desk';
import { script } from './script';
import { style } from './style';

export type Html = ReturnType<typeof html>;

/** Answers a page: no script or style but our own, framed by pages of this machine only. */
export const page = async (c: Context<WeChatEnv>, title: string, content: Html, status: 200 | 400 | 404 = 200) => {
  const nonce = randomBytes(12).toString('base64');
  const document = html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style nonce="${nonce}">
          ${raw(style)}
        </style>
      </head>
      <body>
        <main>${content}</main>
        <script nonce="${nonce}">
          ${raw(script)};
        </script>
      </body>
    </html>`;
  return c.html(await document, status, {
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'nonce-${nonce}'`,
      `script-src 'nonce-${nonce}'`,
      'img-src data:',
      "connect-src 'self'",
      'frame-ancestors http://127.0.0.1:* http://localhost:*',
    ].join('; '),
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  });
};

/** A state in word, icon and colour. */
export const badge = (tone: 'good' | 'busy' | 'done' | 'bad', icon: string, word: string) =>
  html`<span class="badge ${tone}"><span aria-hidden="true">${icon}</span>${word}</span>`;

/** A page with one thing to say. */
export const notice = (tone: 'good' | 'bad' | 'busy', heading: string, text: string, more: Html | '' = '') => html`
  <section class="notice ${tone}">
    <div class="mark" aria-hidden="true">${tone === 'good' ? '✓' : tone === 'bad' ? '!' : '…'}</div>
    <h1>${heading}</h1>
    <p>${text}</p>
    ${more}
  </section>
`;

/** Beijing time. */
export const when = (seconds: number) =>
  new Date((seconds + 8 * 3600) * 1000).toISOString().slice(0, 16).replace('T', ' ');

/** A link that may be opened: web addresses only. */
export const webAddress = (url: string): string | undefined => (/^https?:\/\//i.test(url) ? url : undefined);
