/** Forms and JSON that are more, deeper or other than a form of ours: they cost little, add nothing to any object, and change nothing. */
import { afterAll, expect, test, vi } from "vitest"
import { openApp } from "../support/app.js"

const typed: unknown[] = []
const { options } = openApp()
const [form] = options.providers
const app = openApp({
  providers: [
    {
      ...form,
      options: {
        ...(form as { options: object }).options,
        authorize: (fields: Record<string, unknown>) => {
          typed.push(fields)
          return null
        },
      },
    } as never,
  ],
})
afterAll(() => vi.unstubAllEnvs())

const browser = app.browser()
const csrfToken = await browser.csrfToken()

/** Sends it everywhere. The milliseconds of CPU that the slowest took. */
async function sendEverywhere(body: string, type: string): Promise<number> {
  let slowest = 0
  for (const path of ["callback/credentials", "signin/credentials", "signout", "session", "_log", "nothing"]) {
    const cookie = browser.cookieHeader()
    const request = () =>
      new Request(`https://app.example/api/auth/${path}`, {
        method: "POST",
        headers: { cookie, "content-type": type },
        body,
      })
    const { user: before } = process.cpuUsage()
    const { status } = await app.auth.handle(request())
    slowest = Math.max(slowest, (process.cpuUsage().user - before) / 1000)
    expect(status).toBeLessThan(500)
  }
  return slowest
}

function expectNothingAdded(): void {
  expect(Object.keys(Object.prototype)).toEqual([])
  for (const name of ["polluted", "isAdmin", "json", "x"]) expect(Reflect.get({}, name)).toBeUndefined()
}

test("many fields, many of one name, and deep ones cost little (GHSA-6rw7-vpxm-498p, CVE-2025-15284, GHSA-w7fw-mjwx-w883)", async () => {
  const many = 100_000
  const bodies: [string, string][] = [
    ["a[]=1&".repeat(many), "application/x-www-form-urlencoded"],
    ["a=1&".repeat(many), "application/x-www-form-urlencoded"],
    [
      Array.from({ length: many }, (_, nth) => `a[${nth}]=1`)
        .join("&")
        .slice(0, 1_000_000),
      "application/x-www-form-urlencoded",
    ],
    [`a${"[x]".repeat(10_000)}=1`, "application/x-www-form-urlencoded"],
    [`a[99999999]=1&a[1e9]=1`, "application/x-www-form-urlencoded"],
    ["%41".repeat(many), "application/x-www-form-urlencoded"],
    [`{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`, "application/json"],
    [`{"a":${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}`, "application/json"],
    [`{${Array.from({ length: 50_000 }, (_, nth) => `"k${nth}":1`).join()}}`, "application/json"],
  ]
  const slow: string[] = []
  for (const [body, type] of bodies) {
    const spent = await sendEverywhere(body, type)
    if (spent > 250) slow.push(`${body.slice(0, 20)}: ${spent} ms`) // a busy machine's collector of garbage included
  }
  expect(slow).toEqual([])
})

test("no name of a field reaches a prototype (CVE-2022-24999, GHSA-hwmc-4c8j-xxj7, CVE-2025-62381)", async () => {
  const names = [
    ...[
      "__proto__",
      "__proto__.polluted",
      "__proto__[polluted]",
      "constructor.prototype.polluted",
      "a[__proto__][polluted]",
    ],
    ...[
      "constructor[prototype][polluted]",
      "__proto__.__proto__.polluted",
      "a.__proto__.polluted",
      "prototype.polluted",
    ],
    ...["__proto__[]", "__proto__[length]", "toString", "hasOwnProperty", "constructor", "valueOf", "then"],
  ]
  for (const name of names) {
    await sendEverywhere(
      new URLSearchParams({ csrfToken, [name]: "x", password: "p" }).toString(),
      "application/x-www-form-urlencoded",
    )
    await sendEverywhere(
      JSON.stringify({ csrfToken, password: "p" }).replace(
        "{",
        `{${JSON.stringify(name)}:{"polluted":true,"json":"true"},`,
      ),
      "application/json",
    )
    expectNothingAdded()
  }
  // What the developer's function is given is what was typed, by the fields that the form has.
  expect(typed.length).toBeGreaterThan(0)
  for (const fields of typed) expect(Reflect.get(fields as object, "polluted")).toBeUndefined()
})
