import { isDeepStrictEqual } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { NextApp, NextMajor } from "../support/next-app.js"
import { builtApp, installed } from "./apps.js"
import { differences } from "./differences.js"
import { type IdentityProvider, startIdentityProvider } from "./identity-provider.js"
import { isReplayed } from "./not-replayed.js"
import { type Answer, type Situation, situations } from "./observed.js"
import { comparable, replay } from "./replay.js"
import { startWorld, type World } from "./world.js"

/** The recorded answer with the listed differences; each of them has to make one. */
function expected({ id, must }: Situation): Answer {
  if (installed === "next-auth-v4") return must
  let answer = must
  for (const { name, situations, instead } of differences) {
    if (!situations.some((pattern) => pattern.test(id))) continue
    const changed = instead(answer)
    if (isDeepStrictEqual(changed, answer)) throw new Error(`The listed difference "${name}" is none in "${id}"`)
    answer = changed
  }
  return answer
}

/** Replays every recorded situation of an app, each configuration in its own process of the same build. */
export function replayAll(name: string, next: NextMajor): void {
  const mine = situations.filter((situation) => situation.app === name && isReplayed(situation))
  let app: NextApp
  let provider: IdentityProvider

  beforeAll(async () => {
    provider = await startIdentityProvider()
    app = await builtApp(name, next)
  })
  afterAll(() => provider.stop())

  for (const configuration of new Set(mine.map((situation) => situation.configuration))) {
    describe(`${name}/${configuration} on Next.js ${next}`, () => {
      let world: World
      beforeAll(async () => {
        world = await startWorld(app, configuration, provider)
      })
      afterAll(() => world.stop())

      for (const situation of mine.filter((one) => one.configuration === configuration)) {
        test(situation.id, async () => {
          const must = expected(situation)
          const seen = await replay(world, situation)
          expect(comparable(seen, must, situation.request !== undefined)).toEqual(must)
        })
      }
    })
  }
}
