/** Nothing of the server is in what browsers load: no secret's name, no code that only a server runs. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { build } from "esbuild"
import { afterAll, expect, test } from "vitest"
import { consumerWith } from "../support/packed-package.js"

const app = consumerWith("next-auth")
afterAll(app.remove)

/** Words that a server's code cannot do without, and a browser's has no use for. */
const serversOnly = [
  "NEXTAUTH_SECRET",
  "AUTH_SECRET",
  "clientSecret",
  "client_secret",
  "code_verifier",
  "session-token",
  "A256GCM",
  "deriveKey",
  "createCipheriv",
  "node:",
  "getUserByEmail",
  "Set-Cookie",
]

async function textOf(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: app.directory },
    bundle: true,
    platform: "browser",
    format: "esm",
    external: ["react", "react/*", "next", "next/*"],
    write: false,
    logLevel: "silent",
  })
  return outputFiles[0]?.text ?? ""
}
const found = (text: string): string[] => serversOnly.filter((word) => text.includes(word))

test("what browsers load of the package holds nothing of the server", async () => {
  const text = await textOf('export * from "next-auth/react"')
  expect(text).toContain("useSession")
  expect(found(text)).toEqual([])
})

test("the words that are looked for are those of the server's code", async () => {
  const directory = join(app.directory, "node_modules/next-auth/dist/esm")
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js"))
  const whole = files.map((file) => readFileSync(join(directory, file), "utf8")).join("\n")
  expect(found(whole)).toEqual(serversOnly)
})
