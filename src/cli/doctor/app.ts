/** The app that is looked at. None of it is run. */
import { existsSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { ConfigurationError } from "../../core/errors.js"
import { readModule } from "../routes/modules.js"
import { sourceFiles } from "../routes/project.js"
import { type Setting, settingsOf } from "./env-files.js"
import { type Property, propertiesIn } from "./properties.js"

export interface App {
  readonly root: string
  /** Of the environment files that a production build reads; the first of a name wins. */
  readonly settings: readonly Setting[]
  /** Tests left out. */
  readonly sources: readonly Source[]
  /** What is written in objects of the files that configure sign-in. */
  readonly properties: readonly Property[]
  /** Where it runs, when that may be asked. */
  readonly url: URL | null
  /** Address of its database, when that may be read. */
  readonly database: string | null
}

export interface Source {
  /** Path from the app's folder, with slashes. */
  readonly file: string
  readonly text: string
}

/** @throws {ConfigurationError} INVALID_OPTION when there is no app in the folder */
export function openApp(root: string, url: URL | null, database: string | null): App {
  if (!existsSync(join(root, "package.json")))
    throw new ConfigurationError(
      "INVALID_OPTION",
      "There is no package.json here: run this where your app is, or give --dir.",
    )
  const sources = readSources(root)
  return { root, settings: settingsOf(root), sources, properties: sources.flatMap(authProperties), url, database }
}

const ourPackages = /["'](?:countersign|next-auth|@auth\/[\w-]+)(?:\/[^"']*)?["']/
const isTest = /(?:^|\/)(?:tests?|__tests__|e2e)\/|\.(?:test|spec)\.\w+$/

function readSources(root: string): readonly Source[] {
  const all = [...sourceFiles(root)].map((path) => ({ path, file: relative(root, path).replaceAll("\\", "/") }))
  return all
    .filter(({ file }) => !isTest.test(file))
    .map(({ path, file }) => ({ file, text: readFileSync(path, "utf8") }))
}

function authProperties({ file, text }: Source): readonly Property[] {
  if (!ourPackages.test(text)) return []
  try {
    return [...propertiesIn(readModule(file, text))]
  } catch {
    return []
  }
}
