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
  /** What is written in objects of the files that configure sign-in. */
  readonly properties: readonly Property[]
  /** Where it runs, when that may be asked. */
  readonly url: URL | null
}

/** @throws {ConfigurationError} INVALID_OPTION when there is no app in the folder */
export function openApp(root: string, url: URL | null): App {
  if (!existsSync(join(root, "package.json")))
    throw new ConfigurationError(
      "INVALID_OPTION",
      "There is no package.json here: run this where your app is, or give --dir.",
    )
  return { root, settings: settingsOf(root), properties: authProperties(root), url }
}

const ourPackages = /["'](?:countersign|next-auth|@auth\/[\w-]+)(?:\/[^"']*)?["']/
const isTest = /(?:^|\/)(?:tests?|__tests__|e2e)\/|\.(?:test|spec)\.\w+$/

function authProperties(root: string): readonly Property[] {
  return [...sourceFiles(root)].flatMap((path) => {
    const file = relative(root, path).replaceAll("\\", "/")
    if (isTest.test(file)) return []
    const text = readFileSync(path, "utf8")
    return ourPackages.test(text) ? readProperties(file, text) : []
  })
}

function readProperties(file: string, text: string): readonly Property[] {
  try {
    return [...propertiesIn(readModule(file, text))]
  } catch {
    return []
  }
}
