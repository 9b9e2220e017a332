import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, expect, test } from "vitest"
import { violationsIn } from "../../scripts/check-layers.mjs"

const planted: string[] = []
afterEach(() => {
  for (const folder of planted.splice(0)) rmSync(folder, { recursive: true })
})

function houseWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "countersign-house-"))
  planted.push(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

test("a house built in order stands", () => {
  const folder = houseWith({
    "core/model.ts": "export interface User { id: string }",
    "core/flows/sign-out.ts": 'import type { User } from "../model.js"\nexport const who = (user: User) => user.id',
    "methods/oauth/index.ts":
      'import * as oauth from "oauth4webapi"\nimport { who } from "../../core/flows/sign-out.js"',
    "auth.ts": 'export { who } from "./core/flows/sign-out.js"',
    "react/index.ts": 'import type { User } from "../core/model.js"\nimport { createContext } from "react"',
  })
  expect(violationsIn(folder)).toEqual([])
})

test.each([
  [
    "a type from a later floor of the core",
    "core/session/read.ts",
    'import type { Flow } from "../flows/sign-out.js"',
    "core/session/read.ts imports core/flows/sign-out.ts, which is a later floor",
  ],
  [
    "a part of the core that nobody placed",
    "core/flows/begin.ts",
    'import { later } from "../later.js"',
    "core/flows/begin.ts imports core/later.ts, which is on no floor that scripts/house.mjs knows",
  ],
  [
    "a room imported by the core",
    "core/flows/begin.ts",
    'import {\n  begin,\n} from "../../methods/oauth/index.js"',
    "core/flows/begin.ts is core, and imports methods/oauth/index.ts from outside it",
  ],
  [
    "core code in the browser",
    "client/store.ts",
    'export { AuthError } from "../core/errors.js"',
    "client/store.ts may not import core/errors.ts (types only)",
  ],
  [
    "a provider that reads the session",
    "providers/github.ts",
    'const later = () => import("../core/session/read.js")',
    "providers/github.ts may not import core/session/read.ts",
  ],
  [
    "one sign-in method that leans on another",
    "methods/credentials/index.ts",
    'import { begin } from "../oauth/index.js"',
    "methods/credentials/index.ts may not import methods/oauth/index.ts",
  ],
  [
    "a framework inside the core",
    "core/handler/respond.ts",
    'import { NextResponse } from "next/server.js"',
    "core/handler/respond.ts may not import next/server.js",
  ],
  [
    "a package nobody decided on",
    "methods/oauth/index.ts",
    'import { z } from "zod"',
    "methods/oauth/index.ts imports zod, which no room may",
  ],
])("%s is found", (_, file, text, sentence) => {
  expect(violationsIn(houseWith({ [file]: text }))).toEqual([sentence])
})

test("a cycle is found even when only types close it", () => {
  const folder = houseWith({
    "core/http/cookies.ts": 'import type { Jar } from "./jar.js"\nexport interface Cookie { jar: Jar }',
    "core/http/jar.ts": 'import { type Cookie } from "./cookies.js"\nexport interface Jar { cookies: Cookie[] }',
  })
  expect(violationsIn(folder)).toEqual(["cycle: core/http/cookies.ts → core/http/jar.ts → core/http/cookies.ts"])
})

test("an import in a comment or a string is none", () => {
  const folder = houseWith({
    "core/model.ts":
      '// import "./handler/x.js"\n/* import { a } from "../auth.js" */\nexport const b = "import(\'../auth.js\')"',
  })
  expect(violationsIn(folder)).toEqual([])
})
