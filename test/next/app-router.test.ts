import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { builtApp } from "../replay/apps.js"
import { seal } from "../replay/sealed.js"
import { jarAfter } from "../replay/wire.js"
import { secret, startWorld, type World } from "../replay/world.js"
import type { NextMajor } from "../support/next-app.js"
import {
  accessToken,
  type PlayedScript,
  type ScriptedProvider,
  startScriptedProvider,
  without,
} from "../support/scripted-provider.js"

const hiddenInputs = (html: string): [string, string][] =>
  [...html.matchAll(/<input type="hidden" name="([^"]*)"(?: value="([^"]*)")?/g)].map(([, name = "", value = ""]) => [
    name,
    value.replaceAll("&quot;", '"'),
  ])

/** Presses the page's button as a browser without JavaScript does. */
async function press(world: World, path: string, cookies: Record<string, string>): Promise<string | undefined> {
  const page = await world.send({ method: "GET", path, cookies })
  const form = new FormData()
  for (const [name, value] of hiddenInputs(page.text)) form.append(name, value)
  const encoded = new Response(form)
  const answer = await world.send({
    method: "POST",
    path,
    cookies,
    headers: { "content-type": encoded.headers.get("content-type") ?? "", origin: world.origin },
    body: await encoded.text(),
  })
  return answer.headers.location
}

describe.each([16, 15] as NextMajor[])("the App Router of Next.js %i", (next) => {
  let world: World
  let scripted: ScriptedProvider
  let op: PlayedScript
  beforeAll(async () => {
    scripted = await startScriptedProvider()
    op = scripted.play({ tokens: without("id_token") })
    const provider = {
      origin: op.issuer,
      visit: () => Promise.reject(new Error("Nobody goes there.")),
      stop: async () => {},
    }
    world = await startWorld(await builtApp("app", next), "base", provider)
  })
  afterAll(async () => {
    await world.stop()
    await scripted.close()
  })

  const get = async (path: string, username?: string) =>
    world.send({ method: "GET", path, cookies: username ? await world.signedIn(username) : {} })

  test.each(["/rsc", "/rsc-bare"])("a server component at %s sees who is signed in", async (path) => {
    expect((await get(path, "ann")).text).toContain("Ann Tester")
    expect((await get(path)).text).toContain('<pre id="session">null</pre>')
  })

  test("a route handler sees who is signed in", async () => {
    const answer = await get("/api/me", "ann")
    expect(JSON.parse(answer.text)).toEqual({
      user: { name: "Ann Tester", email: "ann@accept.test", image: "https://img.test/ann.png" },
    })
    expect((await get("/api/me")).status).toBe(401)
  })

  test("a server action sees who is signed in", async () => {
    expect(await press(world, "/action", await world.signedIn("ann"))).toMatch(/\?said=Ann(%20|\+)Tester$/)
    expect(await press(world, "/action", {})).toMatch(/\?said=nobody$/)
  })

  /** Somebody with tokens of a provider that end in so many seconds. */
  const withTokens = (seconds: number): Record<string, string> => {
    const ends = Math.floor(Date.now() / 1000) + seconds
    const tokens = { provider: "local-oidc", providerAccountId: "1", access_token: "old", refresh_token: "r" }
    const accounts = { "local-oidc": { ...tokens, expires_at: ends } }
    return {
      "next-auth.session-token": world.token({ sub: "1", name: "Ann" }),
      "next-auth.provider-tokens": seal({ sub: "1", accounts }, secret, "next-auth.provider-tokens"),
    }
  }
  const tokenAt = (path: string, seconds: number) => world.send({ method: "GET", path, cookies: withTokens(seconds) })

  test("a server component hands out a good token, and refreshes none, which it could not keep", async () => {
    expect((await tokenAt("/tokens", 30)).text).toContain('<pre id="token">old</pre>')
    expect((await tokenAt("/tokens", -30)).text).toContain('<pre id="token">INVALID_OPTION</pre>')
    expect(op.seen("token")).toEqual([])
  })

  test("a route handler refreshes, and the browser keeps what came of it", async () => {
    expect(await tokenAt("/tokens/api", 600)).toMatchObject({ text: "old", setCookies: [] })
    const answer = await tokenAt("/tokens/api", -30)
    expect(answer.text).toBe(accessToken)
    const cookies = jarAfter(answer, withTokens(-30))
    const next = await world.send({ method: "GET", path: "/tokens/api", cookies })
    expect(next).toMatchObject({ text: accessToken, setCookies: [] })
    expect(op.seen("token")).toHaveLength(1)
  })
})
