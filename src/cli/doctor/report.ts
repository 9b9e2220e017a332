/** The findings, for people and for programs. */
import { bold, dim, green, red, yellow } from "../terminal.js"
import type { Finding, Severity } from "./finding.js"

const marks: Readonly<Record<Severity, string>> = { error: red("✗"), warning: yellow("!"), notice: dim("·") }

const severities = ["error", "warning", "notice"] as const

/** @param repaired what `--fix` did, a sentence each */
export function asText(findings: readonly Finding[], repaired: readonly string[]): string {
  const sorted = severities.flatMap((severity) => findings.filter((one) => one.severity === severity))
  return [...repaired.map((one) => `${green("✓")} ${one}`), ...sorted.map(block), summary(findings)].join("\n")
}

function block({ id, severity, file, line, reason, fix, repair }: Finding): string {
  const place = file === null ? "" : `  ${line === null ? file : `${file}:${line}`}`
  const mechanical = repair ? dim(" (--fix does it)") : ""
  return `${marks[severity]} ${severity} ${bold(id)}${place}\n  ${reason}\n  ${fix}${mechanical}\n`
}

function summary(findings: readonly Finding[]): string {
  if (findings.length === 0) return `${green("✓")} Nothing found.`
  const counts = severities.map((one) => [findings.filter(({ severity }) => severity === one).length, one] as const)
  const told = counts.filter(([count]) => count > 0).map(([count, one]) => `${count} ${one}${count === 1 ? "" : "s"}`)
  return `${told.join(", ")}.`
}

export const asJson = (findings: readonly Finding[], repaired: readonly string[]): string =>
  JSON.stringify(
    { findings: findings.map(({ repair, ...one }) => ({ ...one, fixable: repair !== undefined })), repaired },
    null,
    2,
  )
