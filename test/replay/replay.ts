import { journeys } from "./journeys.js"
import type { Answer, Situation } from "./observed.js"
import { situate } from "./situate.js"
import type { World } from "./world.js"

/** Makes the situation happen, and says what it came to. */
export async function replay(world: World, situation: Situation): Promise<Answer> {
  if (situation.request) {
    const request = await situate(world, situation)
    return world.observe(await world.send(request))
  }
  const journey = journeys[situation.id]
  if (!journey) throw new Error(`No journey leads to "${situation.id}"`)
  return journey(world)
}

/** Of what was seen, the part that the record speaks about; cookies and location it always does. */
export function comparable(seen: Answer, must: Answer, isRequest: boolean): Answer {
  const names = Object.keys(must)
  if (isRequest) names.push("setCookies", "location")
  if (must.json !== undefined) names.push("noStore")
  return Object.fromEntries(
    [...new Set(names)].filter((name) => seen[name] !== undefined).map((name) => [name, seen[name]]),
  )
}
