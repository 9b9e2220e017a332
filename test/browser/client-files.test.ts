/** What the built example sends to browsers: every script, searched for what belongs to the server. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { buildExample } from "./example-build.js"

const serversOnly = [
  "NEXTAUTH_SECRET",
  "AUTH_SECRET",
  "GITHUB_SECRET",
  "OIDC_CLIENT_SECRET",
  "EMAIL_SERVER",
  "clientSecret",
  "code_verifier",
  "session-token",
  "A256GCM",
  "createCipheriv",
  "getUserByEmail",
]

const textUnder = (directory: string): string =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(?:js|json|html|css|map)$/.test(file))
    .map((file) => readFileSync(join(directory, file), "utf8"))
    .join("\n")

test("no script of the built example holds code of the server or the name of a secret", async () => {
  const built = join(await buildExample(), ".next")
  const [sent, kept] = [textUnder(join(built, "static")), textUnder(join(built, "server"))]
  expect(sent).toContain("/api/auth") // these are the scripts that know us
  expect(serversOnly.filter((word) => sent.includes(word))).toEqual([])
  for (const word of ["clientSecret", "session-token", "getUserByEmail"]) expect(kept).toContain(word)
})
