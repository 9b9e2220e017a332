/** Two processes of one app behind one address, which share a database: whichever answers, it is the same app. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Browser } from "../support/app.js"
import { engines, type RunningEngine } from "./engines.js"
import { type AppProcess, startProcess } from "./processes.js"

const origin = "https://app.example"

for (const strategy of ["database", "jwt"] as const)
  for (const { name, available, start } of engines.filter((engine) => engine.name !== "MariaDB"))
    describe.skipIf(!available)(`two processes that share ${name}, with sessions of strategy ${strategy}`, () => {
      let engine: RunningEngine
      let processes: AppProcess[]
      let ports: number[]
      let turn = 0

      beforeAll(async () => {
        engine = await start()
        processes = await Promise.all([0, 1].map(() => startProcess(engine, { WORKER_STRATEGY: strategy })))
        ports = await Promise.all(processes.map((one) => one.ask("serve", {})))
      })
      afterAll(async () => {
        await Promise.all(processes.map((one) => one.end()))
        await engine.stop()
      })

      /** A browser whose requests reach one of the two processes after the other. */
      const visitor = (): Browser =>
        new Browser(origin, async (request) => {
          const { pathname, search } = new URL(request.url)
          const { method, headers } = request
          const body = method === "GET" ? null : await request.text()
          const answer = await fetch(`http://127.0.0.1:${ports[turn++ % 2]}${pathname}${search}`, {
            method,
            headers,
            body,
            redirect: "manual",
          })
          return answer
        })

      async function signIn(browser: Browser, person: string): Promise<void> {
        const { location } = await browser.signIn("idp", {})
        const state = new URL(location ?? "").searchParams.get("state")
        const { location: back } = await browser.get(`callback/idp?code=${person}&state=${state}`)
        expect(back).toBe(`${origin}/`)
      }

      const names = async (browser: Browser): Promise<(string | null | undefined)[]> =>
        [await browser.session(), await browser.session()].map((session) => session?.user?.name)

      test("somebody who signs in at one is signed in at the other, and the second time is the same user (RC-11)", async () => {
        for (const offset of [0, 1]) {
          turn = offset
          const browser = visitor()
          await signIn(browser, `ada-${strategy}`)
          expect(await names(browser)).toEqual([`ada-${strategy}`, `ada-${strategy}`])
        }
      })

      test("somebody who signs out at either is signed out at both (RC-11)", async () => {
        for (const offset of [0, 1]) {
          const browser = visitor()
          await signIn(browser, `grace-${strategy}`)
          const stolen = visitor()
          for (const [key, cookie] of browser.cookies) stolen.cookies.set(key, cookie)
          turn = offset
          await browser.signOut()
          expect(await names(browser)).toEqual([undefined, undefined])
          // What a cookie alone keeps, a copy of the cookie keeps too: docs/scaling.md says so.
          const left = strategy === "jwt" ? `grace-${strategy}` : undefined
          expect(await names(stolen)).toEqual([left, left])
        }
      })
    })
