/**
 * `npm test`: brings what the tests need, then runs the checks and all tests, room by room, the slow ones side by side.
 * `npm test -- unit browser` runs those only. The last line counts what really ran: `N passed, N failed, N skipped`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { findChromium, howToGetChromium } from "./chromium.mjs"
import { bringDatabases, servers } from "./databases.mjs"
import { root } from "./doors.mjs"
import { installPackages } from "./install.mjs"
import { collect, onTerminal, runNode, stopChildren } from "./run.mjs"
import { stages, testRooms } from "./test-rooms.mjs"
import { bringValgrind } from "./valgrind.mjs"

const checks = [
  { name: "types", args: ["node_modules/typescript/bin/tsc", "-p", "tsconfig.test.json"] },
  { name: "lint", args: ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"] },
  { name: "layers", args: ["scripts/check-layers.mjs"] },
  { name: "lock", args: ["scripts/check-lock.mjs"] },
  { name: "names", args: ["scripts/check-names.mjs"] },
]
const rooms = testRooms.map(({ name }) => name)
const reports = `${root}.cache/test`

const total = { passed: 0, failed: 0, skipped: 0 }
const failures = []
const started = Date.now()

const bold = (text) => (onTerminal ? `\x1b[1m${text}\x1b[0m` : text)
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`

const heading = (name) => bold(`\n── ${name} ${"─".repeat(Math.max(3, 60 - name.length))}`)

/** A heading, the work, and how long it took. */
async function step(name, work) {
  const begun = Date.now()
  console.log(heading(name))
  const result = await work()
  console.log(`── ${name}: ${seconds(begun)}`)
  return result
}

/** The same beside others: one line when it begins, and everything it has to say when it ends. */
async function stepBeside(name, work) {
  const begun = Date.now()
  console.log(`── ${name} begins`)
  const lines = []
  await work((text) => lines.push(text))
  console.log([heading(name), ...lines, `── ${name}: ${seconds(begun)}`].join("\n"))
}

function count(name, passed) {
  total[passed ? "passed" : "failed"]++
  if (!passed) failures.push(name)
}

const checkOnce = (name, args) => step(name, async () => count(name, (await runNode(args)) === 0))

/** Of a stage's lanes, those rooms that run now. */
const askedFor = (lanes) =>
  lanes
    .map((lane) => lane.filter(wanted).map((name) => testRooms.find((room) => room.name === name)))
    .map((lane) => lane.filter((room) => hasTests(room.folder)))
    .filter((lane) => lane.length > 0)

const hasTests = (folder) =>
  existsSync(`${root}${folder}`) &&
  readdirSync(`${root}${folder}`, { recursive: true }).some((file) => /\.test\.tsx?$/.test(file))

/** Folders of tests that no room covers, or whose room has no place in the run: they would never run, and nobody would notice. */
const forgottenFolders = () => {
  const folders = testRooms.filter(({ name }) => stages.flat(2).includes(name)).map(({ folder }) => folder)
  return ["src", ...readdirSync(`${root}test`).map((name) => `test/${name}`)].filter(
    (folder) => !folders.includes(folder) && hasTests(folder),
  )
}

const vitest = (...args) => ["node_modules/vitest/vitest.mjs", ...args]
const quiet = { env: { NEXT_TELEMETRY_DISABLED: "1" } }

/** Shows a program's output as it comes, or tells it whole once it has ended. */
async function runTold(args, tell) {
  if (tell === console.log) return runNode(args, quiet)
  const { code, output } = await collect(process.execPath, args, quiet)
  tell(output.trimEnd())
  return code
}

const readReport = (file) => {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch {
    return null
  }
}

/** Runs the tests of one room and adds up what its report says. A file that could not even be loaded has failed. */
async function runTests(room, tell) {
  const file = `${reports}/${room}.json`
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`]
  const code = await runTold(vitest("run", "--project", room, ...reporters), tell)
  const report = readReport(file)
  const broken = report?.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.length,
  )
  const failed = (report?.numFailedTests ?? 0) + (broken?.length ?? 0)
  total.passed += report?.numPassedTests ?? 0
  total.skipped += (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
  total.failed += failed || (code === 0 ? 0 : 1)
  if (code !== 0) failures.push(room)
}

async function skipBrowser(tell) {
  const file = `${reports}/browser-skipped.json`
  await runTold(vitest("list", "--project", "browser", `--json=${file}`), tell)
  const skipped = readReport(file)?.length ?? 1
  total.skipped += skipped
  tell(bold(`SKIPPED: ${skipped} browser tests, because there is no Chromium. ${howToGetChromium}`))
}

async function runBrowser(tell) {
  const chromium = await findChromium()
  if (!chromium) return skipBrowser(tell)
  process.env.CHROME_PATH = chromium
  await runTests("browser", tell)
}

/** What cannot be had is skipped by the tests themselves, which counts. */
async function runWithDatabases(room, tell) {
  for (const name of await bringDatabases())
    tell(bold(`SKIPPED: what needs ${name}. Install ${servers[name].package}, or set ${servers[name].variable}.`))
  return runTests(room, tell)
}

async function runWithValgrind(room, tell) {
  if (!(await bringValgrind()))
    tell(bold("SKIPPED: instructions were not counted, because there is no valgrind. Install it."))
  return runTests(room, tell)
}

function runRoom({ name, needsDatabases }, tell) {
  if (name === "browser") return runBrowser(tell)
  if (name === "performance") return runWithValgrind(name, tell)
  return needsDatabases ? runWithDatabases(name, tell) : runTests(name, tell)
}

async function runLane(lane, run) {
  for (const room of lane) await run(room.name, (tell) => runRoom(room, tell))
}

const alone = (name, work) => step(name, () => work(console.log))

function finish() {
  const failedRun = total.failed > 0 || (process.env.CI === "true" && total.skipped > 0)
  if (failures.length) console.log(`\nFailed: ${failures.join(", ")}`)
  if (failedRun && !total.failed) console.log("\nIn CI a skipped test is a failure.")
  console.log(`\nTook ${seconds(started)}`)
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  process.exit(failedRun ? 1 : 0)
}

for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, async () => {
    await stopChildren(signal)
    process.exit(130)
  })

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => name !== "checks" && !rooms.includes(name))
if (unknown.length) {
  console.error(`There is no ${unknown.join(", ")}. Choose from: checks, ${rooms.join(", ")}`)
  process.exit(2)
}
const wanted = (name) => asked.length === 0 || asked.includes(name)

process.chdir(root)
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
await step("packages", async () => console.log(await installPackages()))
if (wanted("checks")) for (const { name, args } of checks) await checkOnce(name, args)
if (testRooms.some(({ name, needsBuild }) => needsBuild && wanted(name)))
  await checkOnce("build", ["scripts/build.mjs", "--if-changed"])
for (const folder of forgottenFolders())
  count(`${folder} has no room, or no place in the run: see scripts/test-rooms.mjs`, false)
for (const lanes of stages.map(askedFor))
  if (lanes.length === 1) await runLane(lanes[0], alone)
  else await Promise.all(lanes.map((lane) => runLane(lane, stepBeside)))
finish()
