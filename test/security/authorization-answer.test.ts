/** What may come back through the browser, sent by anybody: one attempt ends once, in the browser and in the time it began in. */
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { type RelyingParty, relyingParty } from "../support/relying-party.js"
import { type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

/** Begins, and returns the browser with the address that the provider sends it back to. */
async function goThere(party: RelyingParty) {
  const { browser, answer } = await party.begin()
  const { location } = await browser.get(answer.location ?? "")
  return { browser, back: new URL(location ?? "") }
}

const errorOf = (location: string | null) => new URL(location ?? "https://x.example").searchParams.get("error")

test.each<[string, (back: URL) => void]>([
  ["no code", ({ searchParams }) => searchParams.delete("code")],
  ["an empty code", ({ searchParams }) => searchParams.set("code", "")],
  ["two codes", ({ searchParams }) => searchParams.append("code", "another")],
  ["two states", ({ searchParams }) => searchParams.append("state", "another")],
  ["a code and an ID token", ({ searchParams }) => searchParams.set("id_token", "e30.e30.")],
  ["a signed answer that nobody asked for", ({ searchParams }) => searchParams.set("response", "e30.e30.")],
  ["a state of 64 kB", ({ searchParams }) => searchParams.set("state", "x".repeat(65_536))],
])("an answer with %s signs nobody in, and sends no code (IDP-10)", async (_, change) => {
  const party = relyingParty(provider.play())
  const { browser, back } = await goThere(party)
  change(back)
  expect(errorOf((await browser.get(back.href)).location)).toBe("OAuthCallback")
  expect(await browser.session()).toBeNull()
  expect(party.op.seen("token")).toEqual([])
})

test.each(["x".repeat(65_536), "a\r\nset-cookie: x=y", "\u0000", "<script>", "💣", "../../token"])(
  "a code that is %j is the provider's to refuse, and travels as one field (IDP-10)",
  async (code) => {
    const party = relyingParty(provider.play())
    const { browser, back } = await goThere(party)
    back.searchParams.set("code", code)
    expect(errorOf((await browser.get(back.href)).location)).toBe("OAuthCallback")
    expect(await browser.session()).toBeNull()
    const [request] = party.op.seen("token")
    expect(request?.form.get("code")).toBe(code)
    expect(request?.form.get("redirect_uri")).toBe(`${party.app.origin}/api/auth/callback/op`)
  },
)

test.each([
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "x\r\nSet-Cookie: pwn=1",
  "é💣\u0000",
  "javascript:alert(1)",
  "x".repeat(10_240),
])("an error of %j is told as a code, and written nowhere (GHSA-954c-jjx6-cxv7, CVE-2021-32702)", async (text) => {
  const party = relyingParty(provider.play())
  const { browser, back } = await goThere(party)
  back.searchParams.delete("code")
  for (const name of ["error", "error_description", "error_uri"]) back.searchParams.set(name, text)
  const answer = await browser.get(back.href)
  expect(answer.location).toBe(`${party.app.origin}/api/auth/error?error=Callback`)
  const direct = await party.app
    .browser()
    .get(`error?error=${encodeURIComponent(text)}&error_description=${encodeURIComponent(text)}`)
  for (const { text: page, headers } of [answer, await browser.get(answer.location ?? ""), direct]) {
    expect(page).not.toContain(text)
    expect(headers.getSetCookie().filter((line) => /pwn/.test(line))).toEqual([])
  }
  expect(await browser.session()).toBeNull()
  expect(party.op.seen("token")).toEqual([])
})

test("an answer that comes after 16 minutes signs nobody in (IDP-10)", async () => {
  const party = relyingParty(provider.play())
  const { browser, back } = await goThere(party)
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 16 * 60_000 })
  try {
    expect(errorOf((await browser.get(back.href)).location)).toBe("OAuthCallback")
  } finally {
    vi.useRealTimers()
  }
  expect(party.op.seen("token")).toEqual([])
})

test("the back button after signing out signs nobody in (IDP-10)", async () => {
  const party = relyingParty(provider.play())
  const { browser, back } = await goThere(party)
  await browser.get(back.href)
  expect(await browser.session()).not.toBeNull()
  await browser.signOut()
  expect(errorOf((await browser.get(back.href)).location)).toBe("OAuthCallback")
  expect(await browser.session()).toBeNull()
})

test("a posted answer is not mixed with a query (IDP-10)", async () => {
  const party = relyingParty(provider.play())
  const { browser, back } = await goThere(party)
  const code = back.searchParams.get("code") ?? ""
  const { location } = await browser.post(`callback/op?${back.searchParams}`, { form: { code } })
  expect(errorOf(location)).toBe("OAuthCallback")
  expect(await browser.session()).toBeNull()
})

test("of two tabs, the one that began last ends well, and the other says so (IDP-10)", async () => {
  const party = relyingParty(provider.play())
  const first = await goThere(party)
  const { answer } = await party.begin(first.browser)
  const second = (await first.browser.get(answer.location ?? "")).location ?? ""
  expect(errorOf((await first.browser.get(first.back.href)).location)).toBe("OAuthCallback")
  await first.browser.get(second)
  expect((await first.browser.session())?.user?.name).toBe("Fay Fault")
})

test("no answer sets a header, or a cookie of its own", async () => {
  const party = relyingParty(provider.play())
  const { browser, back } = await goThere(party)
  back.searchParams.delete("code")
  back.searchParams.set("error", "access_denied\r\nset-cookie: evil=1")
  const { headers, location } = await browser.get(back.href)
  expect(location).toBe(`${party.app.origin}/api/auth/error?error=Callback`)
  expect(headers.getSetCookie().join()).not.toContain("evil")
  expect(party.log()).not.toContain("set-cookie")
})
