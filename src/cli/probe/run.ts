/** `countersign probe`. */
import * as env from "../../core/options/env.js"
import { UsageError } from "../read-arguments.js"
import { complain, red, say } from "../terminal.js"
import { loadPolicy } from "./load-policy.js"
import { samplesOf } from "./paths.js"
import { unsafeMethods } from "./plan.js"
import { probe, Unreachable } from "./probe.js"
import { basePathOf } from "./reply.js"
import { type Report, reportOf, textOf } from "./report.js"
import { NotTaken, withShownSessions } from "./session-of.js"
import { type Minting, mintVisitors } from "./visitors.js"

export interface RunProbeOptions {
  readonly url: URL
  readonly policy: string | undefined
  readonly paths: readonly string[]
  readonly params: Readonly<Record<string, string>>
  readonly claims: Minting["claims"]
  readonly cookie: string | undefined
  readonly signInPage: string | undefined
  readonly errorPage: string | undefined
  readonly envFile: string | undefined
  readonly rate: number
  readonly most: number
  readonly allowsUnsafeMethods: boolean
  readonly json: boolean
}

/** @returns the exit code */
export async function runProbe(options: RunProbeOptions): Promise<number> {
  const secret = readSecret(options.envFile)
  try {
    const report = await examine(options, secret)
    say(options.json ? JSON.stringify(report, null, 2) : textOf(report))
    return report.differences.length > 0 ? 1 : 0
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof NotTaken)) throw error
    if (process.stderr.isTTY) process.stderr.write(emptyLine)
    complain(`${red("✗")} ${error.message}`)
    return 2
  }
}

/** What is set already counts, as with Node's own `--env-file`. */
function readSecret(file: string | undefined): string {
  if (file !== undefined) {
    try {
      process.loadEnvFile(file)
    } catch {
      throw new UsageError(`${file} cannot be read: correct --env-file.`)
    }
  }
  const secret = env.secret()
  if (secret !== undefined) return secret
  throw new UsageError("Sessions are sealed with the app's secret: set NEXTAUTH_SECRET, or give --env-file=.env.local.")
}

/** @throws {Unreachable}, {NotTaken} and {UsageError} */
export async function examine(options: RunProbeOptions, secret: string): Promise<Report> {
  const { url, allowsUnsafeMethods } = options
  const policy = await loadPolicy(options.policy)
  const base = basePathOf(url)
  const endpoints = withBase(base, env.endpointsPath(env.url()))
  const minted = await mintVisitors(policy.lines, { ...options, secret })
  const visitors = await withShownSessions(url, `${endpoints}/session`, minted)
  const pages = {
    signIn: withBase(base, options.signInPage ?? `${endpoints}/signin`),
    error: withBase(base, options.errorPage ?? `${endpoints}/error`),
  }
  const alwaysOpen = [endpoints, ...Object.values(pages)]
  const sampled = samplesOf(policy.lines, options.params).filter(
    (path) => !alwaysOpen.some((one) => isWithin(base + path, one)),
  )
  const routes = [...new Set([...sampled, ...options.paths])]
  if (routes.length === 0) throw new UsageError("The policy names no path that could be asked: give --path=/x.")
  const findings = await probe({ ...options, policy, routes, visitors, pages, onProgress: progress() })

  const changing = policy.lines.filter(({ pattern }) => unsafeMethods.some((one) => pattern?.startsWith(`${one} `)))
  const unasked = `Not asked, for want of --unsafe-methods: ${changing.map(({ pattern }) => pattern).join(", ")}.`
  return reportOf(url, findings, changing.length > 0 && !allowsUnsafeMethods ? [unasked] : [])
}

/** The address in the environment may name the base path already. */
const withBase = (base: string, path: string): string => (isWithin(path, base) ? path : base + path)

const isWithin = (path: string, parent: string): boolean => `${path}/`.startsWith(`${parent}/`)

const emptyLine = "\r\x1b[K"

/** On a terminal only, and in a line of its own. */
function progress(): (asked: number, planned: number) => void {
  if (!process.stderr.isTTY) return () => {}
  return (asked, planned) =>
    process.stderr.write(asked === planned ? emptyLine : `${emptyLine}${asked} of ${planned} requests`)
}
