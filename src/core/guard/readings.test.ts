import { expect, test } from "vitest"
import { readingsOf } from "./readings.js"

const plain = (path: string, locales: string[] = []) => readingsOf(path, locales)?.[0].join("/") ?? null
const all = (path: string) => readingsOf(path, [])?.map((parts) => parts.join("/"))

test.each([
  ["/", ""],
  ["/a/b", "a/b"],
  ["/a%20b", "a b"],
  ["/100%25ey", "100%ey"],
  ["/index", "index"],
  ["/reindex", "reindex"],
  ["/indexes", "indexes"],
  ["/index.rsc2", "index.rsc2"],
  ["/index.rsc", ""],
  ["/a/index.rsc", "a"],
  ["/a/index", "a/index"],
  ["/a.segments/b", "a"],
  ["/A.SEGMENTS/b", "A"],
  ["/a.segments.segments/b", "a.segments"],
  ["/a.segmentsx/b", "a.segmentsx/b"],
  ["/x/index.segments/b", "x"],
  ["/_next/data/build/a.json", "a"],
  ["/_next/data/build/a.json/b.json", "a.json/b"],
  ["/_next/data/build/a.json.bak", "a.json.bak"],
  ["/_next/data/build/a.JSON", "a"],
  ["/_next/data/build/a/index.json", "a"],
  ["/_next/static/build/a.json", "_next/static/build/a.json"],
  ["/reports/data/build/a.json", "reports/data/build/a.json"],
])("%s is read by every router as %j", (path, reading) => expect(plain(path)).toBe(reading))

test("a language in front is none of the page's path, and only in front", () => {
  expect(plain("/DE/a", ["de"])).toBe("a")
  expect(plain("/a/de", ["de"])).toBe("a/de")
  expect(plain("/den/a", ["de"])).toBe("den/a")
})

test("a path of 64 parts is read, and no longer one", () => {
  expect(plain(`/${"a/".repeat(64)}`)).not.toBeNull()
  expect(plain(`/${"a/".repeat(65)}`)).toBeNull()
})

test.each([
  "/a/..",
  "/..;x/a",
  "/.",
  "/.;",
  "/a%2fb",
  "/a%5Cb",
  "/a\\b",
  "/a%5cb",
  "/%2561",
  "/%25aF",
  "/%",
  "/a\u2028b",
  "/a%e2%80%a9b",
])("%j is read by nobody alike", (path) => expect(readingsOf(path, [])).toBeNull())

test.each([
  ["/A/b", ["A/b", "a/b"]],
  ["/a;v=1;w/b", ["a;v=1;w/b", "a/b"]],
  ["/a/;v=1", ["a/;v=1", "a"]],
  ["/a.txt", ["a.txt", "a"]],
  ["/a.htm", ["a.htm", "a"]],
  ["/a.html", ["a.html", "a"]],
  ["/a.action", ["a.action", "a"]],
  ["/a.txt/b", ["a.txt/b"]],
  ["/a.txt.bak", ["a.txt.bak"]],
  ["/a.b", ["a.b"]],
  ["/a. .", ["a. .", "a"]],
  ["/.txt", [".txt"]],
])("%s may also be read otherwise by a careless server: %j", (path, readings) => {
  expect(all(path)).toEqual(readings)
})
