/** Live round trips: what one library begins, the other goes on with, so that nobody is signed out by migrating or rolling back. */
import { Auth as authjs } from "auth-core-v5"
import { encode as encodeV5 } from "auth-core-v5/jwt"
import NextAuthV4 from "next-auth-v4"
import { decode as decodeV4, encode as encodeV4 } from "next-auth-v4/jwt"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { createAuth } from "../../src/auth.js"
import NextAuth from "../../src/frameworks/next/index.js"
import { decode, encode, getToken } from "../../src/jwt.js"
import { type PagesServer, servePages } from "../support/pages-server.js"

const secret = "correct horse battery staple"
const ada = { id: "7", name: "Ada", email: "ada@example.com", image: "https://img.test/ada.png" }
const options = {
  secret,
  providers: [
    {
      id: "credentials",
      name: "Credentials",
      type: "credentials" as const,
      credentials: {},
      authorize: (fields: Record<string, string> | undefined) => (fields?.password === "pw" ? ada : null),
    },
  ],
}

type AnyFactory = (options: unknown) => (req: never, res: never) => unknown
let ours: PagesServer
let theirs: PagesServer

beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_URL", "http://app.test")
  ours = await servePages((NextAuth as AnyFactory)(options))
  const factory = ((NextAuthV4 as unknown as { default?: unknown }).default ?? NextAuthV4) as AnyFactory
  theirs = await servePages(factory(options))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await ours.close()
  await theirs.close()
})

const pairs = (response: Response) => response.headers.getSetCookie().map((it) => it.split(";", 1)[0] ?? "")

/** Signs in with a form: the first server hands out the CSRF token, the second takes it. */
async function signIn(first: PagesServer, second: PagesServer): Promise<string> {
  const page = await fetch(`${first.origin}/api/auth/csrf`)
  const { csrfToken } = (await page.json()) as { csrfToken: string }
  const response = await fetch(`${second.origin}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: pairs(page).join("; "), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, password: "pw" }),
  })
  expect(response.status).toBe(302)
  return pairs(response)
    .filter((it) => it.includes("session-token"))
    .join("; ")
}

const sessionAt = async (server: PagesServer, cookie: string) => {
  const response = await fetch(`${server.origin}/api/auth/session`, { headers: { cookie } })
  return {
    session: await response.json(),
    cookie: pairs(response)
      .filter((it) => it.includes("session-token"))
      .join("; "),
  }
}

const signedIn = { user: { name: ada.name, email: ada.email, image: ada.image } }

test("a visitor of next-auth v4 stays signed in here, and stays so after rolling back (CO-8)", async () => {
  const before = await signIn(theirs, theirs)
  const here = await sessionAt(ours, before)
  expect(here.session).toMatchObject(signedIn)
  const back = await sessionAt(theirs, here.cookie)
  expect(back.session).toMatchObject(signedIn)
})

test("a form opened at one is accepted by the other", async () => {
  for (const [first, second] of [
    [theirs, ours],
    [ours, theirs],
  ] as const) {
    const cookie = await signIn(first, second)
    expect((await sessionAt(first, cookie)).session).toMatchObject(signedIn)
    expect((await sessionAt(second, cookie)).session).toMatchObject(signedIn)
  }
})

test("a session too large for one cookie is read by both", async () => {
  const claims = { sub: "7", name: "A".repeat(9000) }
  const token = await encodeV4({ token: claims, secret })
  const names = [0, 1, 2, 3].map((i) => `next-auth.session-token.${i}=${token.slice(i * 3933, (i + 1) * 3933)}`)
  const here = await sessionAt(ours, names.join("; "))
  expect(here.session).toMatchObject({ user: { name: claims.name } })
  expect((await sessionAt(theirs, here.cookie)).session).toMatchObject({ user: { name: claims.name } })
})

test("tokens sealed by hand open on the other side", async () => {
  expect(await decode({ token: await encodeV4({ token: { sub: "1" }, secret }), secret })).toMatchObject({ sub: "1" })
  expect(await decodeV4({ token: await encode({ token: { sub: "2" }, secret }), secret })).toMatchObject({ sub: "2" })
  const salted = await encode({ token: { sub: "3" }, secret, salt: "x" })
  expect(await decodeV4({ token: salted, secret, salt: "x" })).toMatchObject({ sub: "3" })
})

const v5Cookie = async (name: string) => {
  const token = await encodeV5({ token: { sub: "7", name: "Ada", email: ada.email }, secret, salt: name })
  return `${name}=${token}`
}

test("a visitor of Auth.js v5 stays signed in, and gets our cookie (CO-8)", async () => {
  const cookie = await v5Cookie("authjs.session-token")
  const here = await sessionAt(ours, cookie)
  expect(here.session).toMatchObject({ user: { name: "Ada", email: ada.email } })
  expect(here.cookie).toMatch(/^next-auth\.session-token=/)
  expect((await sessionAt(theirs, here.cookie)).session).toMatchObject({ user: { name: "Ada" } })
})

test("getToken reads the cookie of Auth.js v5 as well", async () => {
  const cookie = await v5Cookie("authjs.session-token")
  expect(await getToken({ req: { headers: new Headers({ cookie }) }, secret })).toMatchObject({ sub: "7" })
})

test("Auth.js v5 still reads its own cookie after we have: rolling back signs nobody out", async () => {
  const cookie = await v5Cookie("authjs.session-token")
  const { cookies } = await createAuth(options).session(new Headers({ cookie }))
  expect(cookies.some((it) => it.startsWith("authjs."))).toBe(false)
  const config = { secret, trustHost: true, basePath: "/api/auth", providers: [] }
  const response = await authjs(new Request("http://app.test/api/auth/session", { headers: { cookie } }), config)
  expect(await response.json()).toMatchObject({ user: { name: "Ada" } })
})

test("signing out removes the cookie of Auth.js v5 too", async () => {
  const cookie = await v5Cookie("authjs.session-token")
  const page = await fetch(`${ours.origin}/api/auth/csrf`)
  const { csrfToken } = (await page.json()) as { csrfToken: string }
  const response = await fetch(`${ours.origin}/api/auth/signout`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: [cookie, ...pairs(page)].join("; "), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken }),
  })
  expect(response.headers.getSetCookie().some((it) => /^authjs\.session-token=; Max-Age=0/.test(it))).toBe(true)
})
