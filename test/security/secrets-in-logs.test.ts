import { inspect } from "node:util"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import type { Provider } from "../../src/index.js"
import Credentials from "../../src/providers/credentials.js"
import { type Answer, ada, openApp, secret } from "../support/app.js"
import {
  accessToken,
  clientId,
  clientSecret,
  type FaultyProvider,
  faults,
  startFaultyProvider,
} from "../support/faulty-provider.js"

let idp: FaultyProvider
/** All that was printed, to the console or the app's logger. */
const printed: string[] = []
beforeAll(async () => {
  idp = await startFaultyProvider()
  for (const level of ["error", "warn", "debug", "info", "log"] as const) {
    vi.spyOn(console, level).mockImplementation((...args) => void printed.push(show(args)))
  }
})
afterAll(async () => {
  vi.restoreAllMocks()
  await idp.close()
})

/** Everything in a value: messages, stacks, causes, and fields that nobody thought of. */
const show = (value: unknown): string =>
  inspect(value, { depth: null, maxStringLength: null, maxArrayLength: null, showHidden: true })
const password = "the password of Ada Lovelace"

const providers = (fault: string): Provider[] => [
  {
    id: "example",
    name: "Example",
    type: "oauth",
    wellKnown: `${idp.issuer(fault)}/.well-known/openid-configuration`,
    idToken: !fault.startsWith("oauth2"),
    checks: fault.startsWith("oauth2") ? ["state", "pkce"] : ["state", "pkce", "nonce"],
    clientId,
    clientSecret,
    profile: (profile: { sub: string; name: string; email: string }) => ({
      id: profile.sub,
      name: profile.name,
      email: profile.email,
    }),
  },
  Credentials({
    credentials: { username: {}, password: {} },
    async authorize(typed) {
      if (typed?.username === "broken") throw new Error("The directory is away")
      return typed?.password === password ? ada : null
    },
  }),
]

/** Secrets as they are, and as they look in an address, a form or a header. */
function spellings(text: string): string[] {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(text)}`).toString("base64")
  return [text, encodeURIComponent(text), new URLSearchParams({ x: text }).toString().slice(2), basic]
}

interface Round {
  readonly signedIn: boolean
  /** What must stay secret, by name. */
  readonly secrets: ReadonlyMap<string, readonly string[]>
  /** Our own answers to what came back from the provider or from a form, down to the last page. */
  readonly answers: readonly Answer[]
}

let rounds = 0

/** Signs in at the provider with one fault, as far as that goes, then by password in every way. */
async function round(fault: string, logger: "own" | "console"): Promise<Round> {
  const own = {
    error: (...args: unknown[]) => void printed.push(show(args)),
    warn: (...args: unknown[]) => void printed.push(show(args)),
    debug: (...args: unknown[]) => void printed.push(show(args)),
  }
  const secretOfRound = `${secret} ${rounds++}` // attempts are counted by it, and no round is to spend those of another
  const app = openApp({
    secret: secretOfRound,
    providers: providers(fault),
    debug: true,
    ...(logger === "own" ? { logger: own } : { logger: undefined }),
  })
  const browser = app.browser()
  const secrets = new Map<string, readonly string[]>()
  const keep = (name: string, value: string | null | undefined): void => {
    if (value) secrets.set(`${name} ${value.slice(0, 12)}`, spellings(value))
  }
  const before = idp.seen.length
  const answers: Answer[] = []
  const visit = async (answer: Answer): Promise<void> => {
    answers.push(answer)
    if (answer.location) answers.push(await browser.follow(answer))
  }

  const sent = await browser.signIn("example", {})
  let signedIn = false
  if (sent.location?.startsWith(`${idp.issuer(fault)}/authorize`)) {
    const asked = new URL(sent.location).searchParams
    keep("state", asked.get("state"))
    keep("nonce", asked.get("nonce"))
    const back = (await browser.get(sent.location)).location as string
    keep("code", new URL(back).searchParams.get("code"))
    await visit(await browser.get(back))
    signedIn = (await browser.session()) !== null
    await visit(await browser.get(back)) // again, when the checks are gone
  } else await visit(sent)

  for (const typed of [{ password: "wrong" }, { username: "broken", password }, { username: "ada", password }]) {
    await visit(await browser.signIn("credentials", typed))
  }
  await browser.get("session", { cookie: browser.cookieHeader().replace(/session-token=[^;]+/, "$&x") }) // the token does not open: that is logged
  await visit(await browser.signOut())

  for (const { body } of idp.seen.slice(before)) keep("code_verifier", body.get("code_verifier"))
  keep("the secret", secretOfRound)
  keep("the client secret", clientSecret)
  keep("the access token", accessToken)
  keep("the password", password)
  for (const line of browser.received) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (!name.includes("callback-url")) keep(name, decodeURIComponent(value))
  }
  return { signedIn, secrets, answers }
}

function expectNoSecret(text: string, { secrets }: Round, except: RegExp = /$^/): void {
  for (const [name, forms] of secrets) {
    if (except.test(name)) continue
    for (const form of forms) expect([name, text.includes(form) && text]).toEqual([name, false])
  }
  expect(text).not.toMatch(/eyJ[\w-]{10,}\.[\w-]*\./) // any token, signed or sealed
}

describe.each(["own", "console"] as const)(
  "with debug on and the app's log going to its %s logger (CVE-2022-31186, GHSA-p6mm-27gq-9v3p)",
  (logger) => {
    test.each(Object.keys(faults))(
      "nothing secret is written or shown when the provider does this: %s",
      async (fault) => {
        printed.length = 0
        const attempt = await round(fault, logger)
        expect(printed.join()).toContain("JWT_SESSION_ERROR") // somebody did write
        if (!attempt.signedIn) expect(printed.join()).toMatch(/SIGNIN_OAUTH_ERROR|OAUTH_CALLBACK_ERROR/)
        expectNoSecret(printed.join("\n"), attempt)
        for (const { text, headers, location } of attempt.answers) {
          expectNoSecret(location ?? "", attempt)
          expectNoSecret([...headers].filter(([name]) => name !== "set-cookie").join(), attempt)
          expectNoSecret(text, attempt, /csrf-token/) // which the form on the page repeats
        }
      },
    )
  },
)

test("the search above looks for every secret that a sign-in makes, and would find it", async () => {
  const attempt = await round("ok", "own")
  expect(attempt.signedIn).toBe(true)
  const names = [...attempt.secrets.keys()].join()
  for (const name of [
    "state",
    "nonce",
    "code ",
    "code_verifier",
    "session-token",
    "csrf-token",
    "client secret",
    "access token",
    "password",
  ]) {
    expect(names).toContain(name)
  }
  const leak = new Error("refused", {
    cause: { request: { headers: { authorization: [...attempt.secrets.values()].at(-1)?.[0] } } },
  })
  expect(() => expectNoSecret(show(leak), attempt)).toThrow()
})

test("a page that says a sign-in failed says nothing that the provider said", async () => {
  const { answers } = await round("error-response", "own")
  for (const { text, location } of answers) expect(text + location).not.toMatch(/access_denied|alert\(1\)/)
})

test("the list of providers, and the sign-in page, hold no secret of theirs", async () => {
  const app = openApp({ providers: providers("ok") })
  const browser = app.browser()
  for (const path of ["providers", "signin", "csrf", "session"]) {
    expect((await browser.get(path)).text).not.toMatch(/a secret|the-secret|rp-client/)
  }
})
