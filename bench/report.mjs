/** Results for people: a case as soon as it is known. */
import { machine } from "./results.mjs"

const onTerminal = Boolean(process.stdout.isTTY)
const styled = (code, text) => (onTerminal ? `\x1b[${code}m${text}\x1b[0m` : text)
const bold = (text) => styled(1, text)
const dim = (text) => styled(2, text)

const digits = (value) => (value >= 100 ? 0 : value >= 10 ? 1 : 2)
export const number = (value) => value.toFixed(digits(value))

export const printHeading = (title) => console.log(`\n${bold(title)}`)

export const report = {
  /** In a line that the result overwrites. */
  round(name, round, rounds) {
    if (onTerminal) process.stdout.write(`\x1b[2K\r${dim(`${name}: round ${round} of ${rounds}`)}\r`)
  },

  result({ name, unit, values, ratios = [] }) {
    if (onTerminal) process.stdout.write("\x1b[2K\r")
    console.log(
      `${bold(name)}, ${unit}: ${Object.entries(values)
        .map(([label, value]) => `${label} ${number(value)}`)
        .join(", ")}`,
    )
    for (const { label, median, low, high, ...goal } of ratios) {
      console.log(
        `  ${label.padEnd(30)} ${`${number(median)}×`.padStart(8)}  ${dim(`${number(low)}–${number(high)}`)}  ${goalText(median, goal)}`,
      )
    }
  },

  note: (text) => console.log(text),
}

function goalText(value, { most, least }) {
  if (most === undefined && least === undefined) return ""
  const isMet = most === undefined ? value >= least : value <= most
  const text = most === undefined ? `goal: at least ${number(least)}` : `goal: at most ${number(most)}`
  return isMet ? dim(text) : styled(33, `${text}, missed`)
}

export function printFootnotes() {
  const { processors, system, loadAverage, versions } = machine()
  console.log(
    dim(`
µs: wall time for one operation, lowest decile of the rounds. Ratios: CPU time of all threads, median of the rounds, with its quartiles.
${processors}, ${system}, Node ${versions.node}; load average ${loadAverage.toFixed(1)}`),
  )
}
