/** Headers by which frameworks talk to themselves, sent by a visitor: they change nothing, and come back from nowhere. */
import { NextRequest } from "next/server.js"
import { expect, test, vi } from "vitest"
import { headersOfBypasses } from "../../src/cli/probe/bypass-headers.js"
import { createGuards } from "../../src/frameworks/next/guards.js"
import { withAuth } from "../../src/frameworks/next/middleware.js"
import { definePolicy } from "../../src/policy.js"
import { openApp } from "../support/app.js"

const internal: readonly Readonly<Record<string, string>>[] = [
  ...headersOfBypasses,
  { "x-react-router-spa-mode": "yes" },
  { "x-react-router-prerender-data": '{"treasure":"forged"}' },
  { "x-remix-replace": "true", "x-remix-reload-document": "true" },
  { "x-sveltekit-invalidated": "1", "x-sveltekit-action": "true" },
  { "x-astro-path": "/open", "x-astro-locals": '{"user":"forged"}' },
  { "next-action": "0".repeat(40), "next-url": "/open" },
  { "x-auth-token": "forged", "x-user": "admin", "x-forwarded-user": "admin", "x-middleware-set-cookie": "a=b" },
]

/** An answer without what is new each time: nonces and tokens. */
async function said(response: Response): Promise<string> {
  const { status, headers } = response
  const text = [status, ...[...headers].map((pair) => pair.join(": ")), await response.text()].join("\n")
  return text.replace(/nonce[-="']+[\w+/=]+|[0-9a-f]{64}/g, "…")
}

test("what is answered does not depend on them (GHSA-f46r-rw29-r322, CVE-2025-43864, GHSA-cpj6-fhp6-mr6j, CVE-2025-43865)", async () => {
  const { auth } = openApp()
  const paths = ["session", "csrf", "providers", "signin", "signout", "error?error=AccessDenied", "verify-request", "x"]
  for (const path of paths) {
    const ask = (headers: Record<string, string> = {}) =>
      auth.handle(new Request(`https://app.example/api/auth/${path}`, { headers }))
    const plain = await said(await ask())
    for (const headers of internal) expect(await said(await ask(headers)), JSON.stringify(headers)).toBe(plain)
  }
})

test("a guard sends none of them on, nor back: what passes passes untouched (CVE-2025-57822)", async () => {
  const app = openApp()
  const browser = app.browser()
  await browser.signIn()
  const policy = definePolicy({ default: "signed-in", routes: {} })
  const hostile = {
    location: "http://169.254.169.254/",
    "x-middleware-rewrite": "http://169.254.169.254/",
    "x-middleware-next": "1",
    "x-middleware-override-headers": "authorization",
    "x-middleware-request-authorization": "Bearer forged",
    refresh: "0;url=http://169.254.169.254/",
    link: "<http://169.254.169.254/>; rel=preload",
    "set-cookie": "a=b",
  }
  const { protect } = createGuards({ ...app.options, policy })
  const handler = protect(() => new Response("through"))
  for (const guard of [withAuth({ secret: app.options.secret }), withAuth({ policy, auth: app.auth })]) {
    for (const cookie of [browser.cookieHeader(), ""]) {
      const headers = { ...hostile, cookie, accept: "application/json" }
      const request = new NextRequest("https://app.example/dashboard", { headers })
      const answer = await guard(request as never, {} as never)
      if (cookie) expect(answer).toBeUndefined()
      for (const one of [answer, (await handler(request, {})) as Response]) {
        const sent = [...(one?.headers ?? [])].map((pair) => pair.join(": ")).join("\n")
        expect(sent).not.toMatch(/169\.254|x-middleware|forged|^set-cookie: a=b/m)
      }
    }
  }
})

test("what is asked for is in the path, and no parameter of another place overrides it (GHSA-f6gv-hh8j-q8vq)", async () => {
  const { auth } = openApp()
  const browser = openApp().browser()
  await browser.signIn()
  for (const query of [
    "nextauth=signout",
    "nextauth=callback&nextauth=credentials",
    "action=signout",
    "provider=credentials",
  ]) {
    const url = `https://app.example/api/auth/session?${query}&slug=x&__nextauth=signout`
    const response = await auth.handle(new Request(url, { headers: { cookie: browser.cookieHeader() } }))
    expect((await response.json()).user.name).toBe("Ada Lovelace")
  }
  const form = {
    csrfToken: await browser.csrfToken(),
    password: "wrong",
    nextauth: "signout",
    provider: "other",
    type: "email",
  }
  expect((await browser.post("callback/credentials?provider=other&password=lovelace", form)).location).toContain(
    "CredentialsSignin",
  )
  expect(await browser.session()).not.toBeNull()
})

test("no header costs time by its length, neither where answers are chosen nor where visitors are counted (GHSA-8j4g-w8fx-2239, CVE-2026-69207, GHSA-29g2-3rmr-qm68, CVE-2026-66062)", async () => {
  vi.stubEnv("AUTH_TRUST_HOST", "true")
  const app = openApp()
  const policy = definePolicy({ default: "signed-in", routes: {} })
  const guard = withAuth({ policy, auth: app.auth })
  const texts = [",", ", ", "text/html,", "a/b;q=0.5,", " ", "\t", "a", "%", "=", ";", '"', "::", "1.", "x=y; "].map(
    (part) => part.repeat(Math.ceil(65_536 / part.length)),
  )
  const names = [
    ...["accept", "accept-language", "access-control-request-headers", "cookie", "authorization", "host", "origin"],
    ...["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "sec-fetch-site", "content-type", "purpose"],
  ]
  const slow: string[] = []
  for (const name of names) {
    for (const text of texts) {
      const headers = { [name]: text }
      const { user: before } = process.cpuUsage()
      await app.auth.handle(new Request("https://app.example/api/auth/session", { headers }))
      await guard(new Request("https://app.example/dashboard", { headers }))
      await app.auth.handle(
        new Request("https://app.example/api/auth/signout", { method: "POST", headers, body: "a=b" }),
      )
      const spent = (process.cpuUsage().user - before) / 1000
      if (spent > 150) slow.push(`${name}: ${text.slice(0, 12)} ${spent} ms`)
    }
  }
  expect(slow).toEqual([])
  vi.unstubAllEnvs()
})
