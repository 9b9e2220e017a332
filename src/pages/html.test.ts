import fc from "fast-check"
import { expect, test } from "vitest"
import { type Html, html } from "./html.js"

test("a name made of markup is shown as it was typed", () => {
  expect(html`<b>${`<script>alert("1")</script> & 'co'`}</b>`.toString()).toBe(
    "<b>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;co&#39;</b>",
  )
})

test("whatever somebody typed is shown unchanged, and cannot end the text or the attribute it stands in", () => {
  const characters: Record<string, string> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" }
  const typed = fc.string({ unit: fc.constantFrom(..."<>&\"'`=/ a;#x\n") })
  fc.assert(
    fc.property(typed, (text) => {
      const escaped = html`${text}`.toString()
      expect(escaped).not.toMatch(/[<>"']/)
      expect(escaped.replace(/&(.*?);/g, (_, entity: string) => characters[entity] ?? "unknown")).toBe(text)
    }),
  )
})

test("templates nest and lists join without being escaped twice", () => {
  const item = (name: string): Html => html`<li>${name}</li>`
  expect(html`<ul>${["a&b", "c"].map(item)}</ul>`.toString()).toBe("<ul><li>a&amp;b</li><li>c</li></ul>")
})

test("what is not there leaves nothing behind, and zero is there", () => {
  expect(html`[${undefined}${null}${false}${0}${""}]`.toString()).toBe("[0]")
})

test("an object that only looks like markup is not taken for it", () => {
  const forged = { toString: () => "<script>", markup: "<script>" } as unknown as Html
  expect(html`${forged}`.toString()).toBe("&lt;script&gt;")
})
