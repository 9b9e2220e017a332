/** A secret is replaced: RFC 8725 says keys change, and nobody should be signed out by it, nor stay signed in by the former one. */
import { afterEach, expect, test, vi } from "vitest"
import { withAuth } from "../../src/frameworks/next/middleware.js"
import { decode, getToken } from "../../src/jwt.js"
import { ada, openApp } from "../support/app.js"

afterEach(() => {
  vi.unstubAllEnvs()
})

const [first, second, third] = ["first", "second", "third"].map((name) => `the ${name} secret, at least 32 characters`)
type Decode = typeof decode

/** Opens under the present secret, or under the one before it. */
const orUnder =
  (former: string | undefined): Decode =>
  (params) =>
    decode(params).catch(() => decode({ ...params, secret: former ?? "" }))

const appWith = (secret = "", former?: string) =>
  openApp({ secret, ...(former === undefined ? {} : { jwt: { decode: orUnder(former) } }) })
const name = "__Secure-next-auth.session-token"

test("people stay signed in while a secret is replaced, twice, and are sealed anew under the present one", async () => {
  const browser = appWith(first).browser()
  await browser.signIn()
  let held = browser.cookie(name) ?? ""
  for (const [present, former] of [
    [second, first],
    [third, second],
  ]) {
    const moved = appWith(present, former).browser()
    moved.plant(name, held)
    expect((await moved.session())?.user?.name).toBe(ada.name)
    held = moved.cookie(name) ?? ""
    expect((await decode({ token: held, secret: present ?? "" }))?.name).toBe(ada.name)
  }
  expect((await openSession(appWith(third), held))?.user?.name).toBe(ada.name)
})

test("once the former secret is dropped, what it sealed opens nothing, at every door", async () => {
  const browser = appWith(first).browser()
  await browser.signIn()
  const held = browser.cookie(name) ?? ""
  for (const app of [appWith(second), appWith(third, second)]) expect(await openSession(app, held)).toBeNull()

  const headers = { cookie: `${name}=${held}` }
  const read = (secret = "", with_?: Decode) =>
    getToken({ req: { headers }, secret, ...(with_ ? { decode: with_ } : {}) } as never)
  expect(await read(second)).toBeNull()
  expect(await read(third, orUnder(second))).toBeNull()
  expect(await read(second, orUnder(first))).toMatchObject({ name: ada.name })

  const guard = (secret = "", with_?: Decode) => withAuth({ secret, ...(with_ ? { jwt: { decode: with_ } } : {}) })
  const request = new Request("https://app.example/members", { headers })
  expect((await guard(second)(request))?.status).toBe(307)
  expect(await guard(second, orUnder(first))(request)).toBeUndefined()
})

const openSession = async ({ auth }: ReturnType<typeof appWith>, held: string) =>
  (await auth.session(new Headers({ cookie: `${name}=${held}` }))).session
