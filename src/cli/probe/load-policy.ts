/** The policy of an app, from its own module. */
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import type { Policy } from "../../core/contracts/policy.js"
import { UsageError } from "../read-arguments.js"

const usualPlaces = ["auth.policy", "src/auth.policy"].flatMap((name) =>
  [".ts", ".mts", ".js", ".mjs"].map((ending) => name + ending),
)

/**
 * Runs the module and takes its `policy`, or its default export.
 *
 * @throws {UsageError} when there is none, or Node.js cannot run it
 */
export async function loadPolicy(given: string | undefined): Promise<Policy> {
  const file = given ?? usualPlaces.find((one) => existsSync(one))
  if (file === undefined) throw new UsageError("Where is the policy? Give --policy=auth.policy.ts.")
  if (!existsSync(file)) throw new UsageError(`There is no ${file}: correct --policy.`)
  const { policy, default: otherwise } = await load(file)
  const found = [policy, otherwise].find(isPolicy)
  if (found) return found
  throw new UsageError(`${file} exports no policy: export what \`definePolicy\` returns as \`policy\`.`)
}

const isPolicy = (given: unknown): given is Policy =>
  typeof (given as Policy | null)?.decide === "function" && Array.isArray((given as Policy).lines)

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(resolve(file)).href)
  } catch (error) {
    throw new UsageError(reasonOf(file, error))
  }
}

function reasonOf(file: string, error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  const isTypeScript = /\.[cm]?tsx?$/.test(file)
  if (code === "ERR_UNKNOWN_FILE_EXTENSION" || (isTypeScript && code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX")) {
    const built = file.replace(/\.\w+$/, ".mjs")
    const build = `npx esbuild ${file} --bundle --packages=external --platform=node --format=esm --outfile=${built}`
    return `Node.js ${process.version} cannot run ${file} as it is. Run it with Node.js 22.18 or newer, or build it: ${build}`
  }
  return `${file} cannot be loaded: ${message ?? String(error)}`
}
