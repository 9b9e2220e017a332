/** What middleware asks a policy. It comes with the policy, so that nobody else carries it. */
import type { Asking, Gate, GatePassage, Policy, Visitor } from "../contracts/policy.js"
import type { Session } from "../model.js"
import { refusalOf } from "./refusal.js"

export async function passByPolicy<R extends Asking>(policy: Policy, gate: Gate<R>): Promise<GatePassage> {
  if (gate.isOpen && isPlain(gate.pathname)) return { kind: "free" }

  let asked: Promise<Visitor> | undefined
  const visitor = (): Promise<Visitor> => {
    asked ??= gate.ask()
    return asked
  }
  const { pathname, path, req, options } = gate
  const { method, headers } = req
  const request = { method, headers, path }
  const session = async () => sessionOf(await visitor(), gate)
  const authTime = async () => authTimeOf(await visitor(), gate)
  const decision = await policy.decide({ method, headers, pathname, session, authTime })
  if (decision.kind === "undecided")
    console.error("[countersign] Nobody can pass: nobody can tell who may.", decision.cause)
  if (decision.kind !== "allow") return refused(decision.kind, request, gate.places())

  const authorized = options.callbacks?.authorized
  if (authorized && !(await authorized({ req, ...(await visitor()) }))) return refused("refuse", request, gate.places())
  return { kind: "allowed", visitor: await visitor().catch(() => ({ token: null })) }
}

const refused = (...why: Parameters<typeof refusalOf>): GatePassage => ({ kind: "refused", refusal: refusalOf(...why) })

/**
 * The data of pages is no part of `/_next` that is free, and neither is what only looks like one of our endpoints. Names of scripts may
 * hold encoded characters, such as the brackets of a route, but none that leads out of their folder.
 */
const isPlain = (pathname: string): boolean => !/^\/_next\/data\/|%(?:2[5ef]|5c|[01]|7f)|[;\\]|\/\//i.test(pathname)

/** As `callbacks.session` shows it, or as it would be shown without. */
async function sessionOf<R extends Asking>({ token, session }: Visitor, { options }: Gate<R>): Promise<Session | null> {
  if (!token) return session ?? null
  const { name, email, picture, exp } = token
  const shown = {
    user: { name, email, image: picture },
    expires: new Date(Number(exp ?? 0) * 1000).toISOString(),
  } as Session
  return options.callbacks?.session ? options.callbacks.session({ session: shown, token }) : shown
}

async function authTimeOf<R extends Asking>({ token }: Visitor, { options, req }: Gate<R>): Promise<number | null> {
  if (!token) return (await options.auth?.authTime?.(req.headers)) ?? null
  return typeof token.auth_time === "number" ? token.auth_time : null
}
