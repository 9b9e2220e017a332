/** A forged token learns nothing from how it was refused: neither the words nor the time tell which of its parts was wrong. */
import { expect, test } from "vitest"
import { openClaims } from "../../../src/core/crypto/token.js"
import { secret } from "../../support/app.js"
import { claims } from "../forge.js"
import { base64url, deriveKey, sealing } from "./sealing.js"

const ivs = { A256GCM: Buffer.alloc(12, 7), "A256CBC-HS512": Buffer.alloc(16, 7) } as const

test.each(["A256GCM", "A256CBC-HS512"] as const)(
  "every altered byte of vector, text and tag of %s is answered with one sentence, a wrong padding too (CVE-2021-29443, CVE-2021-29444, CVE-2021-29445, CVE-2021-29446, GHSA-58f5-hfqc-jgch)",
  async (encryption) => {
    const by = { encryption, key: deriveKey(encryption, secret, ""), iv: ivs[encryption], plaintext: claims() }
    const token = sealing(by)
    expect(await openClaims(token, secret, "")).toMatchObject({ sub: "1" })
    const answers = new Set<unknown>()
    for (const part of [2, 3, 4]) {
      const bytes = Buffer.from(token.split(".")[part] as string, "base64url")
      for (let i = 0; i < bytes.length; i++) {
        for (const value of [0, 1, 255, (bytes[i] as number) ^ 0x80]) {
          if (bytes[i] === value) continue
          const altered = Buffer.from(bytes)
          altered[i] = value
          answers.add(await openClaims(token.split(".").with(part, base64url(altered)).join("."), secret, ""))
        }
      }
    }
    for (const last of [0, 17, 255]) {
      const plaintext = Buffer.concat([Buffer.alloc(32, "x"), Buffer.alloc(16, last)])
      if (encryption === "A256CBC-HS512")
        answers.add(await openClaims(sealing({ ...by, plaintext, isPadded: true }), secret, ""))
    }
    expect([...answers]).toEqual(["altered"])
  },
)

test("a wrong padding behind a wrong tag takes no other time than a right one: the tag is looked at first (CVE-2021-29443, CVE-2021-29445)", async () => {
  const encryption = "A256CBC-HS512"
  const by = { encryption, key: deriveKey(encryption, secret, ""), iv: ivs[encryption], isPadded: true } as const
  const noTag = (tag: Buffer): Buffer => Buffer.alloc(32, tag[0])
  const filled = (padding: number): Buffer => Buffer.concat([Buffer.alloc(65_536, "x"), Buffer.alloc(16, padding)])
  const [right, wrong] = [16, 0].map((padding) => sealing({ ...by, plaintext: filled(padding), cutTag: noTag }))
  const median = (times: number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] as number
  const difference = async (): Promise<number> => {
    const times: Record<string, number[]> = { right: [], wrong: [] }
    for (let i = 0; i < 400; i++) {
      for (const [name, token] of Object.entries({ right, wrong })) {
        const started = performance.now()
        await openClaims(token as string, secret, "")
        times[name]?.push(performance.now() - started)
      }
    }
    const [one, other] = [median(times.right as number[]), median(times.wrong as number[])]
    return Math.abs(one - other) / Math.min(one, other)
  }
  // 0.02 as a rule; on a busy machine one round in ten sees 0.1. What is in the code is seen in each.
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3 && least >= 0.25; round++) least = Math.min(least, await difference())
  expect(least).toBeLessThan(0.25)
})
