import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { build, type Metafile } from "esbuild"
import { repository } from "./install-countersign.js"

/** The files of `src/` whose code ends up behind a door, by their path there. */
export async function sourcesBehind(door: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(repository, "src", door)],
    absWorkingDir: repository,
    bundle: true,
    format: "esm",
    platform: "neutral",
    packages: "external",
    write: false,
    metafile: true,
    treeShaking: true,
    logLevel: "silent",
  })
  const [output] = Object.values(metafile.outputs) as [Metafile["outputs"][string]]
  const inside = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  return inside.map(([file]) => file.replace(/^src\//, ""))
}

/** Texts by which every other part of `src/` would be recognised in a bundle: those in its quotes that stand in none of `files`. */
export function textsOfOthers(files: readonly string[]): Map<string, string[]> {
  const read = (file: string): string => readFileSync(join(repository, "src", file), "utf8")
  const known = files.map(read).join("\n")
  const sources = readdirSync(join(repository, "src"), { recursive: true, encoding: "utf8" })
  const others = sources.filter((file) => /(?<!\.test)\.ts$/.test(file) && !files.includes(file))
  return new Map(others.map((file) => [file, textsIn(read(file)).filter((text) => !known.includes(text))]))
}

/** Sentences of ours, of four words or more: what Next.js says as well is shorter. */
const textsIn = (source: string): string[] =>
  [...source.matchAll(/"([^"\\\n]*)"/g)].map(([, text = ""]) => text).filter((text) => /^(\S+ ){3}\S/.test(text))
