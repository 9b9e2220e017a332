import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { countersign } from "./command.js"

const scratch = mkdtempSync(join(tmpdir(), "countersign-init-"))
afterAll(() => rmSync(scratch, { recursive: true }))

/** A folder with these files. */
function tree(files: Record<string, string>): string {
  const folder = mkdtempSync(join(scratch, "app-"))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

const next = JSON.stringify({ dependencies: { next: "16.0.0" } })
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => statSync(join(folder, path)).isFile())
const read = (folder: string, path: string): string => readFileSync(join(folder, path), "utf8")

test.each([
  [
    "App Router, TypeScript",
    { "app/page.tsx": "", "tsconfig.json": "{}" },
    "app/api/auth/[...nextauth]/route.ts",
    "auth.ts",
  ],
  ["App Router, JavaScript, src", { "src/app/page.js": "" }, "src/app/api/auth/[...nextauth]/route.js", "src/auth.js"],
  [
    "Pages Router, TypeScript, src",
    { "src/pages/index.tsx": "", "tsconfig.json": "{}" },
    "src/pages/api/auth/[...nextauth].ts",
    "src/auth.ts",
  ],
  ["Pages Router, JavaScript", { "pages/index.js": "" }, "pages/api/auth/[...nextauth].js", "auth.js"],
])("in an app with %s it writes the handler, the options and the environment", async (_, files, handler, options) => {
  const folder = tree({ ...files, "package.json": next, ".gitignore": ".env*\n" })
  const { code, out, err } = await countersign(["init"], {}, folder)
  expect([code, err]).toEqual([0, ""])
  const before = [...Object.keys(files), "package.json", ".gitignore"]
  const made = [handler, options, ".env.local", ".env.development.local"]
  expect(filesIn(folder).sort()).toEqual([...before, ...made].sort())
  for (const path of made) expect(out).toContain(`✓ ${path}`)
  expect(read(folder, ".env.local")).toMatch(/^NEXTAUTH_URL=http:\/\/localhost:3000\nNEXTAUTH_SECRET=[\w-]{43}\n$/)
  expect(out).not.toContain(/NEXTAUTH_SECRET=(.*)/.exec(read(folder, ".env.local"))?.[1])
  expect(statSync(join(folder, ".env.local")).mode & 0o077).toBe(0)
  expect(out).toContain("npx countersign dev")
})

test("run again it changes nothing, and files of somebody's own stay as they are", async () => {
  const own = { "auth.js": "export const authOptions = { providers: [] }\n", ".env.local": "AUTH_SECRET=mine" }
  const folder = tree({ "app/page.js": "", "package.json": next, ...own })
  await countersign(["init"], {}, folder)
  expect(read(folder, "auth.js")).toBe(own["auth.js"])
  expect(read(folder, ".env.local")).toBe("AUTH_SECRET=mine\nNEXTAUTH_URL=http://localhost:3000\n")
  const first = filesIn(folder).map((path) => read(folder, path))
  const again = await countersign(["init", "--json"], {}, folder)
  expect(JSON.parse(again.out)).toMatchObject({ written: [], kept: expect.arrayContaining(["auth.js"]) })
  expect(filesIn(folder).map((path) => read(folder, path))).toEqual(first)
})

test.each([
  "pages/api/auth/[...nextauth].tsx",
  "app/api/auth/[...nextauth]/route.js",
  "app/api/auth/[[...all]]/route.ts",
])("a handler of one's own, %s, is not doubled, and gets no options beside its own", async (handler) => {
  const folder = tree({ "app/page.tsx": "", "tsconfig.json": "{}", "package.json": next, [handler]: "mine" })
  expect((await countersign(["init"], {}, folder)).code).toBe(0)
  const written = filesIn(folder).filter((path) => path.startsWith(".env"))
  expect(filesIn(folder).sort()).toEqual(["app/page.tsx", "package.json", "tsconfig.json", handler, ...written].sort())
  expect(read(folder, handler)).toBe("mine")
})

test("--dry-run says what it would do, for a program too, and does nothing", async () => {
  const files = { "src/app/page.tsx": "", "tsconfig.json": "{}", "package.json": next, "pnpm-lock.yaml": "" }
  const folder = tree(files)
  const { code, out } = await countersign(["init", "--dry-run", "--json"], {}, folder)
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    ...{ router: "app", srcFolder: true, typescript: true, packageManager: "pnpm", dryRun: true },
    written: expect.arrayContaining(["src/auth.ts", "src/app/api/auth/[...nextauth]/route.ts"]),
    next: expect.arrayContaining([expect.objectContaining({ command: "pnpm add countersign" })]),
  })
  expect(filesIn(folder).sort()).toEqual(Object.keys(files).sort())
})

test("an app that has the package under the name next-auth imports it by that name", async () => {
  const manifest = JSON.stringify({ dependencies: { next: "16.0.0", "next-auth": "npm:countersign@^4" } })
  const folder = tree({ "pages/index.js": "", "package.json": manifest, "yarn.lock": "" })
  const { out } = await countersign(["init", "--json"], {}, folder)
  expect(read(folder, "pages/api/auth/[...nextauth].js")).toContain('import NextAuth from "next-auth"')
  expect(JSON.parse(out).next[0].command).toBe("yarn add --dev oidc-provider")
})

test("a secret is not written to where git would take it from", async () => {
  const files = { "apps/web/app/page.js": "", "apps/web/package.json": next }
  const git = (folder: string, ...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "pipe" })
  const initialised = (more: Record<string, string>): string => {
    const folder = tree({ ...files, ...more })
    git(folder, "init")
    return folder
  }
  const bare = initialised({ ".gitignore": "node_modules\n" })
  const refused = await countersign(["init"], {}, join(bare, "apps/web"))
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("add the line `.env*.local` to .gitignore")])
  expect(existsSync(join(bare, "apps/web/auth.js"))).toBe(false)

  const tracked = initialised({ ".gitignore": ".env*\n", "apps/web/.env.local": "A=1\n" })
  git(tracked, "add", "--force", ".")
  expect((await countersign(["init"], {}, join(tracked, "apps/web"))).code).toBe(1)
  expect(read(tracked, "apps/web/.env.local")).toBe("A=1\n")

  const safe = initialised({ ".gitignore": ".env*\n" }) // in the folder above, as in a monorepo
  const { code, err } = await countersign(["init"], {}, join(safe, "apps/web"))
  expect([code, err]).toEqual([0, ""])
  git(safe, "add", ".")
  expect(String(git(safe, "diff", "--cached"))).not.toContain("NEXTAUTH_SECRET")
})

test("before there is a repository, a .gitignore without that line is pointed out", async () => {
  const folder = tree({ "app/page.js": "", "package.json": next, ".gitignore": "node_modules\n" })
  expect((await countersign(["init"], {}, folder)).err).toContain(".gitignore")
})

test("a secret in .env is not hidden by another one", async () => {
  const folder = tree({ "app/page.js": "", "package.json": next, ".env": "NEXTAUTH_SECRET=everybody-uses-this\n" })
  await countersign(["init"], {}, folder)
  expect(read(folder, ".env.local")).toBe("NEXTAUTH_URL=http://localhost:3000\n")
  writeFileSync(join(folder, ".env"), "NEXTAUTH_SECRET=everybody-uses-this\nNEXTAUTH_URL=http://localhost:3000\n")
  rmSync(join(folder, ".env.local"))
  expect(JSON.parse((await countersign(["init", "--json"], {}, folder)).out)).toMatchObject({
    written: [],
    kept: expect.not.arrayContaining([".env.local"]),
  })
})

test.each([
  ["no package.json", {}, "no package.json"],
  ["a broken package.json", { "package.json": "{" }, "not JSON"],
  ["another kind of app", { "package.json": "{}" }, "no Next.js"],
  ["neither app nor pages", { "package.json": next }, "`app` or `pages`"],
  [
    "an auth.ts of another kind",
    { "package.json": next, "app/page.js": "", "auth.ts": "export {}" },
    "auth.ts is there",
  ],
])("with %s it says what is missing, and writes nothing", async (_, files: Record<string, string>, sentence) => {
  const folder = tree(files)
  const { code, err } = await countersign(["init"], {}, folder)
  expect([code, err]).toEqual([1, expect.stringContaining(sentence)])
  expect(err.trim().split("\n")).toHaveLength(1)
  expect(filesIn(folder).sort()).toEqual(Object.keys(files).sort())
})

test("countersign secret prints a secret; with --env it goes into a file that has none, and is not printed", async () => {
  const folder = tree({ ".env.local": "A=1" })
  const printed = await countersign(["secret"], {}, folder)
  expect(printed.out).toMatch(/^[\w-]{43}\n$/)
  expect((await countersign(["secret"], {}, folder)).out).not.toBe(printed.out)
  expect(JSON.parse((await countersign(["secret", "--json"], {}, folder)).out).secret).toHaveLength(43)
  const { out } = await countersign(["secret", "--env"], {}, folder)
  const written = read(folder, ".env.local")
  expect(written).toMatch(/^A=1\nNEXTAUTH_SECRET=([\w-]{43})\n$/)
  expect(out).not.toContain(written.trim().split("=").at(-1))
  expect(JSON.parse((await countersign(["secret", "--env", "--json"], {}, folder)).out).written).toBe(false)
  expect(read(folder, ".env.local")).toBe(written)
  expect(existsSync(join(folder, ".env"))).toBe(false)
})
