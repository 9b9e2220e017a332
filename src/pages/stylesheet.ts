import type { Theme } from "../core/contracts/pages.js"
import type { ProviderStyle } from "../core/contracts/provider.js"
import { paint, parseColour } from "./colour.js"

// No quotes, "<", ">" or "&" below: the stylesheet passes through the same escaper as everything else.
const light =
  ":root{--page:#f3f4f7;--card:#fff;--text:#16181d;--soft:#565d6b;--line:#868c99;--alert:#8f1d1d;--wash:#fdeceb}"
const dark =
  ":root{--page:#0c0e13;--card:#171a21;--text:#f1f3f7;--soft:#aab1bf;--line:#727a8a;--alert:#ffb9b4;--wash:#3b1719}"
const brand = "#1f5fd0"

const base = `*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
.page{display:grid;place-items:center;min-height:100vh;padding:16px}
.card{width:100%;max-width:400px;padding:32px;background:var(--card);border-radius:14px;box-shadow:0 1px 2px rgb(0 0 0/.1),0 12px 32px rgb(0 0 0/.1)}
.site{margin:0 0 20px;color:var(--soft);font-weight:600;text-align:center}
.logo{display:block;max-width:100%;max-height:72px;margin:0 auto}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
h1{margin:0 0 16px;font-size:24px;line-height:1.25;text-align:center}
p{margin:0 0 16px;text-align:center}
.error{padding:12px 16px;background:var(--wash);color:var(--alert);border:1px solid;border-radius:8px;text-align:left}
form{margin:0 0 12px}
label{display:block;margin-bottom:4px;font-weight:600}
input{display:block;width:100%;min-height:44px;margin:0 0 16px;padding:8px 12px;background:var(--card);color:var(--text);border:1px solid var(--line);border-radius:8px;font:inherit}
input[type=checkbox],input[type=radio]{width:24px;min-height:24px}
::placeholder{color:var(--soft);opacity:1}
.button{display:flex;align-items:center;justify-content:center;gap:10px;width:100%;min-height:44px;padding:8px 16px;background:var(--card);color:var(--text);border:1px solid var(--line);border-radius:8px;font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
.button img{display:block;width:20px;height:20px;object-fit:contain}
.main{border-color:rgb(128 128 128/.4)}
.button:hover{box-shadow:0 0 0 3px rgb(128 128 128/.3)}
a{color:inherit}
:focus-visible{outline:3px solid var(--text);outline-offset:2px}
.or{display:flex;align-items:center;gap:12px;margin:20px 0;color:var(--soft)}
.or hr{flex:1;margin:0;border:0;border-top:1px solid var(--line)}
.card p:last-child,.card form:last-child{margin-bottom:0}
@media (max-width:440px){.card{padding:24px 20px}}
@media (prefers-reduced-motion:no-preference){.button{transition:box-shadow .15s}}
`

/** How the site wants its pages coloured; anything but `dark` and `light` follows the visitor's system. */
export function colourScheme(theme: Theme): "auto" | "dark" | "light" {
  return theme.colorScheme === "dark" || theme.colorScheme === "light" ? theme.colorScheme : "auto"
}

/**
 * The whole stylesheet of a page. Colours of the theme and of providers are used only when they are plain CSS colours.
 *
 * @param providers one per button, painted as `.p0`, `.p1` …
 */
export function stylesheet(theme: Theme, providers: readonly ProviderStyle[]): string {
  const scheme = colourScheme(theme)
  const inDark = dark + paintProviders(providers, "bgDark", "textDark")
  return [
    `:root{color-scheme:${scheme === "auto" ? "light dark" : scheme}}`,
    light,
    base,
    paint(".main", brand),
    paint(".main", parseColour(theme.brandColor) ?? brand, parseColour(theme.buttonText), true),
    paintProviders(providers, "bg", "text"),
    scheme === "auto" ? `@media (prefers-color-scheme:dark){${inDark}}` : scheme === "dark" ? inDark : "",
  ].join("")
}

function paintProviders(
  providers: readonly ProviderStyle[],
  background: "bg" | "bgDark",
  text: "text" | "textDark",
): string {
  return providers
    .map((style, i) => {
      const colour = parseColour(style[background])
      return colour ? paint(`.p${i}`, colour, parseColour(style[text])) : ""
    })
    .join("")
}
