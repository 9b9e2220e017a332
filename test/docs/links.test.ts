import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { expect, test } from "vitest"
import { repository } from "../support/install-countersign.js"
import { anchors, documents, prose } from "./documents.js"

const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(({ 1: target = "" }) => target).filter((target) => !/^https:/.test(target))

test.each(documents)("every link of $path leads somewhere", (document) => {
  const broken = linksIn(prose(document)).filter((link) => {
    const [file = "", anchor] = link.split("#")
    const path = file ? normalize(join(dirname(document.path), file)) : document.path
    if (!existsSync(join(repository, path))) return true
    if (anchor === undefined) return false
    return !anchors(documents.find((one) => one.path === path) ?? document).includes(anchor)
  })
  expect(broken).toEqual([])
})

test("every page is reached from the README", () => {
  const seen = new Set<string>()
  const visit = (path: string) => {
    const document = documents.find((one) => one.path === path)
    if (seen.has(path) || !document) return
    seen.add(path)
    for (const link of linksIn(document.text)) visit(normalize(join(dirname(path), link.split("#")[0] ?? "")))
  }
  visit("README.md")
  expect(documents.map(({ path }) => path).filter((path) => !seen.has(path))).toEqual([])
})

const committed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: repository,
  encoding: "utf8",
}).split("\n")
const isThere = (path: string): boolean =>
  committed.some((file) => file === path || file.startsWith(`${path.replace(/\/$/, "")}/`))

/** Paths of the repository in backticks; the guides for apps name files of the app. */
test.each(["CONTRIBUTING.md", "docs/architecture.md", "docs/dependencies.md", "docs/providers.md"])(
  "every path that %s names is there",
  (path) => {
    const text = prose(documents.find((one) => one.path === path) ?? { path, text: "", blocks: [] })
    const named = [...text.matchAll(/`((?:src|test|scripts|docs|examples)(?:\/[\w.[\]-]+)*)\/?`/g)].map(
      ({ 1: one = "" }) => one,
    )
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((one) => !isThere(one))).toEqual([])
  },
)

test("a walk through the files names files that are there", () => {
  const { text = "" } = documents.find(({ path }) => path === "docs/architecture.md") ?? {}
  const steps = [...text.matchAll(/`((?:core|methods|frameworks|client)\/[\w/.-]+\.ts)`/g)].map(
    ({ 1: one = "" }) => one,
  )
  expect(steps.length).toBeGreaterThan(8)
  expect(steps.filter((one) => !isThere(`src/${one}`))).toEqual([])
})

/** The tree drawings: `├─ name/ …`, nested by indentation. */
function pathsOf(tree: string): string[] {
  const open: string[] = []
  return tree.split("\n").flatMap((line) => {
    const match = /^((?:[│ ] {2})*)(?:[├└]─ )?([\w.@-][\w./@-]*)(?: |$)/.exec(line)
    if (!match) return []
    const depth =
      line.startsWith("├") || line.startsWith("└") || /^[│ ]/.test(line) ? (match[1]?.length ?? 0) / 3 + 1 : 0
    open.length = depth
    open[depth] = (match[2] ?? "").replace(/\/$/, "")
    return [open.join("/")]
  })
}

test.each(["CONTRIBUTING.md", "docs/architecture.md"])("the tree in %s is the repository's", (path) => {
  const drawn = documents
    .find((one) => one.path === path)
    ?.blocks.filter(({ language }) => language === "text")
    .flatMap(({ code }) => pathsOf(code))
  expect(drawn?.length).toBeGreaterThan(10)
  expect(drawn?.filter((one) => !isThere(one))).toEqual([])
  for (const folder of ["src", "src/core", "test"]) {
    if (!drawn?.some((one) => one.startsWith(`${folder}/`))) continue
    const rooms = committed.flatMap((file) => new RegExp(`^${folder}/[\\w-]+(?=/)`).exec(file)?.[0] ?? [])
    const undrawn = [...new Set(rooms)].filter(
      (room) => !drawn.some((one) => one === room || one.startsWith(`${room}/`)),
    )
    expect(undrawn).toEqual([])
  }
})
