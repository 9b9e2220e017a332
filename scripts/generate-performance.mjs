/** Fills the tables of docs/performance.md from bench/results/, which `npm run bench -- --save` writes. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { root } from "./doors.mjs"

const page = `${root}docs/performance.md`
const folder = `${root}bench/results/`

const digits = (value) => (value >= 100 ? 0 : value >= 10 ? 1 : 2)
const number = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(digits(value)))
const row = (cells) => `| ${cells.join(" | ")} |`
const union = (lists) => [...new Set(lists.flat())]

/** Peers that appear in ratios alone: a table with all their times is too wide to read. */
const inRatiosAlone = ["auth-js-v5", "better-auth", "iron-session"]

const shownValues = (results) =>
  union(results.map(({ values }) => Object.keys(values))).filter((label) => !inRatiosAlone.includes(label))

function ratioCell(ratio) {
  if (!ratio) return ""
  const { median, low, high, most, least } = ratio
  const text = `${number(median)} (${number(low)}–${number(high)})`
  if (most === undefined && least === undefined) return text
  const isMet = most === undefined ? median >= least : median <= most
  return `${isMet ? text : `**${text}**`}; ${most === undefined ? `≥ ${number(least)}` : `≤ ${number(most)}`}`
}

function factText(value) {
  if (typeof value === "number") return number(value)
  if (typeof value !== "object") return String(value)
  return Object.entries(value)
    .map(([name, one]) => `${name} ${factText(one)}`)
    .join(", ")
}

/** Lists, such as the plans of statements, are for whoever opens the file. */
const factsOf = ({ name, facts = {} }) =>
  Object.entries(facts)
    .filter(([, value]) => !Array.isArray(value))
    .map(([fact, value]) => `- \`${name}\`, ${fact}: ${factText(value)}`)

/** The results of a group: where and when, and a row for each case. */
function table({ date, machine, results }) {
  const values = shownValues(results)
  const ratios = union(results.map((result) => (result.ratios ?? []).map(({ label }) => label)))
  const rows = results.map((result) =>
    row([
      `\`${result.name}\``,
      result.unit,
      ...values.map((label) => (result.values[label] === undefined ? "" : number(result.values[label]))),
      ...ratios.map((label) => ratioCell(result.ratios?.find((one) => one.label === label))),
    ]),
  )
  const facts = results.flatMap(factsOf)
  const [day] = date.split("T")
  return [
    `${day}, ${machine.processors}, Node ${machine.versions.node}, load average ${number(machine.loadAverage)} at the end.`,
    "",
    row(["case", "unit", ...values, ...ratios]),
    row(["---", "---", ...[...values, ...ratios].map(() => "--:")]),
    ...rows,
    ...(facts.length ? ["", ...facts] : []),
  ].join("\n")
}

/** Group → its results. */
export const resultsByGroup = () =>
  new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .map((file) => JSON.parse(readFileSync(folder + file, "utf8")))
      .map((group) => [group.name, group]),
  )

/** The page as it should be: its own words, and the results between its marks. */
export function performancePage() {
  const groups = resultsByGroup()
  return readFileSync(page, "utf8").replace(
    /(<!-- results: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, begin, name, end) => {
      const group = groups.get(name)
      if (!group)
        throw new Error(
          `docs/performance.md wants the results of "${name}": run \`npm run bench -- --case ${name} --save\``,
        )
      return `${begin}\n${table(group)}\n\n${end}`
    },
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(page, performancePage())
