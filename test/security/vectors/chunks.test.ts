/** A token that came in several cookies: whole and in order, or nobody's. */
import { expect, test } from "vitest"
import { getToken } from "../../../src/jwt.js"
import { openApp, secret } from "../../support/app.js"
import { claims, keyOf, sealGcm } from "../forge.js"
import { randomFrom } from "./malformed-tokens.js"

const name = "__Secure-next-auth.session-token"
const token = sealGcm(claims({ filler: "x".repeat(9000) }), keyOf.nextAuth(secret))
const { auth } = openApp()

const cut = (count: number): string[] => {
  const size = Math.ceil(token.length / count)
  return Array.from({ length: count }, (_, i) => token.slice(i * size, (i + 1) * size))
}
type Cookie = readonly [index: number | string, value: string]
const header = (cookies: readonly Cookie[]): string =>
  cookies.map(([index, value]) => `${name}.${index}=${value}`).join("; ")

async function isSomebody(cookies: readonly Cookie[]): Promise<boolean> {
  const cookie = header(cookies)
  const found = (await getToken({ req: { headers: { cookie } }, secret })) !== null
  expect((await auth.session(new Headers({ cookie }))).session !== null).toBe(found)
  return found
}

test("chunks in every wrong order, with gaps, doubled, renamed, or one too few are nobody's; in any place of the header they are somebody's (CO-1)", async () => {
  const draw = randomFrom(1)
  const shuffled = <T>(list: readonly T[]): T[] =>
    list
      .map((item) => [draw(1_000_000), item] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, item]) => item)
  let tried = 0
  for (let count = 2; count <= 12; count++) {
    const parts = cut(count)
    const right: Cookie[] = parts.map((value, index) => [index, value])
    for (let i = 0; i < 5; i++) expect(await isSomebody(shuffled(right))).toBe(true)
    expect(await isSomebody([...right, [count + 1, "x"], [63, "x"], [99, "x"]])).toBe(true) // behind a gap: not read

    const wrong: Cookie[][] = [
      ...parts.map((_, lost) => right.filter((_, i) => i !== lost)),
      ...parts.map((_, lost) => right.map(([index, value]): Cookie => [index, index === lost ? "" : value])),
      ...parts.map((part, i) =>
        right.map(([index, value]): Cookie => [index, index === (i + 1) % count ? part : value]),
      ),
      ...parts.map((part, i): Cookie[] => [[(i + 1) % count, part], ...right]),
      ...["-1", "1e0", "00", "+1", "0x1", "01", " 1", "1 ", "__proto__", "constructor", "64", "100"].map((odd) =>
        right.map(([index, value]): Cookie => (index === 0 ? [odd, value] : [index, value])),
      ),
      right.map(([index, value]): Cookie => [(index as number) + 1, value]),
      right.map(([index, value]): Cookie => [index, `${value}.`]),
      [...right, [count, "AAAA"]],
    ]
    for (let i = 0; i < 20; i++) {
      const values = shuffled(parts)
      if (values.join("") !== token) wrong.push(right.map(([index], at): Cookie => [index, values[at] as string]))
    }
    for (const cookies of wrong) {
      tried++
      if (await isSomebody(cookies)) expect.unreachable(`${count}: ${header(cookies).slice(0, 300)}`)
    }
  }
  process.stdout.write(`${tried} sets of chunks refused\n`)
})
