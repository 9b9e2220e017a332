/** Results for people, a row as soon as it is known, and for programs. */
import { readFileSync, writeFileSync } from "node:fs"
import { cpus, loadavg, release, totalmem } from "node:os"

const onTerminal = Boolean(process.stdout.isTTY)
const styled = (code, text) => (onTerminal ? `\x1b[${code}m${text}\x1b[0m` : text)
const bold = (text) => styled(1, text)
const dim = (text) => styled(2, text)

const digits = (value) => (value >= 100 ? 0 : value >= 10 ? 1 : 2)
const number = (value) => value.toFixed(digits(value))
const times = (value) => `${number(value)}×`

const columns = [26, 10, 13, 14, 11, 17, 14]
const row = (cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(columns[i]) : cell.padStart(columns[i]))).join("")

export function printHeading(title, unit) {
  console.log(`\n${bold(title)}`)
  const heads = [`floor`, `countersign`, `next-auth 4`, `× floor`, `(quartiles)`, `next-auth 4 ÷`]
  console.log(dim(row([unit, ...heads])))
}

export function printResult({ name, overFloor, fasterThanV4 }, values) {
  const { floor, countersign, "next-auth-v4": v4 } = values
  const quartiles = `${number(overFloor.low)}–${number(overFloor.high)}`
  const cells = [number(floor), number(countersign), number(v4), times(overFloor.median), quartiles]
  console.log(row([name, ...cells, times(fasterThanV4.median)]))
}

/** Says on a terminal what is being measured, in a line that the result overwrites. */
export const progressOf = (name) => (round, rounds) => {
  if (onTerminal) process.stdout.write(`\x1b[2K\r${dim(`${name}: round ${round} of ${rounds}`)}\r`)
}

export function printFootnotes() {
  console.log(
    dim(`
µs: wall time for one operation, lowest decile of the rounds. Ratios: CPU time of all threads, median of the rounds.
floor: bare node:crypto, for stored sessions the database's driver, doing the same work. "next-auth 4 ÷": what next-auth 4 costs, divided by what Countersign costs.
${machine().description}`),
  )
}

export function machine() {
  const [cpu] = cpus()
  const version = (folder) =>
    JSON.parse(readFileSync(new URL(`../${folder}package.json`, import.meta.url), "utf8")).version
  const versions = {
    node: process.versions.node,
    openssl: process.versions.openssl,
    countersign: version(""),
    "next-auth": version("node_modules/next-auth-v4/"),
    next: version("node_modules/next/"),
  }
  const description = `${cpus().length} × ${cpu.model.trim()}, ${process.platform} ${release()}, Node ${versions.node}, next-auth ${versions["next-auth"]}; load average ${loadavg()[0].toFixed(1)}`
  return { description, memoryBytes: totalmem(), loadAverage: loadavg(), versions }
}

export function writeJson(file, settings, results) {
  const content = { date: new Date().toISOString(), machine: machine(), settings, results }
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`)
}
