import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { expect, test } from "vitest"

test("an error is logged under its own name in an app whose bundler renames classes", async () => {
  const entry = fileURLToPath(new URL("errors.ts", import.meta.url))
  const { outputFiles } = await build({ entryPoints: [entry], minify: true, format: "esm", bundle: true, write: false })
  const minified = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? "")}`)
  const names = ["ConfigurationError", "RequestError", "SignInError", "ProtocolError", "StorageError"]
  for (const name of names) expect(new minified[name]("NO_SECRET", "message").name).toBe(name)
})
