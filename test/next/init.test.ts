/** `countersign init` in an app as `create-next-app` makes it: what it writes builds, and somebody signs in. */
import { renameSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type DevServer, startDev } from "../../src/dev/index.js"
import { countersign } from "../cli/command.js"
import { Browser, type Form } from "../support/app.js"
import { assembleApp, mustBuild, type NextApp, startApp } from "../support/next-app.js"

const page = "export default function Home() {\n  return <main>Hello</main>\n}\n"

const typescript = {
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      target: "ES2017",
      lib: ["dom", "dom.iterable", "esnext"],
      allowJs: true,
      skipLibCheck: true,
      strict: true,
      noEmit: true,
      esModuleInterop: true,
      module: "esnext",
      moduleResolution: "bundler",
      resolveJsonModule: true,
      isolatedModules: true,
      jsx: "react-jsx",
      incremental: true,
      plugins: [{ name: "next" }],
      paths: { "@/*": ["./*"] },
    },
    include: ["next-env.d.ts", "**/*.ts", "**/*.tsx", ".next/types/**/*.ts", ".next/dev/types/**/*.ts"],
    exclude: ["node_modules"],
  }),
  "app/layout.tsx":
    'export default function Root({ children }: { children: React.ReactNode }) {\n  return <html lang="en"><body>{children}</body></html>\n}\n',
  "app/page.tsx": page,
}
const javascript = {
  "jsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
  "src/pages/index.js": page,
}

/** The app, with the package in it under this name. */
function create(name: string, files: Record<string, string>, dependencies: Record<string, string>): NextApp {
  const app = assembleApp({ name, next: 16, parts: {}, files: { ".gitignore": "/.next/\n.env*\n", ...files } })
  const [installedAs = ""] = Object.keys(dependencies)
  const modules = join(app.directory, "node_modules")
  if (installedAs !== "next-auth") renameSync(join(modules, "next-auth"), join(modules, installedAs))
  const manifest = { name, private: true, dependencies: { ...dependencies, next: "16.4.5" } }
  writeFileSync(join(app.directory, "package.json"), JSON.stringify(manifest))
  return app
}

let dev: DevServer
beforeAll(async () => {
  dev = await startDev({ port: 0 })
})
afterAll(() => dev.close())

describe.each([
  ["the App Router in TypeScript", "init-app", typescript, { countersign: "^4.100.0" }],
  ["the Pages Router in JavaScript, in src", "init-pages", javascript, { "next-auth": "npm:countersign@^4" }],
] as const)("in a fresh app with %s", (_, name, files, dependencies) => {
  let app: NextApp
  beforeAll(async () => {
    app = create(name, files, dependencies)
    expect(await countersign(["init"], {}, app.directory)).toMatchObject({ code: 0, err: "" })
    await mustBuild(app)
  })

  test("what was built answers with the environment that was written, and refuses everybody where it is sent to countersign dev", async () => {
    expect(statSync(join(app.directory, ".env.local")).mode & 0o077).toBe(0)
    const asBuilt = await startApp(app, () => ({}))
    const providers = await fetch(`http://localhost:${asBuilt.port}/api/auth/providers`)
    expect([providers.status, Object.keys(await providers.json())]).toEqual([200, ["github"]])
    await asBuilt.stop()

    const misled = await startApp(app, () => ({ COUNTERSIGN_DEV: dev.url }))
    for (const path of ["providers", "session", "signin"])
      expect((await fetch(`http://localhost:${misled.port}/api/auth/${path}`)).status).toBe(500)
    expect(misled.output()).toContain("Remove `COUNTERSIGN_DEV` from the environment")
    await misled.stop()
  })

  test("in development somebody signs in by GitHub, with no account there", async () => {
    const origin = (port: number): string => `http://localhost:${port}`
    const running = await startApp(
      app,
      (port) => ({ NEXTAUTH_URL: origin(port), COUNTERSIGN_DEV: dev.url }), // its ports are not those of everyday
      "dev",
    )
    const browser = new Browser(origin(running.port), (request) => fetch(request, { redirect: "manual" }))
    const picker = await browser.follow(await browser.signIn("github", { callbackUrl: "/" }))
    const arrived = await browser.follow(await browser.submit(picker.forms[0] as Form, { person: "alice" }))
    expect([arrived.url, arrived.status]).toEqual([`${origin(running.port)}/`, 200])
    expect((await browser.session())?.user).toMatchObject({ name: "Alice Archer", email: "alice@example.com" })
    await running.stop()
  })
})
