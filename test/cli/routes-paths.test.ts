/** Which line of the policy is about which file of an app. */
import { expect, test } from "vitest"
import { lookAt, type Report } from "../../src/cli/routes/look.js"
import { scratchApp } from "./scratch-app.js"

const handler = "export const POST = () => Response.json({})\nexport const GET = () => Response.json({})"
const page = "export default function Page() { return <p>Hello</p> }"

/** @param routes of the policy, in its own words */
function look(routes: string, files: Record<string, string>): Report {
  const policy = `import { definePolicy, everyone, role, signedIn } from "countersign/policy"
export const policy = definePolicy({ default: "deny", locales: ["en"], routes: { ${routes} } })`
  const app = scratchApp({ "policy.ts": policy, ...files })
  try {
    return lookAt(app.folder)
  } finally {
    app.remove()
  }
}

const stateOf = ({ rows }: Report, route: string, method = "GET"): string | undefined =>
  rows.find((row) => row.route === route && row.methods.includes(method))?.state

test("intercepting routes have the path of what they intercept", () => {
  const { rows } = look("", {
    "app/a/b/(.)c/page.tsx": page,
    "app/a/b/(..)d/page.tsx": page,
    "app/a/b/(..)(..)e/page.tsx": page,
    "app/a/b/(...)f/page.tsx": page,
    "app/(group)/@slot/g/page.tsx": page,
  })
  expect(rows.map(({ route }) => route)).toEqual(["/a/b/c", "/a/d", "/e", "/f", "/g"])
})

test("a line about one post is not about every post", () => {
  const report = look('"/posts/new": everyone, "/files/**": everyone, "/docs/:page": everyone', {
    "app/posts/[id]/page.tsx": page,
    "app/posts/new/page.tsx": page,
    "app/files/[...path]/page.tsx": page,
    "app/docs/[[...path]]/page.tsx": page,
  })
  expect(stateOf(report, "/posts/[id]")).toBe("open by omission")
  expect(stateOf(report, "/posts/new")).toBe("open by decision")
  expect(stateOf(report, "/files/[...path]")).toBe("open by decision")
  expect(stateOf(report, "/docs/[[...path]]")).toBe("open by omission")
})

test("where a narrower line is for every method and a wider one for this one, both must let pass", () => {
  const report = look('"/api/posts/new": everyone, "POST /api/posts/:id": signedIn', {
    "app/api/posts/new/route.ts": handler,
  })
  expect([stateOf(report, "/api/posts/new"), stateOf(report, "/api/posts/new", "POST")]).toEqual([
    "open by decision",
    "broken",
  ])
})

test("a language in front is no part of a pattern", () => {
  const report = look('"/about": everyone, "/de/help": everyone', {
    "app/[locale]/about/page.tsx": page,
    "app/[slug]/about/page.tsx": page,
  })
  expect([stateOf(report, "/[locale]/about"), stateOf(report, "/[slug]/about")]).toEqual([
    "open by decision",
    "open by omission",
  ])
  expect(report.findings.map(({ id, message }) => [id, message.includes("/de/help")])).toEqual([
    ["policy-line-unused", true],
  ])
})

test("files of `public` and what Next.js makes of metadata files count as paths", () => {
  const report = look('"/robots.txt": everyone, "/.well-known/security.txt": everyone, "/logo.png": everyone', {
    "app/page.tsx": page,
    "app/robots.ts": "export default () => ({})",
    "public/.well-known/security.txt": "Contact: mailto:security@example.com",
  })
  expect(report.findings.map(({ message }) => message)).toEqual([expect.stringContaining('"/logo.png"')])
})

test("a line that cannot work, or is not written as text, is named with its line", () => {
  const report = look('"/a/**/b": everyone,\n[process.env.PATH]: everyone,\n...others', { "app/page.tsx": page })
  expect(report.findings.map(({ id, line }) => [id, line])).toEqual([
    ["policy-unreadable", 2],
    ["policy-unreadable", 3],
    ["policy-unreadable", 4],
  ])
})
