import { expect, test } from "vitest"
import { findMisplacedGuards } from "./project-check.js"

const findings = (files: Record<string, string>) => [
  ...findMisplacedGuards(
    (path) => files[path] ?? null,
    (folder) =>
      Object.keys(files)
        .filter((it) => it.startsWith(`${folder}/`))
        .map((it) => it.slice(folder.length + 1)),
  ),
]

test("a `_middleware` file under pages is found wherever it is", () => {
  const found = findings({
    "pages/_middleware.js": "",
    "src/pages/admin/_middleware.ts": "",
    "pages/my_middleware.js": "",
  })
  expect(found).toHaveLength(2)
  expect(found[0]).toContain("pages/_middleware.js protects nothing")
  expect(found[1]).toContain("src/pages/admin/_middleware.ts")
})

test("the line that Next.js 16 refuses is found, and the one that works is named", () => {
  const [found] = findings({ "proxy.ts": 'export { default } from "next-auth/middleware"\nexport const config = {}' })
  expect(found).toContain('export { default as proxy } from "next-auth/middleware"')
})

test("files that are right give no finding", () => {
  expect(
    findings({
      "proxy.ts": 'export { default as proxy } from "next-auth/middleware"',
      "src/middleware.js": 'import { withAuth } from "next-auth/middleware"\nexport default withAuth({})',
    }),
  ).toEqual([])
})
