/** The file in front of all pages, `proxy` or `middleware`: for which routes it runs, and whom it turns away. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { type Finding, findings } from "./findings.js"
import { frameFor, inspect, requestValue } from "./guards.js"
import { everywhere, type Matcher, readMatcher } from "./matcher.js"
import type { Module } from "./modules.js"
import { filesOf, type Part, samplesOf } from "./paths.js"
import { type PolicySource, ruleForPath } from "./policy.js"
import type { Project } from "./project.js"
import { lineOf } from "./syntax.js"
import { type Guard, letsThrough } from "./verdict.js"
import { exportOf } from "./walk/names.js"
import type { Value } from "./walk/values.js"

export interface FrontProxy {
  readonly file: string
  /** What it does with a stranger who asks for the route; `null` where it does not always run. */
  guard(route: readonly Part[], method: string): Guard | null
  /** Whether it runs for the route only under a condition that visitors can see to. */
  isConditional(route: readonly Part[]): boolean
  /** A path of the route that looks like a file, and that it does not run for; `null` where there is none. */
  skippedFile(route: readonly Part[]): string | null
}

export interface ProxyFound {
  readonly proxy: FrontProxy | null
  readonly findings: readonly Finding[]
}

export function findProxy(project: Project, policy: PolicySource | null): ProxyFound {
  const found = ["proxy", "middleware"].flatMap((name) => moduleAt(project, project.base, name) ?? [])
  const astray = misplaced(project)
  const [module] = found.filter((one) => !isTooNew(project, one))
  const problems = [
    ...astray.map((file) => findings.proxyMisplaced(project.shown(file), project.shown(project.base))),
    ...found.filter((one) => isTooNew(project, one)).map((one) => findings.proxyTooNew(project.shown(one.file))),
  ]
  if (!module) return { proxy: null, findings: problems }
  const matcher = matcherOf(module)
  if (!matcher)
    return {
      proxy: null,
      findings: [...problems, findings.matcherUnreadable(project.shown(module.file), configLine(module))],
    }
  return { proxy: proxyOf(project, module, matcher, policy), findings: problems }
}

const extensions = ["ts", "js", "tsx", "jsx", "mjs"]

function moduleAt(project: Project, folder: string, name: string): Module | null {
  const file = extensions.map((one) => join(folder, `${name}.${one}`)).find(existsSync)
  return file ? project.load(file) : null
}

/** `proxy` files are of Next.js 16. */
const isTooNew = ({ next }: Project, { file }: Module): boolean =>
  /proxy\.\w+$/.test(file) && next !== null && next < 16

/** Where Next.js does not look. */
function misplaced({ root, base }: Project): string[] {
  const folders = [root, join(root, "src"), join(base, "app")].filter((one) => one !== base)
  return folders.flatMap((folder) =>
    ["proxy", "middleware"].flatMap((name) =>
      extensions.map((one) => join(folder, `${name}.${one}`)).filter(existsSync),
    ),
  )
}

function configOf(module: Module) {
  const declared = module.exports.has("config") ? module.declared.get("config") : undefined
  return declared?.kind === "variable" ? declared.node : null
}

const configLine = (module: Module): number => lineOf(configOf(module) ?? {})

const matcherOf = (module: Module): Matcher | null => {
  if (!module.exports.has("config")) return everywhere
  return readMatcher(configOf(module)?.init)
}

function proxyOf(project: Project, module: Module, matcher: Matcher, policy: PolicySource | null): FrontProxy {
  const subjects = ["proxy", "middleware", "default"].filter((name) => module.exports.has(name))
  const guardAt = (pathname: string, method: string): Guard => {
    const ruleFor = ruleForPath(policy, method)
    const [name = "default"] = subjects
    const value: Value = exportOf(frameFor(project, module, ruleFor), module, name) ?? { is: "unknown" }
    const request = { method, pathname }
    return inspect(project, { value, args: [requestValue(request)], request, ruleFor }, letsThrough)
  }
  return {
    file: project.shown(module.file),
    guard(route, method) {
      const paths = samplesOf(route)
      if (!paths.every(matcher.always)) return null
      const guards = paths.map((one) => guardAt(one, method))
      return guards.find(({ kind }) => kind !== "guarded") ?? guards[0] ?? null
    },
    skippedFile: (route) => filesOf(route).find((one) => !matcher.always(one)) ?? null,
    isConditional: (route) => samplesOf(route).every(matcher.sometimes) && !samplesOf(route).every(matcher.always),
  }
}
