/** The table of docs/databases.md is what was run. */
import { expect, test } from "vitest"
import { codeIn, documentAt, rows, section } from "../docs/documents.js"
import type { Power } from "../support/adapter-journeys.js"
import { differencesOf } from "./differences.js"
import { type Subject, titleOf } from "./subject.js"
import { furtherSubjects, mainSubjects } from "./subjects.js"
import { readResults, versionOf } from "./write-results.js"

const subjects = [...mainSubjects, ...furtherSubjects]
const table = rows(section(documentAt("docs/databases.md"), "Adapters on npm"))

test("results.json has a result of every adapter, at the version that is installed", () => {
  const run = readResults().map((result) => `${titleOf(result as unknown as Subject)} ${result.version}`)
  expect(run).toEqual(subjects.map((subject) => `${titleOf(subject)} ${versionOf(subject)}`))
})

test("docs/databases.md says of every adapter what results.json says", () => {
  const said = table.map(([adapter, version, database, result]) => [codeIn(adapter), version, database, result])
  expect(said).toEqual(
    readResults().map(({ adapter, version, engine, variant, passed, failed, left }) => [
      adapter,
      version,
      variant ? `${engine}, ${variant}` : engine,
      `${passed} of ${passed + failed + left}`,
    ]),
  )
})

test("docs/databases.md says what each adapter does not hold up", () => {
  for (const [at, subject] of subjects.entries()) {
    const said = table[at]?.[4] ?? ""
    const differences = differencesOf(subject)
    const differs = (about: RegExp) => differences.some((name) => about.test(name))
    const lacks = (power: Power) => subject.lacks?.includes(power) ?? false
    if (lacks("unique")) expect(said, titleOf(subject)).toContain("double users")
    if (said.includes("double users")) expect(differs(/50 simultaneous users/), titleOf(subject)).toBe(true)
    expect(said.includes("double accounts"), titleOf(subject)).toBe(differs(/20 people who link/))
    expect(said.includes("tokens twice"), titleOf(subject)).toBe(differs(/100 simultaneous uses/))
    expect(said.includes("address needed"), titleOf(subject)).toBe(lacks("no-email"))
    expect(said === "", titleOf(subject)).toBe(differences.length === 0 && !subject.lacks)
  }
})
