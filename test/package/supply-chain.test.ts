/** What comes along with the package, what is known of it, and how it is published. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { advisoriesIn, judge } from "../../scripts/audit.mjs"
import { exceptions } from "../../scripts/audit-exceptions.mjs"
import { billOfMaterials } from "../../scripts/sbom.mjs"
import { advisories } from "../../src/cli/doctor/advisories.js"
import { repository } from "../support/install-countersign.js"

const read = (file: string): string => readFileSync(join(repository, file), "utf8")
const manifest = JSON.parse(read("package.json"))
const { packages }: { packages: Record<string, { name?: string; version: string; integrity: string }> } = JSON.parse(
  read("package-lock.json"),
)

test("the bill of materials lists the package and exactly what it brings along at run time, as it is locked", async () => {
  const { bomFormat, metadata, components } = JSON.parse(await billOfMaterials())
  expect(bomFormat).toBe("CycloneDX")
  expect(metadata.component).toMatchObject({ name: manifest.name, purl: `pkg:npm/countersign@${manifest.version}` })
  const listed = components.map((one: { name: string; version: string; hashes: { content: string }[] }) => [
    one.name,
    one.version,
    `sha512-${Buffer.from(one.hashes[0]?.content ?? "", "hex").toString("base64")}`,
  ])
  const locked = Object.keys(manifest.dependencies).map((name) => {
    const { version, integrity } = packages[`node_modules/${name}`] ?? {}
    return [name, version, integrity]
  })
  expect(listed).toEqual(locked)
})

describe("an audit", () => {
  const report = (...found: [name: string, id: string][]): string =>
    JSON.stringify({
      auditReportVersion: 2,
      vulnerabilities: Object.fromEntries(
        found.map(([name, id]) => [
          name,
          { via: [{ name, url: `https://github.com/advisories/${id}`, title: "a hole", severity: "high" }, "another"] },
        ]),
      ),
    })
  const of = (...found: [string, string][]) => advisoriesIn(report(...found))
  const hole: [string, string] = ["left-pad", "GHSA-aaaa-bbbb-cccc"]
  const argued = [{ package: "left-pad", ids: ["GHSA-aaaa-bbbb-cccc"], why: "a test" }]

  test("finds nothing where nothing is known", () => {
    expect(judge({ runtime: of(), everything: of() }, [])).toEqual([])
  })

  test("fails on an advisory at run time, argued or not", () => {
    const [problem] = judge({ runtime: of(hole), everything: of(hole) }, argued)
    expect(problem).toMatch(/left-pad: GHSA-aaaa-bbbb-cccc .*at run time/)
  })

  test("fails on an advisory of development that nobody argued, and on an argument that is no longer needed", () => {
    expect(judge({ runtime: of(), everything: of(hole) }, [])).toHaveLength(1)
    expect(judge({ runtime: of(), everything: of(hole) }, argued)).toEqual([])
    expect(judge({ runtime: of(), everything: of() }, argued)).toEqual([expect.stringContaining("no longer there")])
    expect(judge({ runtime: of(), everything: of(["right-pad", hole[1]]) }, argued)).toHaveLength(2)
  })

  test("fails where the registry does not answer, and says so", () => {
    for (const output of ["", "npm error audit endpoint returned an error", '{"message":"405"}', "{"])
      expect(judge({ runtime: advisoriesIn(output), everything: of() }, [])).toEqual([
        expect.stringContaining("did not answer"),
      ])
  })
})

test("no package of ours has a weakness that `countersign doctor` tells apps of, but for those that are argued", () => {
  const parts = (version: string): number[] => version.split(/[.-]/, 3).map(Number)
  const isBefore = (a: string, b: string): boolean => {
    const [left, right] = [parts(a), parts(b)]
    const at = left.findIndex((part, i) => part !== right[i])
    return at !== -1 && (left[at] ?? 0) < (right[at] ?? 0)
  }
  const found = Object.entries(packages).flatMap(([path, { name, version }]) => {
    const known = name ?? path.split("node_modules/").at(-1) ?? ""
    const having = (advisories[known] ?? []).filter(({ affected }) =>
      affected.some(([from, before]) => !isBefore(version, from) && isBefore(version, before)),
    )
    return having.map(({ id }) => `${known} ${id}`)
  })
  const allowed = exceptions.flatMap((one) => one.ids.map((id) => `${one.package} ${id}`))
  expect([...new Set(found)].sort()).toEqual(allowed.sort())
  expect(exceptions.filter(({ package: name, why }) => !why || name in manifest.dependencies)).toEqual([])
})

describe("a workflow", () => {
  const folder = ".github/workflows"
  const workflows = readdirSync(join(repository, folder)).map((name) => ({ name, text: read(`${folder}/${name}`) }))

  test.each(workflows)(
    "$name takes every action by its whole commit, and has no right that it does not name",
    ({ text }) => {
      const used = [...text.matchAll(/uses: (\S+)(.*)/g)].filter(([, action = ""]) => !action.startsWith("./"))
      expect(used.length).toBeGreaterThan(1)
      for (const [, action, version] of used) {
        expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/)
        expect(version).toMatch(/^ # v\d+\.\d+\.\d+$/)
      }
      expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m)
      expect(text).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|pull_request_target/)
      const inShell = [...text.matchAll(/run: (.*)/g)].map(([, command = ""]) => command)
      expect(inShell.filter((command) => command.includes("${{"))).toEqual([])
    },
  )

  test("that publishes does so with provenance, after the tests, and runs nobody's code beside npm's", () => {
    const release = workflows.find(({ name }) => name === "release.yml")?.text ?? ""
    const jobs: Record<string, string> = Object.fromEntries(
      release.split(/^ {2}(?=\w+:$)/m).map((job) => [job.split(":", 1)[0], job]),
    )
    const publish = jobs.publish ?? ""
    expect(publish).toContain("npm publish ./countersign-*.tgz --provenance --access public --ignore-scripts")
    expect(publish).not.toMatch(/npm (?:ci|install|run|test|exec)|npx|checkout/)
    expect([jobs.publish, jobs.pack].map((job) => /needs: (\w+)/.exec(job ?? "")?.[1])).toEqual(["pack", "test"])
    expect(jobs.test).toContain("uses: ./.github/workflows/ci.yml")
    const mayPublish = Object.entries(jobs).filter(([, job]) => job.includes("id-token: write"))
    expect(mayPublish.map(([name]) => name)).toEqual(["publish"])
    expect(jobs.announce).toContain("countersign.cdx.json")
  })
})
