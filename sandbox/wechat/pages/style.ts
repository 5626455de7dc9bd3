/** The look of WeChat's own pages: calm, grey ground, white cards, one green. */
export const style = `
:root { --ground: #ededed; --card: #fff; --text: #1a1a1a; --soft: #6b6b6b; --line: #e5e5e5; --green: #067d44; --on-green: #fff;
  --red: #b3261e; --amber: #8a5a00; --blue: #35578f; --field: #f6f6f6; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #111; --card: #1e1e1e; --text: #e8e8e8; --soft: #a0a0a0; --line: #2f2f2f; --green: #3bb878; --on-green: #06210f;
    --red: #ff8a80; --amber: #f0b95a; --blue: #9db7e8; --field: #2a2a2a; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 480px; margin: 0 auto; padding: 16px 16px calc(24px + env(safe-area-inset-bottom)); }
h1 { font-size: 20px; margin: 0 0 8px; font-weight: 600; overflow-wrap: anywhere; }
h2 { font-size: 14px; margin: 20px 4px 8px; font-weight: 400; color: var(--soft); }
p { margin: 0 0 8px; overflow-wrap: anywhere; }
a { color: var(--blue); }
.letter { white-space: pre-wrap; }
.soft { color: var(--soft); font-size: 14px; }
.card { background: var(--card); border-radius: 12px; padding: 16px; margin: 0 0 12px; }
.amount { font-size: 32px; font-weight: 600; font-variant-numeric: tabular-nums; margin: 4px 0; }
dl { margin: 0; } dl > div { display: flex; gap: 16px; padding: 10px 0; border-top: 1px solid var(--line); }
dl > div:first-child { border-top: 0; }
dt { flex: 0 0 88px; color: var(--soft); } dd { margin: 0; flex: 1; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
button, .button { display: flex; align-items: center; justify-content: center; width: 100%; min-height: 48px; border: 0; border-radius: 8px;
  font: inherit; font-weight: 500; text-decoration: none; cursor: pointer; background: var(--field); color: var(--text); margin-top: 12px; padding: 0 16px; }
.primary { background: var(--green); color: var(--on-green); }
button:disabled { opacity: .45; cursor: default; }
button:focus-visible, a:focus-visible, input:focus-visible, select:focus-visible, .row:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
label { display: block; }
.field { display: flex; align-items: center; gap: 12px; min-height: 52px; border-top: 1px solid var(--line); }
.field:first-of-type { border-top: 0; }
.field > span { flex: 0 0 88px; }
input[type=text], select { flex: 1; min-width: 0; width: 100%; min-height: 44px; font: inherit; color: inherit; border: 0; background: transparent; }
select { background: var(--field); border-radius: 8px; padding: 0 8px; }
.segments { display: flex; gap: 8px; margin-bottom: 8px; }
.segments label { flex: 1; position: relative; }
.segments input { position: absolute; opacity: 0; inset: 0; pointer-events: none; }
.segments span { display: flex; align-items: center; justify-content: center; min-height: 44px; border-radius: 8px; background: var(--field); }
.segments input:checked + span { background: var(--green); color: var(--on-green); }
.segments input:focus-visible + span { outline: 3px solid var(--blue); }
.chips { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 8px; }
.chips button { width: auto; min-height: 44px; margin: 0; font-weight: 400; text-align: left; }
.row { display: flex; align-items: center; gap: 12px; min-height: 64px; color: inherit; text-decoration: none; cursor: pointer; }
.row > .grow { flex: 1; min-width: 0; } .row input { width: 24px; height: 24px; flex: none; }
.row .name { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
.row .sum { font-size: 20px; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.badge { display: inline-flex; gap: 4px; align-items: center; font-size: 14px; }
.good { color: var(--green); } .busy { color: var(--amber); } .done { color: var(--blue); } .bad { color: var(--red); }
.notice { text-align: center; padding: 48px 8px 16px; color: var(--text); }
.notice .mark { width: 64px; height: 64px; margin: 0 auto 16px; border-radius: 50%; display: flex; align-items: center; justify-content: center; font-size: 32px;
  background: var(--green); color: var(--on-green); }
.notice.bad .mark { background: var(--red); color: var(--card); } .notice.busy .mark { background: var(--amber); color: var(--card); }
.sandbox { margin-top: 32px; padding: 12px 16px; border: 1px dashed var(--soft); border-radius: 12px; font-size: 14px; color: var(--soft); }
.sandbox form { display: flex; gap: 8px; align-items: center; } .sandbox button { margin-top: 8px; min-height: 44px; background: transparent; border: 1px solid var(--line); font-size: 14px; color: inherit; }
fieldset { border: 0; padding: 0; margin: 0; min-width: 0; }
.sandbox .field { flex: 1; border: 0; }
.sandbox p:last-child { margin: 8px 0 0; }
dd.price { flex: none; }
.foot { margin-top: 16px; }
.code { max-width: 240px; margin: 12px auto; } .code svg { display: block; width: 100%; height: auto; }
code { overflow-wrap: anywhere; }
[hidden] { display: none !important; }
@media (prefers-reduced-motion: no-preference) { button { transition: opacity .15s; } }
`;
