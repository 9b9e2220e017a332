/** Installed packages with published weaknesses. */
import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { parseLooseJson } from "../../routes/syntax.js"
import { type Advisory, advisories } from "../advisories.js"
import type { App } from "../app.js"
import { type Finding, findingAt, nowhere } from "../finding.js"
import { compareVersions } from "../version.js"

export const versions = ({ root }: App): readonly Finding[] =>
  Object.entries(advisories).flatMap(([name, all]) => {
    const version = installedVersion(root, name)
    const known = version === null ? [] : all.flatMap((one) => mendedIn(one, version))
    if (known.length === 0) return []
    const latest = known
      .map(({ before }) => before)
      .sort(compareVersions)
      .at(-1)
    return findingAt(
      nowhere,
      "known-advisory",
      known.some(({ letsIn }) => letsIn) ? "error" : "warning",
      `${name} ${version} has published weaknesses: ${known.map(({ id }) => id).join(", ")}.`,
      `Update ${name} to ${latest} or newer, and let \`npm audit\` watch it.`,
    )
  })

interface Known extends Advisory {
  /** The version that mends it. */
  readonly before: string
}

const mendedIn = (advisory: Advisory, version: string): readonly Known[] =>
  advisory.affected.flatMap(([from, before]) =>
    compareVersions(version, from) >= 0 && compareVersions(version, before) < 0 ? { ...advisory, before } : [],
  )

/** As Node.js finds it: here, or in a folder above. `null` when it is not there, or another package under its name. */
function installedVersion(root: string, name: string): string | null {
  for (let folder = root; ; folder = dirname(folder)) {
    const manifest = join(folder, "node_modules", name, "package.json")
    if (existsSync(manifest)) return versionIn(manifest, name)
    if (folder === dirname(folder)) return null
  }
}

function versionIn(manifest: string, name: string): string | null {
  const found = parseLooseJson(readFileSync(manifest, "utf8")) as { name?: unknown; version?: unknown } | null
  return found?.name === name && typeof found.version === "string" ? found.version : null
}
