import { createRequire } from "node:module"
import { afterAll, expect, test } from "vitest"
import { consumerWith, publicDoors } from "../support/packed-package.js"

const app = consumerWith("next-auth")
const doors = publicDoors(app, "next-auth")
afterAll(app.remove)

type Names = Record<string, string[]>

// biome-ignore lint/suspicious/noTemplateCurlyInString: the program that is written to a file fills it in
const report = "names[door] = Object.entries(module).map(([name, value]) => `${name}:${typeof value}`).sort()"
const list = JSON.stringify(doors)

function imported(): Names {
  const file = app.write(
    "import-all.mjs",
    `const names = {}\nfor (const door of ${list}) { const module = await import("next-auth" + door); ${report} }\nconsole.log(JSON.stringify(names))`,
  )
  return JSON.parse(app.node([file]))
}

function required(): Names {
  const file = app.write(
    "require-all.cjs",
    `const names = {}\nfor (const door of ${list}) { const module = require("next-auth" + door); ${report} }\nconsole.log(JSON.stringify(names))`,
  )
  return JSON.parse(app.node([file]))
}

const esm = imported()

test("every door opens by import and by require, with the same names", () => {
  expect(Object.keys(esm)).toEqual(doors)
  expect(required()).toEqual(esm)
})

const v4Files: Record<string, string> = {
  "": "next-auth-v4",
  "/react": "next-auth-v4/react",
  "/next": "next-auth-v4/next",
  "/middleware": "next-auth-v4/middleware",
  "/jwt": "next-auth-v4/jwt",
}

test.each(Object.entries(v4Files))("next-auth%s has every name that version 4 has, of the same kind", (door, v4) => {
  const module = createRequire(import.meta.url)(v4) as Record<string, unknown>
  const names = Object.entries(module).map(([name, value]) => `${name}:${typeof value}`)
  expect(esm[door]).toEqual(expect.arrayContaining(names))
})

test("Next.js finds the names that its middleware and proxy files may export", () => {
  const functions = ["default:function", "middleware:function", "proxy:function", "withAuth:function"]
  expect(esm["/middleware"]).toEqual(expect.arrayContaining(functions))
})

const typesOnly = ["/adapters", "/providers", "/providers/oauth"]

test("the default of every provider makes a provider", () => {
  const providers = doors.filter((door) => door.startsWith("/providers/") && !typesOnly.includes(door))
  expect(providers.length).toBeGreaterThanOrEqual(10)
  for (const door of providers) expect(esm[door], door).toContain("default:function")
})

test("the doors that hold types only can be imported by a program that does not know it", () => {
  for (const door of typesOnly) expect(esm[door], door).toEqual([])
})

test("Babel and TypeScript find the default export in what require returns", () => {
  const file = app.write(
    "interop.cjs",
    'const m = require("next-auth")\nconsole.log(m.__esModule, typeof m.default, m.default.name)',
  )
  expect(app.node([file]).trim()).toBe("true function NextAuth")
})

test("a provider and a hook share their context although one was imported and the other required", () => {
  const file = app.write(
    "context.mjs",
    'import { createRequire } from "node:module"\nimport { SessionContext } from "next-auth/react"\n' +
      'console.log(SessionContext === createRequire(import.meta.url)("next-auth/react").SessionContext)',
  )
  expect(app.node([file]).trim()).toBe("true")
})

test("the package may be asked for its version", () => {
  const file = app.write("version.cjs", 'console.log(require("next-auth/package.json").version)')
  expect(app.node([file]).trim()).toMatch(/^4\.\d{3,}\.\d+$/)
})
