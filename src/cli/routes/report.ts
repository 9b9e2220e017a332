/** The table of routes and what is wrong, for a terminal, a program and a page. */
import { bold, dim, green, red, yellow } from "../terminal.js"
import type { Finding } from "./findings.js"
import type { Row, State } from "./judge.js"
import type { Report } from "./look.js"

export type Format = "text" | "json" | "markdown"

export function write(report: Report, format: Format): string {
  if (format === "json") return JSON.stringify(report, null, 2)
  return format === "markdown" ? markdown(report) : text(report)
}

/** What fails a check. */
export const errorsOf = (report: Report): readonly Finding[] => found(report, "error").map(({ finding }) => finding)

interface Found {
  readonly finding: Finding
  readonly row: Row | null
}

function found({ rows, findings }: Report, level: Finding["level"]): readonly Found[] {
  const all = [
    ...rows.flatMap((row) => row.findings.map((finding) => ({ finding, row }))),
    ...findings.map((finding) => ({ finding, row: null })),
  ]
  return all.filter(({ finding }) => finding.level === level)
}

const columns = ["state", "method", "route", "rule", "asked by"] as const

const cellsOf = ({ state, methods, route, kind, rule, layers }: Row): readonly string[] => [
  state,
  kind === "action" || kind === "layout" ? kind : methods.join(" "),
  route,
  rule,
  layers.join(", ") || "–",
]

function text(report: Report): string {
  const cells = report.rows.map(cellsOf)
  const widths = columns.map((name, i) =>
    Math.max(name.length, ...cells.map((row) => Math.min(row[i]?.length ?? 0, widest))),
  )
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join("  ")
  const table = report.rows.map((row, i) => paint(row.state, line(cells[i] ?? [])))
  return [
    dim(line(columns)),
    ...table,
    "",
    ...found(report, "error").flatMap(({ finding, row }) => [
      `${red("✗")} ${bold(`${finding.file}:${finding.line}`)}${row ? `  ${calledAs(row)}` : ""}  ${dim(finding.id)}`,
      `  ${finding.message} ${finding.fix}`,
    ]),
    ...notices(report).map((one) => `${yellow("!")} ${one}`),
    summary(report),
  ].join("\n")
}

/** Longer cells do not widen the column. */
const widest = 44

const paint = (state: State, line: string): string => {
  if (state === "broken") return red(line)
  return state === "open by omission" ? yellow(line) : line
}

const calledAs = ({ kind, methods, route }: Row): string =>
  kind === "action" || kind === "layout" ? `${kind} ${route}` : `${methods.join(" ")} ${route}`

/** One sentence for all routes that it is about. */
function notices(report: Report): readonly string[] {
  const routes = new Map<string, string[]>()
  for (const { finding, row } of found(report, "notice")) {
    const said = `${finding.message} ${finding.fix}`
    routes.set(said, [...(routes.get(said) ?? []), row?.route ?? finding.file])
  }
  return [...routes].map(([said, where]) => `${said} It is so for ${[...new Set(where)].join(", ")}.`)
}

const states: readonly State[] = ["guarded", "open by decision", "open by omission", "broken"]

function summary(report: Report): string {
  const counts = states.map((state) => `${report.rows.filter((row) => row.state === state).length} ${state}`)
  const beside = report.policy
    ? `Policy: ${report.policy}.`
    : "There is no policy: what is open can only be so by omission."
  const mark = found(report, "error").length > 0 ? red("✗") : green("✓")
  return `${mark} ${counts.join(", ")}. ${beside}${report.proxy ? ` In front: ${report.proxy}.` : ""}`
}

function markdown(report: Report): string {
  const row = (cells: readonly string[]): string => `| ${cells.map((one) => one.replaceAll("|", "\\|")).join(" | ")} |`
  const code = (cells: readonly string[]): string[] => cells.map((one, i) => (i === 2 || i === 3 ? `\`${one}\`` : one))
  const errors = found(report, "error").map(
    ({ finding: { file, line, id, message, fix }, row: about }) =>
      `- \`${file}:${line}\`${about ? ` (${calledAs(about)})` : ""}, ${id}: ${message} ${fix}`,
  )
  return [
    row(columns),
    row(columns.map(() => "---")),
    ...report.rows.map((one) => row(code(cellsOf(one)))),
    "",
    ...errors,
    ...notices(report).map((one) => `- ${one}`),
  ].join("\n")
}
