/** Offers signed tokens at every place that takes one. */
import { afterAll, expect } from "vitest"
import { keys } from "./signing.js"
import { isBelieved, verifiers } from "./verifiers.js"

const places = Object.entries(verifiers)
let tried = 0
afterAll(() => {
  process.stdout.write(`${tried} signed tokens offered, at ${places.length} places\n`)
})

/** All keys of the provider. */
export const published: object[] = Object.values(keys).map(({ jwk }) => jwk)

/** The places at which a token is believed. */
export async function believers(token: string, algorithm = "RS256", jwks = published): Promise<string[]> {
  const found: string[] = []
  for (const [place, verifier] of places) {
    tried++
    if (await isBelieved(verifier, token, algorithm, jwks)) found.push(place)
  }
  return found
}

/** So that the refusals mean something. */
export async function isBelievedEverywhere(token: string, algorithm = "RS256", jwks = published): Promise<void> {
  expect(await believers(token, algorithm, jwks)).toEqual(Object.keys(verifiers))
}

/** None of them is believed anywhere. Their names are for whoever reads the failure. */
export async function areRefused(
  tokens: Readonly<Record<string, string>>,
  algorithm = "RS256",
  jwks = published,
): Promise<void> {
  for (const [name, token] of Object.entries(tokens))
    expect([name, await believers(token, algorithm, jwks)]).toEqual([name, []])
}
