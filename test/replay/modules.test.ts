import { createRequire } from "node:module"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { assembleApp } from "../support/next-app.js"
import { installed } from "./apps.js"
import { isReplayed } from "./not-replayed.js"
import { type Situation, situations } from "./observed.js"

const app = assembleApp({ name: `replay-modules-${installed}`, next: 16, parts: {}, installed })
const requireInApp = createRequire(join(app.directory, "app.js"))

const about = (kind: string): { name: string; must: Situation["must"] }[] =>
  situations
    .filter((situation) => situation.id.startsWith(`modules/${kind} `) && isReplayed(situation))
    .map(({ id, must }) => ({ name: id.slice(`modules/${kind} `.length), must }))

describe("an app that requires", () => {
  test.each(about("require"))("$name finds the recorded names", ({ name, must }) => {
    const found = Object.entries(requireInApp(name)).map(([key, value]) => `${key}:${typeof value}`)
    expect(found).toEqual(expect.arrayContaining(must.names as string[]))
  })
})

const options = { clientId: "id", clientSecret: "secret", issuer: "https://issuer.test" }
const provider = (name: string) => requireInApp(`next-auth/providers/${name}`).default(options)

test.each(about("provider"))("the provider $name has the recorded id and type", ({ name, must }) => {
  const { id, type } = provider(name)
  expect({ id, type }).toEqual(must)
})

const claims = { sub: "s1", name: "N", email: "e@x.test", picture: "p" }

test.each(about("profile"))("the provider $name makes the recorded user of a profile", async ({ name, must }) => {
  expect(await provider(name).profile(claims, {})).toEqual(must.result)
})
