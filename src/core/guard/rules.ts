/**
 * Rules: small pure functions that say whether a visitor may pass. They compose, and each knows its own words, so that a table of
 * routes can show them.
 */
import type { AnyRule, Asked, Rule, Verdict } from "../contracts/policy.js"
import type { Awaitable, Session } from "../model.js"

/** What {@link signedIn}, and every rule that asks for more, proves. */
export interface Somebody {
  readonly session: Session & { user: NonNullable<Session["user"]> }
}

const rule = <Proof extends object>(
  label: string,
  judge: (asked: Asked) => Awaitable<Verdict>,
  prove: (asked: Asked) => Awaitable<object> = () => ({}),
): Rule<Proof> => ({ label, judge, prove })

/** Anybody may pass, signed in or not: open by decision. */
export const everyone: Rule = rule("everyone", () => "allow")

/** Nobody may pass. */
export const nobody: Rule<Somebody> = rule("nobody", () => "refuse")

/** Whoever is signed in. */
export const signedIn: Rule<Somebody> = rule("signedIn", ({ session }) => (session?.user ? "allow" : "sign-in"))

/** Lets pass when it is fulfilled, and somebody is signed in. */
const ofSomebody =
  (isFulfilled: (asked: Asked) => boolean) =>
  (asked: Asked): Verdict => {
    if (!asked.session?.user) return "sign-in"
    return isFulfilled(asked) ? "allow" : "refuse"
  }

/** Whoever is signed in and has one of these roles. Where roles are found is the policy's `roles`. */
export function role<const R extends string>(...wanted: [R, ...R[]]): Rule<Somebody & { readonly role: R }> {
  const label = `role(${wanted.map((one) => JSON.stringify(one)).join(", ")})`
  return rule(
    label,
    ofSomebody(({ roles }) => wanted.some((one) => roles.includes(one))),
    ({ roles }) => ({ role: wanted.find((one) => roles.includes(one)) }),
  )
}

/**
 * Whoever is signed in and whose session has the claim: at `session[name]` or `session.user[name]`. With `value` it must be that
 * very string, number or boolean; without, anything but `undefined`, `null`, `false`, `0` and `""`.
 */
export function claim<const N extends string, const V extends string | number | boolean>(
  name: N,
  value?: V,
): Rule<Somebody & { readonly claims: { readonly [K in N]: V } }> {
  const label = value === undefined ? `claim("${name}")` : `claim("${name}", ${JSON.stringify(value)})`
  const find = ({ session }: Asked): unknown => own(session ?? undefined, name) ?? own(session?.user, name)
  return rule(
    label,
    ofSomebody((asked) => (value === undefined ? Boolean(find(asked)) : find(asked) === value)),
    (asked) => ({ claims: { [name]: find(asked) } }),
  )
}

/** A name that somebody put there, not one that every object has. */
export const own = (object: object | undefined, name: string): unknown =>
  object && Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined

/** Whoever has proved who they are within so many seconds: for what should not be done at a screen left open. */
export function signedInWithin(seconds: number): Rule<Somebody> {
  return rule(`signedInWithin(${seconds})`, async ({ session, authTime, now }) => {
    if (!session?.user) return "sign-in"
    const since = await authTime()
    return since !== null && now.getTime() / 1000 - since <= seconds ? "allow" : "sign-in-again"
  })
}

type ProofOf<R> = R extends Rule<infer P> ? P : object
type Everything<R> = R extends readonly [infer First, ...infer Rest] ? ProofOf<First> & Everything<Rest> : object

/** Whoever passes all of them; the first that does not let pass says why. */
export function allOf<const R extends readonly [AnyRule, ...AnyRule[]]>(...rules: R): Rule<Everything<R>> {
  const all = rules.map(asRule)
  const judge = async (asked: Asked): Promise<Verdict> => {
    for (const one of all) {
      const verdict = await one.judge(asked)
      if (verdict !== "allow") return verdict
    }
    return "allow"
  }
  return rule(`allOf(${labels(all)})`, judge, async (asked) => {
    const proofs: Proofs[] = await Promise.all(all.map((one) => one.prove(asked)))
    const claims = Object.assign({}, ...proofs.map((proof) => proof.claims))
    return Object.assign({}, ...proofs, Object.keys(claims).length > 0 && { claims })
  })
}

interface Proofs {
  readonly claims?: object
}

/** Whoever passes one of them; else what would bring the visitor nearest. */
export function anyOf<const R extends readonly [AnyRule, ...AnyRule[]]>(...rules: R): Rule<ProofOf<R[number]>> {
  const all = rules.map(asRule)
  const judge = async (asked: Asked): Promise<Verdict> => {
    let nearest: Verdict = "refuse"
    for (const one of all) {
      const verdict = await one.judge(asked)
      if (verdict === "allow") return verdict
      if (distance[verdict] < distance[nearest]) nearest = verdict
    }
    return nearest
  }
  return rule(`anyOf(${labels(all)})`, judge, async (asked) => {
    for (const one of all) if ((await one.judge(asked)) === "allow") return one.prove(asked)
    return {}
  })
}

const distance = { "sign-in-again": 0, "sign-in": 1, refuse: 2 } as const

/** Whoever does not pass it. Nobody passes `role("banned")`: keep them out with `allOf(signedIn, not(role("banned")))`. */
export function not(other: AnyRule): Rule {
  const inner = asRule(other)
  return rule(`not(${inner.label})`, async (asked) => ((await inner.judge(asked)) === "allow" ? "refuse" : "allow"))
}

/** A function of the app's own becomes a rule: who does not pass and is not signed in is asked to sign in. */
export function asRule(given: AnyRule): Rule {
  if (typeof given === "object") return given as Rule
  const label = given.name || "own rule"
  return rule(label, async ({ session, request, params }) => {
    if ((await given({ session, request, params })) === true) return "allow"
    return session?.user ? "refuse" : "sign-in"
  })
}

const labels = (rules: readonly Rule[]): string => rules.map(({ label }) => label).join(", ")
