import type { Tone } from '../../contract/states';
import { formatFen } from '../../miniprogram/rules/money';
import { Markup, markup } from './markup';

const style = new Markup(`
:root{color-scheme:light dark;--ground:#f3f4f6;--card:#fff;--text:#1b1f24;--soft:#5f6873;--line:#e6e8eb;--brand:#27598a;--on-brand:#fff;--done:#1f7a4d;--attention:#8f5a00;--failed:#b3261e}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:1rem/1.6 -apple-system,"PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:28rem;margin:0 auto;padding:1rem 1rem calc(2rem + env(safe-area-inset-bottom))}
section{background:var(--card);border-radius:12px;padding:1.25rem;margin-bottom:.75rem}
h1{font-size:1.25rem;line-height:1.4;margin:0 0 .25rem}
h2{font-size:1rem;margin:0 0 .5rem}
p{margin:.25rem 0;overflow-wrap:anywhere}
.soft{color:var(--soft)}
.amount{font-size:2.25rem;line-height:1.3;font-weight:600;font-variant-numeric:tabular-nums;margin:.25rem 0}
dl{display:grid;grid-template-columns:auto 1fr;gap:.375rem 1rem;margin:1rem 0 0}
dt{color:var(--soft)}dd{margin:0;text-align:right;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
ol,ul{margin:.5rem 0 0;padding-left:1.25rem}
.amount+.state,button+p,dl+p{margin-top:.75rem}
.state{display:flex;gap:.625rem;align-items:flex-start}
.state i{flex:none;width:1.5rem;height:1.5rem;margin-top:.125rem;border-radius:50%;display:grid;place-items:center;font:700 .875rem/1 sans-serif;color:var(--card);background:var(--soft)}
.done i{background:var(--done)}.attention i{background:var(--attention)}.failed i{background:var(--failed)}.working i,.waiting i{background:var(--brand)}
.done h1{color:var(--done)}.attention h1{color:var(--attention)}.failed h1{color:var(--failed)}
button,.button{display:flex;align-items:center;justify-content:center;width:100%;min-height:3rem;padding:.5rem 1rem;border:0;border-radius:8px;font-family:inherit;font-size:1.0625rem;font-weight:600;line-height:1.5;color:var(--on-brand);background:var(--brand);text-decoration:none}
.button.plain{color:var(--brand);background:none;border:1px solid var(--line);margin-top:.75rem}
button:focus-visible,a:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
.steps{list-style:none;padding:0}.steps li{display:flex;justify-content:space-between;gap:1rem;padding:.375rem 0}
time{color:var(--soft);font-variant-numeric:tabular-nums;white-space:nowrap}
@media(prefers-color-scheme:dark){:root{--ground:#15181b;--card:#22262a;--text:#eceff2;--soft:#a4adb7;--line:#3a4047;--brand:#8db8e0;--on-brand:#10202f;--done:#6fcf97;--attention:#f0b455;--failed:#ff8a80}}
`);

interface PageOptions {
  /** Watched by the page's script, when it has one. */
  watch?: { state: string; seconds: number };
  script?: string;
}

/** A page for a phone: white cards on a light ground. */
export const document = (title: string, sections: readonly Markup[], { watch, script }: PageOptions = {}): string => {
  const watched = watch ? markup` data-state="${watch.state}" data-wait="${watch.seconds}"` : undefined;
  const cards = sections.map((section) => markup`<section>${section}</section>`);
  const scripts = script ? new Markup(`<script>${script}</script>`) : undefined;
  return markup`<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover"><title>${title}</title><style>${style}</style></head><body><main${watched}>${cards}</main>${scripts}</body></html>`
    .text;
};

const signs: Readonly<Record<Tone, string>> = {
  waiting: '…',
  working: '…',
  done: '✓',
  attention: '!',
  failed: '×',
  ended: '–',
};

/** A state by word, sign and colour together. */
export const stateLine = (tone: Tone, text: string, next?: string): Markup =>
  markup`<div class="state ${tone}" role="status"><i aria-hidden="true">${signs[tone]}</i><div><h1>${text}</h1>${next ? markup`<p class="soft">${next}</p>` : undefined}</div></div>`;

export const amountLine = (label: string, amount: number): Markup =>
  markup`<p class="soft">${label}</p><p class="amount">¥${formatFen(amount)}</p>`;

export const factList = (facts: readonly (readonly [name: string, value: string])[]): Markup =>
  markup`<dl>${facts.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

const inChina = (at: number) => new Date((at + 8 * 3600) * 1000).toISOString();

/** The day in China: 2026-05-01. */
export const dayOf = (at: number): string => inChina(at).slice(0, 10);
/** Day and minute in China. */
export const minuteOf = (at: number): string => inChina(at).slice(0, 16).replace('T', ' ');
