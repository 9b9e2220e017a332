/** Fails when a committed file names a package registry's host or a path of somebody's machine. */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"

const forbidden = [
  { what: "the host of a package registry", pattern: /\bregistry\.[\w-]+\.(?:org|com|dev)\b/ },
  { what: "a path of one machine", pattern: /(?<![\w.])\/(?:work|root|Users)\/\w/ },
]
const binary = /\.(?:png|jpe?g|gif|ico|woff2?|tgz|gz)$/

const { stdout } = spawnSync("git", ["ls-files", "-z"], { encoding: "utf8" })
const files = stdout.split("\0").filter((file) => file && !binary.test(file) && file !== "scripts/check-names.mjs")

const read = (file) => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return "" // deleted, but not committed yet
  }
}

const problems = files.flatMap((file) =>
  read(file)
    .split("\n")
    .flatMap((line, at) =>
      forbidden.filter(({ pattern }) => pattern.test(line)).map(({ what }) => `${file}:${at + 1} names ${what}`),
    ),
)
for (const problem of problems) console.error(problem)
process.exit(problems.length ? 1 : 0)
