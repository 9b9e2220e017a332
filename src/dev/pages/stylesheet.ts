// No quotes, angle brackets or ampersands: it passes through the escaper of the page.
export const stylesheet = `:root{color-scheme:light dark;--page:#f3f4f7;--card:#fff;--text:#16181d;--soft:#565d6b;--line:#868c99;--accent:#1f5fd0;--on-accent:#fff;--alert:#8f1d1d;--wash:#fdeceb}
@media (prefers-color-scheme:dark){:root{--page:#0c0e13;--card:#171a21;--text:#f1f3f7;--soft:#aab1bf;--line:#727a8a;--accent:#9dbdff;--on-accent:#0c0e13;--alert:#ffb9b4;--wash:#3b1719}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header,main{max-width:720px;margin:0 auto;padding:16px}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 24px;padding-bottom:0}
.site{margin:0;color:var(--soft);font-weight:600}
nav ul{display:flex;gap:4px;margin:0;padding:0;list-style:none}
nav a{display:block;padding:10px 12px;border-radius:8px}
nav a[aria-current]{background:var(--card);font-weight:600;text-decoration:none}
main{margin-bottom:32px}
h1{margin:8px 0 16px;font-size:24px;line-height:1.25}
h2{margin:32px 0 8px;font-size:18px;line-height:1.3}
p{margin:0 0 16px}
.soft{color:var(--soft)}
.problem{padding:12px 16px;background:var(--wash);color:var(--alert);border:1px solid;border-radius:8px}
.list{margin:0 0 16px;padding:0;list-style:none;display:grid;gap:8px}
.row{display:block;width:100%;min-height:44px;padding:12px 16px;background:var(--card);color:var(--text);border:1px solid var(--line);border-radius:10px;font:inherit;text-align:start;text-decoration:none;cursor:pointer}
.row b{display:block}
.row span{color:var(--soft);font-size:14px}
.row:hover,.button:hover{border-color:var(--accent)}
.button{display:inline-flex;align-items:center;justify-content:center;min-height:44px;padding:8px 16px;background:var(--card);color:var(--text);border:1px solid var(--line);border-radius:8px;font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
.main{background:var(--accent);color:var(--on-accent);border-color:var(--accent)}
.buttons{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 16px}
label{display:block;margin:0 0 4px;font-weight:600}
label.tick{display:flex;align-items:center;gap:10px;min-height:44px;font-weight:400}
input,textarea{display:block;width:100%;min-height:44px;margin:0 0 12px;padding:8px 12px;background:var(--card);color:var(--text);border:1px solid var(--line);border-radius:8px;font:inherit}
textarea{min-height:88px;font-family:ui-monospace,monospace;font-size:14px}
input[type=checkbox]{flex:none;width:24px;min-height:24px;margin:0}
summary{min-height:44px;padding:10px 0;font-weight:600;cursor:pointer}
pre{margin:0 0 16px;padding:12px 16px;background:var(--card);border:1px solid var(--line);border-radius:8px;font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap}
iframe{display:block;width:100%;height:480px;background:#fff;border:1px solid var(--line);border-radius:8px}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0 0 16px}
dt{color:var(--soft)}
dd{margin:0}
a{color:inherit}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
`
