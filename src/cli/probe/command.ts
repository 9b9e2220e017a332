import { type Command, UsageError } from "../read-arguments.js"

const more = `Asks each route of the policy as nobody, with tokens that are worth nothing, as somebody signed in and in each role; then in every
spelling of its path, and with the headers of past bypasses. Sessions are sealed with NEXTAUTH_SECRET (or AUTH_SECRET), so it is for an
app of your own. Redirects are not followed, and no token is printed.

Exit codes: 0 as the policy says · 1 something differs · 2 not understood, or the app could not be asked`

export const probe: Command = {
  name: "probe",
  description: "Asks a running app, route by route, and reports what answers differently from the policy.",
  args: {
    url: { type: "positional", required: false, description: "Address of the app: http://localhost:3000" },
    policy: { type: "string", valueHint: "file", description: "Module that exports the policy (auth.policy.ts)" },
    path: { type: "string", valueHint: "/x", description: "A path to ask beside those of the policy; repeatable" },
    param: { type: "string", valueHint: "id=7", description: "What stands for :id in paths (probe); repeatable" },
    claim: {
      type: "string",
      valueHint: "org=acme",
      description: "A claim of minted sessions; admin:org=acme for one visitor; repeatable",
    },
    cookie: { type: "string", valueHint: "name", description: "Name of the session cookie, where it is the app's own" },
    "sign-in-page": { type: "string", valueHint: "/login", description: "pages.signIn of the app" },
    "error-page": { type: "string", valueHint: "/error", description: "pages.error of the app" },
    "env-file": { type: "string", valueHint: ".env.local", description: "Read the secret from this file" },
    rate: { type: "string", valueHint: "50", description: "Requests a second" },
    most: { type: "string", valueHint: "5000", description: "Requests in all" },
    "unsafe-methods": { type: "boolean", description: "Ask by POST, PUT, PATCH and DELETE too, as those who may not" },
    "allow-remote": { type: "boolean", description: "Mint sessions for an app that is not on this machine" },
    json: { type: "boolean", description: "Print JSON" },
  },
  repeatable: ["path", "param", "claim"],
  more,
  run: async (args) => {
    const { runProbe } = await import("./run.js")
    return runProbe({
      url: readUrl(args.url, args["allow-remote"] === true),
      policy: textOf(args.policy),
      paths: listOf(args.path).map(readPath),
      params: Object.fromEntries(listOf(args.param).map((one) => readPair("param", one))),
      claims: listOf(args.claim).map(readClaim),
      cookie: textOf(args.cookie),
      signInPage: textOf(args["sign-in-page"]),
      errorPage: textOf(args["error-page"]),
      envFile: textOf(args["env-file"]),
      rate: readNumber("rate", args.rate, 50),
      most: readNumber("most", args.most, 5000),
      allowsUnsafeMethods: args["unsafe-methods"] === true,
      json: args.json === true,
    })
  },
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)
const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [])

const thisMachine: readonly string[] = ["localhost", "127.0.0.1", "[::1]"]

/** @throws {UsageError} also for another machine: a session that was minted for it opens it for whoever listens */
function readUrl(given: unknown, allowsRemote: boolean): URL {
  if (given === undefined) throw new UsageError("Where is the app? countersign probe http://localhost:3000")
  const url = URL.canParse(String(given)) ? new URL(String(given)) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    throw new UsageError("The address of the app is written like http://localhost:3000.")
  if (allowsRemote || thisMachine.includes(url.hostname)) return url
  throw new UsageError(
    `${url.hostname} is not this machine, and sessions are minted for that alone. If the app is yours: --allow-remote.`,
  )
}

function readPath(path: string): string {
  if (path.startsWith("/")) return path.replace(/[^\x21-\x7e]+/g, encodeURIComponent)
  throw new UsageError(`--path=${path} begins with no slash.`)
}

function readPair(option: string, given: string): [string, string] {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(given) ?? []
  if (name !== undefined && value !== undefined) return [name, value]
  throw new UsageError(`--${option} is written --${option}=name=value.`)
}

function readClaim(given: string): { visitor: string | null; name: string; value: string } {
  const [left, value] = readPair("claim", given)
  const [, visitor = null, name = left] = /^([^:]+):(.+)$/.exec(left) ?? []
  return { visitor, name, value }
}

function readNumber(name: string, value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise
  const number = Number(value)
  if (/^\d+$/.test(String(value)) && number > 0) return number
  throw new UsageError(`--${name} is a whole number, 1 at least.`)
}
