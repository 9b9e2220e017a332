import fc from "fast-check"
import { expect, test } from "vitest"
import { paint, parseColour } from "./colour.js"

test.each([
  ["#346df1", "#346df1"],
  ["#FFF", "#FFF"],
  [" #abc ", "#abc"],
  ["#346df180", "#346df1"],
  ["#abcd", "#abc"],
  ["rebeccapurple", "rebeccapurple"],
  ["rgb(1, 2, 3)", "rgb(1 2 3)"],
  ["rgba(1, 2, 3, 0.5)", "rgb(1 2 3)"],
  ["hsl(210deg 50% 40% / 1)", "hsl(210deg 50% 40%)"],
])("a site may write its colour as %s", (written, printed) => {
  expect(parseColour(written)).toBe(printed)
})

test.each([
  "red;}body{display:none",
  "#12",
  "#12345",
  "#ggg",
  "url(https://evil.test)",
  "var(--x)",
  "rgb(1,2,3);x:url(//evil.test)",
  "rgb(1,2)",
  "expression(alert(1))",
  "</style><script>",
  "red/**/",
  "transparent",
  "inherit",
  "currentColor",
  "",
  "red\n}",
  undefined,
  7,
  { toString: () => "red" },
])("%j is no colour for a button", (written) => {
  expect(parseColour(written)).toBeUndefined()
})

test("nothing that leaves a declaration is ever taken for a colour", () => {
  const pieces = fc.constantFrom(
    "rgb(",
    "hsl(",
    "#",
    "1",
    "f",
    "%",
    " ",
    ",",
    "/",
    ")",
    ";",
    "}",
    "{",
    "*",
    "<",
    "red",
    "\\",
    "\n",
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
      expect(parseColour(parts.join("")) ?? "red").toMatch(
        /^(#[\da-f]{3}|#[\da-f]{6}|[a-z]+|(rgb|hsl)\([\d.%a-z ]+\))$/i,
      )
    }),
    { numRuns: 3000 },
  )
})

/** Contrast by the formula of WCAG 2.2, computed apart from the code under test. */
function contrast(a: string, b: string): number {
  const [x = 0, y = 0] = [a, b].map((colour) => {
    const long = colour.length === 4 ? colour.replace(/[^#]/g, "$&$&") : colour
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((i) => {
      const c = Number.parseInt(long.slice(i, i + 2), 16) / 255
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  })
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

const colours = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, "0")}`)
const lastColour = (rule: string): string => /.*color:(#\w+)/.exec(rule)?.[1] ?? ""

test("a button can be read whatever the site's colour is", () => {
  fc.assert(
    fc.property(colours, (background) => {
      expect(contrast(lastColour(paint(".b", background)), background)).toBeGreaterThanOrEqual(4.5)
    }),
  )
})

test("a provider's text colour is used when it can be read on its background, and replaced when not", () => {
  fc.assert(
    fc.property(colours, colours, (background, text) => {
      const used = lastColour(paint(".b", background, text))
      if (contrast(text, background) >= 4.5) expect(used).toBe(text)
      else expect(contrast(used, background)).toBeGreaterThanOrEqual(4.5)
    }),
  )
})

test("the text colour a site chose for its own buttons stays", () => {
  expect(paint(".b", "#1da1f2", "#fff", true)).toMatch(/;color:#fff}$/)
})

test("short colours are as bright as long ones", () => {
  expect(lastColour(paint(".b", "#fd0"))).toBe(lastColour(paint(".b", "#ffdd00")))
  expect(lastColour(paint(".b", "#036"))).toBe(lastColour(paint(".b", "#003366")))
})

test("a word that is no colour changes nothing in the browser", () => {
  expect(paint(".b", "blurple", "#fff")).toMatch(/^@supports \(color:blurple\)\{.*\}\}$/)
})
