/** What a signed token says, where its signature is good: for whom, by whom, and for how long. */
import { expect, test } from "vitest"
import { clientId, seconds } from "../../support/scripted-provider.js"
import { areRefused, believers, isBelievedEverywhere } from "./offered.js"
import { signing } from "./signing.js"
import { claims, issuer } from "./verifiers.js"

const saying = (changes: object): string => signing({ claims: claims(changes) })

/** Any text in place of a claim, so that it may be what JSON.stringify would not write. */
const spelling = (claim: string, value: string): string =>
  signing({ claims: JSON.stringify(claims({ [claim]: "@" })).replace(`"${claim}":"@"`, `"${claim}":${value}`) })

async function refuseEach(claim: string, values: readonly unknown[]): Promise<void> {
  for (const value of values)
    await areRefused({ [`${claim}: ${JSON.stringify(value)}`.slice(0, 80)]: saying({ [claim]: value }) })
}

test("by an issuer that is the provider's, letter by letter, and one (GHSA-gm45-q3v2-6cf8, CVE-2025-30144, GHSA-75c5-xw7c-p5pm, CVE-2024-53861)", async () => {
  await refuseEach("iss", [
    [issuer],
    [issuer, "https://evil.example"],
    ["https://evil.example", issuer],
    { 0: issuer },
    null,
    "",
    0,
    true,
    issuer.slice(0, -1),
    issuer.slice(1),
    issuer.slice(0, 8),
    `${issuer}/`,
    `${issuer}0`,
    `${issuer}.evil.example`,
    `${issuer}@evil.example`,
    `${issuer}#`,
    `${issuer}?`,
    ` ${issuer}`,
    `${issuer} `,
    `${issuer}\0`,
    issuer.toUpperCase(),
    issuer.replace("https", "http"),
    issuer.replace("https:", ""),
    issuer.replace("127.0.0.1", "127.0.0.01"),
    encodeURIComponent(issuer),
    "https://evil.example",
  ])
  await isBelievedEverywhere(saying({}))
})

test("for this client, and for no other beside it (GHSA-m732-5p4w-x69g, CVE-2025-62610)", async () => {
  const other = "another-client"
  await refuseEach("aud", [null, "", 0, 7, true, {}, [], [[]], [null], other, [other], { 0: clientId }])
  await refuseEach("aud", [
    clientId.slice(1),
    `${clientId} `,
    clientId.toUpperCase(),
    `${clientId},${other}`,
    [[clientId]],
  ])
  await isBelievedEverywhere(saying({ aud: [clientId] }))
})

test("userinfo alone need not say by whom and for whom: whoever asked for it knows (OpenID Connect Core §5.3.2)", async () => {
  for (const claim of ["iss", "aud"])
    expect(await believers(saying({ [claim]: undefined }))).toEqual(["signed userinfo"])
})

test("an ID token for several names the one it was issued to, and that is this one (clerk-changelog#2026)", async () => {
  const believe = async (changes: object): Promise<boolean> =>
    (await believers(saying(changes))).includes("an ID token")
  const several = [clientId, "another-client"]
  expect(await believe({ aud: several, azp: clientId })).toBe(true)
  for (const azp of [undefined, null, "", "another-client", clientId.toUpperCase(), [clientId], 7])
    expect([azp, await believe({ aud: several, azp })]).toEqual([azp, false])
  for (const azp of ["", "another-client", [clientId], {}, 7])
    expect([azp, await believe({ aud: clientId, azp })]).toEqual([azp, false])
})

test("for a time that is a time: a claim of another type is no absent claim (CVE-2026-25537)", async () => {
  const noTimes = ['"123"', '"4102444800"', '""', "[]", "[4102444800]", "{}", "null", "true", "1e400", "-1e400"]
  for (const claim of ["exp", "nbf", "iat"])
    for (const value of noTimes) await areRefused({ [`${claim}: ${value}`]: spelling(claim, value) })
  await refuseEach("exp", [0, -1, seconds() - 120, seconds() - 86_400])
  await refuseEach("nbf", [seconds() + 120, 4_102_444_800])
})

test("about somebody: a subject that is a text, and a short one", async () => {
  const believe = async (sub: unknown): Promise<boolean> => (await believers(saying({ sub }))).includes("an ID token")
  for (const sub of [undefined, null, "", 7, [], ["fay"], {}, true, "f".repeat(256), "fä", "f\0"])
    expect([sub, await believe(sub)]).toEqual([sub, false])
  expect(await believe("fay")).toBe(true)
})
