import { afterAll, beforeAll, expect, test } from "vitest"
import { installed } from "../replay/apps.js"
import { startWorld, type World } from "../replay/world.js"
import { assembleApp } from "../support/next-app.js"
import { seedPages } from "../support/seed.js"

let world: World
beforeAll(async () => {
  const parts = { pages: "pages", shared: "shared" }
  const app = assembleApp({ name: `development-${installed}`, next: 16, parts, files: seedPages(), installed })
  world = await startWorld(app, "base", undefined, "dev")
})
afterAll(() => world.stop())

test("next dev shows the server-side page to a user without image: no undefined reaches its props", async () => {
  const cookies = await world.signedIn("min")
  const answer = await world.send({ method: "GET", path: "/server-side-example", cookies })
  expect(answer.status).toBe(200)
  expect(world.observe(answer).pageProps).toEqual({
    session: { user: { name: "Min", email: "min@accept.test" }, expires: "<iso +2592000s>" },
  })
})

test("next dev says once that unstable_getServerSession has another name now", async () => {
  await world.send({ method: "GET", path: "/api/get-session-example" })
  await world.send({ method: "GET", path: "/api/get-session-example" })
  expect(world.app.output().match(/unstable_getServerSession.*renamed/g)?.length).toBe(1)
})
