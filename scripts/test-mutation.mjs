/**
 * `npm run test:mutation`: changes the security core in some thousand ways, one at a time, and sees whether a test notices.
 * `npm run test:mutation -- core/guard` does so for one folder. Fails below 90 % over the folders that ran.
 *
 * Results are kept in `.cache/mutation`: what has changed neither in the source nor in its judges is not tried again;
 * `--force` tries everything.
 */
import { mkdirSync, readFileSync } from "node:fs"
import { availableParallelism, loadavg } from "node:os"
import { Stryker } from "@stryker-mutator/core"
import { mutatedFolders } from "../test/mutation/folders.mjs"
import { root } from "./doors.mjs"

const demanded = 90
const cache = ".cache/mutation"

const asked = process.argv.slice(2).filter((word) => !word.startsWith("--"))
const folders = mutatedFolders.filter(
  ({ folder }) => asked.length === 0 || asked.some((name) => folder === `src/${name}`),
)
if (folders.length < (asked.length || 1)) {
  const known = mutatedFolders.map(({ folder }) => folder.slice("src/".length))
  console.error(`Choose from: ${known.join(", ")}`)
  process.exit(2)
}

const fileOf = (folder, kind) => `${cache}/${folder.replaceAll("/", "-")}.${kind}.json`

const optionsFor = (folder) => ({
  mutate: [`${folder}/**/*.ts`, `!${folder}/**/*.test.ts`],
  testRunner: "judges",
  coverageAnalysis: "perTest",
  plugins: ["judges", "ignore-messages"].map((name) => `${root}test/mutation/${name}.mjs`),
  ignorers: ["messages"],
  ignorePatterns: ["/*", "!/src", "!/test", "!/scripts", "!/package.json", "!/docs"],
  tsconfigFile: "none.json", // Stryker rewrites one by a compiler's API that TypeScript 7 no longer has
  incremental: true,
  incrementalFile: fileOf(folder, "incremental"),
  force: process.argv.includes("--force"),
  concurrency: Math.max(1, Math.floor(availableParallelism() - loadavg()[0])),
  timeoutMS: 20_000,
  timeoutFactor: 4,
  dryRunTimeoutMinutes: 15,
  tempDirName: ".cache/stryker",
  reporters: ["json", "progress-append-only"],
  jsonReporter: { fileName: fileOf(folder, "report") },
  thresholds: { high: demanded, low: demanded, break: null },
})

/** Mutants of a folder by what became of them; `killed` counts those that ran into a timeout too. */
function readReport(folder) {
  const { files } = JSON.parse(readFileSync(fileOf(folder, "report"), "utf8"))
  const mutants = Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.map((mutant) => ({ ...mutant, file, source })),
  )
  const counted = mutants.filter(({ status }) => status !== "Ignored" && status !== "RuntimeError")
  const survivors = counted.filter(({ status }) => status === "Survived" || status === "NoCoverage")
  return { tried: counted.length, killed: counted.length - survivors.length, survivors }
}

const describe = ({ file, source, location: { start, end }, mutatorName, replacement, status }) => {
  const lines = source.split("\n")
  const last = start.line === end.line ? end.column - 1 : undefined
  const original = lines[start.line - 1].slice(start.column - 1, last)
  return `${file}:${start.line}:${start.column} ${status} ${mutatorName}: ${original} → ${replacement ?? ""}`.replaceAll(
    /\s+/g,
    " ",
  )
}

const percent = (killed, tried) => (tried === 0 ? 100 : (100 * killed) / tried)

process.chdir(root)
mkdirSync(cache, { recursive: true })
const total = { tried: 0, killed: 0 }
for (const { folder } of folders) {
  process.env.MUTATED_FOLDER = folder
  const started = Date.now()
  await new Stryker(optionsFor(folder)).runMutationTest()
  const { tried, killed, survivors } = readReport(folder)
  total.tried += tried
  total.killed += killed
  for (const survivor of survivors) console.log(describe(survivor))
  const seconds = ((Date.now() - started) / 1000).toFixed(0)
  console.log(`${folder}: ${killed} of ${tried} killed, ${percent(killed, tried).toFixed(1)} %, in ${seconds} s`)
}
const score = percent(total.killed, total.tried)
console.log(`${total.killed} of ${total.tried} mutants killed: ${score.toFixed(1)} %`)
process.exit(score < demanded ? 1 : 0)
