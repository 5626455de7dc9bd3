import type { PhoneSettings } from './runtime/config';

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);

/** JSON inside a script element: `</script>` must not end it. */
const embed = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');

const document = (head: string, body: string): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>电子发票</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>${body}</body>
</html>`;

/** The phone without its frame: the page in which the mini program runs. */
export const phonePage = (settings: PhoneSettings): string =>
  document(
    `<link rel="stylesheet" href="/phone/app.css?theme=${settings.theme}" data-app-styles>`,
    `
<div id="mp-pages"></div>
<nav id="mp-tabbar" role="tablist" hidden></nav>
<div id="mp-layer"></div>
<div id="mp-status" aria-hidden="true"><span id="mp-status-time"></span><i></i></div>
<div id="mp-home-indicator" aria-hidden="true"></div>
<script id="phone-settings" type="application/json">${embed(settings)}</script>
<script src="/phone/app.js"></script>`,
  );

/** Shown in place of a mini program that does not compile; it comes back by itself. */
export const errorPage = (message: string): string =>
  document(
    '<link rel="stylesheet" href="/phone/app.css">',
    `<pre id="mp-compile-error" role="alert">${escapeHtml(message)}</pre>
<script>new EventSource('/phone/events').addEventListener('reload', () => location.reload())</script>`,
  );
