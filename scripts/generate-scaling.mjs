/**
 * Writes the chapter of docs/scaling.md that computes what many sessions cost, from bench/results/scale.json, which
 * `npm run bench -- --case scale --save` writes. A check compares the page with the results.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { root } from "./doors.mjs"

const page = `${root}docs/scaling.md`

/** What is assumed, and stands in the page. */
const assumed = {
  sessions: 1e9,
  /** Of a session, a day. */
  reads: 20,
  /** The busiest hour, in average ones. */
  peak: 3,
  /** Days between two sign-ins. */
  lifetime: 30,
  cores: 8,
  /** Of each core, at the peak. */
  used: 0.5,
  diskBytes: 1e12,
  memoryBytes: 48e9,
}

const whole = (value) => Math.round(value).toLocaleString("en-US")
const short = (value) => (value >= 100 ? whole(value) : value.toFixed(1))
const last = (values) => Object.values(values).at(-1)
const power = (label) => label.replace(/10\^(\d)/, (_, digit) => `10${"⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]}`)

const engines = { "scale-sqlite": "SQLite", "scale-postgres": "PostgreSQL", "scale-redis": "Redis, users in SQLite" }

/** The chapter, from the content of the results' file. */
export function scalingChapter({ date, machine, results }) {
  const named = Object.fromEntries(results.map((result) => [result.name, result]))
  const [measuredOn] = date.split("T")
  const { processors, versions } = machine
  return `## What many sessions cost

Measured by \`npm run bench -- --case scale\` on ${measuredOn}, ${processors}, Node ${versions.node}: \`getServerSession\` reads sessions at random, each of another
user, from databases that hold so many. CPU time for a read, that of the application's process and that of the server's:

${costTable(named)}

A read finds its row by the same two indexes however many there are; what it costs grows by the depth of the indexes, and by what no
processor's cache holds any more. The plans, as the databases tell them, with all other statements of the hot paths, are in
[\`bench/results/scale.json\`](../bench/results/scale.json), and \`test/adapters/query-plans.test.ts\` fails when one of them reads a table as a whole:

${planLines(named)}

A second process reads ${short(named["scale-processes"].ratios[0].median)} times what one does, in reads of a session in its cookie for each second of CPU time that it is given: processes
share nothing. No load generator runs beside them, which on two processors would take one.

### A thousand million of them

\`\`\`text
${formulas()}
\`\`\`

With ${assumed.reads} reads of each session a day, three times as many in the busiest hour as on average, a sign-in every ${assumed.lifetime} days, and machines of ${assumed.cores} cores that are half
used, with ${assumed.diskBytes / 1e12} TB of disk (PostgreSQL) or 64 GB of memory, of which 48 hold data (Redis):

${strategyTable(named)}

Machines of the store hold each record once: copies for a failure come on top, and so do the writes of stored sessions, which are extended
once a day (\`updateAge\`): ${whole(assumed.sessions / 86_400)} updates a second on average.
`
}

function costTable(named) {
  const rows = Object.entries(engines).flatMap(([name, engine]) => {
    const { facts } = named[name]
    return Object.entries(facts.cpuMicroseconds).map(([size, cpu]) => {
      const isLast = cpu === last(facts.cpuMicroseconds)
      const server = facts.serverMicroseconds[size]
      const weight = isLast ? `${whole(facts.bytesPerSession)} | ${whole(facts.bytesPerUser)}` : "|"
      return `| ${engine} | ${power(size)} | ${short(cpu)} µs | ${server ? `${short(server)} µs` : "–"} | ${weight} |`
    })
  })
  return [
    "| sessions in | how many | application | server | bytes of a session | bytes of a user with an account |",
    "|---|--:|--:|--:|--:|--:|",
    ...rows.map((row) => row.replaceAll("| | |", "| – | – |")),
    `| a cookie | any | ${short(named["scale-processes"].facts.cpuMicroseconds)} µs | – | 0 | – |`,
  ].join("\n")
}

function planLines(named) {
  const planOf = (name) => named[name].facts.plans.find(({ what }) => what === "read a session").plan
  const lines = Object.keys(engines).flatMap((name) => {
    if (!named[name].facts.plans) return []
    const kept = planOf(name)
      .map((line) => line.replace(/ *\(cost=.*| *->/g, "").trim())
      .filter((line) => !line.startsWith("Index Cond"))
    return [`- ${engines[name]}: ${kept.map((line) => `\`${line}\``).join(", ")}`]
  })
  return lines.join("\n")
}

const formulas = () => `reads a second = sessions × reads of each a day ÷ 86,400 × ${assumed.peak}
cores          = reads a second × CPU µs for a read ÷ 1,000,000 ÷ ${assumed.used}
bytes          = sessions × bytes of a session
machines       = the larger of cores ÷ ${assumed.cores} and bytes ÷ what a machine holds`

const coresFor = (perSecond, microseconds) => (perSecond * microseconds) / 1e6 / assumed.used

function strategyTable(named) {
  const { facts: postgres } = named["scale-postgres"]
  const { facts: redis } = named["scale-redis"]
  const cookie = named["scale-processes"].facts.cpuMicroseconds
  const perSecond = ((assumed.sessions * assumed.reads) / 86_400) * assumed.peak
  const signIns = (assumed.sessions / assumed.lifetime / 86_400) * assumed.peak
  const stored = ({ cpuMicroseconds, serverMicroseconds, bytesPerSession }, held, bytesBeside = 0) => ({
    bytes: assumed.sessions * (bytesPerSession + bytesBeside),
    app: coresFor(perSecond, last(cpuMicroseconds)),
    store: coresFor(perSecond, last(serverMicroseconds)),
    held,
  })
  const strategies = {
    "in a cookie, nobody kept": { bytes: 0, app: coresFor(perSecond, cookie), store: 0, held: 1 },
    "in a cookie, users in PostgreSQL": {
      bytes: assumed.sessions * postgres.bytesPerUser,
      app: coresFor(perSecond, cookie),
      store: coresFor(signIns, 3 * last(postgres.serverMicroseconds)),
      held: assumed.diskBytes,
    },
    "in PostgreSQL, with users": stored(postgres, assumed.diskBytes, postgres.bytesPerUser),
    "in Redis, without users": stored(redis, assumed.memoryBytes),
  }
  const rows = Object.entries(strategies).map(([name, { bytes, app, store, held }]) => {
    const machines = Math.ceil(Math.max(store / assumed.cores, bytes / held))
    const applications = Math.ceil(app / assumed.cores)
    return `| ${name} | ${bytes ? `${whole(bytes / 1e9)} GB` : "0"} | ${whole(perSecond)} | ${whole(app)} | ${whole(applications)} | ${short(store)} | ${machines} |`
  })
  return [
    "| sessions | bytes kept | reads a second at the peak | cores of the application | machines | cores of the store | machines |",
    "|---|--:|--:|--:|--:|--:|--:|",
    ...rows,
    "",
    `Users in PostgreSQL are asked for at a sign-in, ${whole(signIns)} times a second at the peak, by three statements, each counted as a read. There are as`,
    "many users as sessions, each with one account. Redis is read beside a user in SQLite, within the application's process.",
  ].join("\n")
}

const chapterIn = /## What many sessions cost\n[\s\S]*?(?=\n## )/

export const withChapter = (text, chapter) => text.replace(chapterIn, () => chapter)

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const results = JSON.parse(readFileSync(`${root}bench/results/scale.json`, "utf8"))
  writeFileSync(page, withChapter(readFileSync(page, "utf8"), scalingChapter(results)))
}
