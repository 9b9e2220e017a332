/** What kind of app is in a folder. */
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { ConfigurationError } from "../../core/errors.js"

export interface Project {
  readonly root: string
  readonly router: "app" | "pages"
  /** Folder of `app` or `pages`: `src/`, or nothing. */
  readonly base: "" | "src/"
  readonly typescript: boolean
  readonly packageManager: PackageManager
  /** Under which name the package is imported. */
  readonly packageName: "countersign" | "next-auth"
  readonly isInstalled: boolean
  /** Whether git leaves the file with the secret out. */
  readonly git: "leaves it out" | "takes it" | "unknown"
}

export type PackageManager = "npm" | "pnpm" | "yarn" | "bun"

interface Manifest {
  readonly packageManager?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** @throws {ConfigurationError} INVALID_OPTION when this is no app that can be set up */
export function detectProject(root: string): Project {
  const manifest = readManifest(root)
  const installed = { ...manifest.devDependencies, ...manifest.dependencies }
  if (!installed.next) throw refuse("There is no Next.js in package.json: run this where your Next.js app is.")
  const { router, base } = findRouter(root)
  const isAlias = /^npm:countersign@?/.test(installed["next-auth"] ?? "")
  return {
    root,
    router,
    base,
    typescript: existsSync(join(root, "tsconfig.json")),
    packageManager: findPackageManager(root, manifest),
    packageName: isAlias ? "next-auth" : "countersign",
    isInstalled: isAlias || installed.countersign !== undefined,
    git: askGit(root, ".env.local"),
  }
}

const refuse = (message: string): ConfigurationError => new ConfigurationError("INVALID_OPTION", message)

function readManifest(root: string): Manifest {
  const file = join(root, "package.json")
  if (!existsSync(file)) throw refuse("There is no package.json here: run this where your Next.js app is.")
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch (cause) {
    throw new ConfigurationError("INVALID_OPTION", "package.json is not JSON: mend it first.", { cause })
  }
}

/** Next.js looks in the folder itself first; an app with both routers gets one handler, in `app`. */
function findRouter(root: string): Pick<Project, "router" | "base"> {
  const bases = (["", "src/"] as const).filter((base) => ["app", "pages"].some((one) => isFolder(root, base + one)))
  const [base] = bases
  if (base === undefined)
    throw refuse(
      "There is no folder `app` or `pages`, here or in `src`: make one as Next.js documents, then run this again.",
    )
  return { base, router: isFolder(root, `${base}app`) ? "app" : "pages" }
}

function isFolder(root: string, path: string): boolean {
  try {
    return readdirSync(join(root, path)).length >= 0
  } catch {
    return false
  }
}

const lockFiles: Readonly<Record<string, PackageManager>> = {
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "package-lock.json": "npm",
}

/** By what the manifest says, else by the lock file that is nearest: that of a workspace is further up. */
function findPackageManager(root: string, { packageManager = "" }: Manifest): PackageManager {
  const [, declared] = /^(npm|pnpm|yarn|bun)@/.exec(packageManager) ?? []
  if (declared) return declared as PackageManager
  for (let folder = root; ; folder = dirname(folder)) {
    const found = Object.entries(lockFiles).find(([file]) => existsSync(join(folder, file)))
    if (found) return found[1]
    if (folder === dirname(folder)) return "npm"
  }
}

/** Git itself knows: the rule may be in a folder above, and what it tracks already it takes in spite of any rule. */
function askGit(root: string, file: string): Project["git"] {
  const { status } = spawnSync("git", ["check-ignore", "--quiet", "--", file], { cwd: root, stdio: "ignore" })
  if (status === 0 || (status !== 1 && isNamedIn(join(root, ".gitignore")))) return "leaves it out"
  return status === 1 ? "takes it" : "unknown"
}

/** What can be known without git, or before the folder is a repository. */
function isNamedIn(gitignore: string): boolean {
  const rules = existsSync(gitignore) ? readFileSync(gitignore, "utf8").split(/\r?\n/) : []
  return rules.some((rule) =>
    /^\/?(?:\.env\*|\.env\.\*|\.env\*\.local|\.env\.\*local|\*\.local|\.env\.local)$/.test(rule.trim()),
  )
}
