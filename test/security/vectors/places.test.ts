import { readdirSync, readFileSync } from "node:fs"
import { encode as encodeAuthjs } from "auth-core-v5/jwt"
import { CompactEncrypt } from "jose"
import { encode as encodeNextAuth } from "next-auth-v4/jwt"
import { expect, test } from "vitest"
import { secret } from "../../support/app.js"
import { everyPlace } from "./places.js"
import { deriveKey } from "./sealing.js"

const { places } = everyPlace()
const source = new URL("../../../src/", import.meta.url)

test("every file that opens a sealed value has a place among those that malformed tokens are offered at", () => {
  const imports = /import \{[^}]*\b(?:open|openClaims)\b[^}]*\} from "[^"]*\/(?:seal|token)\.js"/
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (path) => /(?<!\.test)\.tsx?$/.test(path) && imports.test(readFileSync(new URL(path, source), "utf8")),
  )
  expect(files.length).toBeGreaterThan(8)
  expect([...new Set(Object.values(places).map(({ file }) => file))].sort()).toEqual(files.sort())
})

test.each(Object.entries(places))("what jose seals is opened, in either form: %s", async (_, place) => {
  for (const enc of ["A256GCM", "A256CBC-HS512"] as const) {
    const token = await new CompactEncrypt(Buffer.from(place.plaintext("")))
      .setProtectedHeader({ alg: "dir", enc })
      .encrypt(deriveKey(enc, secret, place.salt))
    expect(await place.opens(token)).toBe(place.takes?.(token) ?? true)
  }
})

test.each(Object.entries(places).filter(([name]) => /session cookie|Authorization/.test(name)))(
  "the session that next-auth v4 or Auth.js v5 issued is opened: %s",
  async (_, { salt, opens }) => {
    const token = { sub: "1", name: "Ada" }
    const issued = salt === "" ? await encodeNextAuth({ token, secret }) : await encodeAuthjs({ token, secret, salt })
    expect(await opens(issued)).toBe(true)
  },
)
