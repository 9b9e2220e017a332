import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { repository } from "../support/install-countersign.js"

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => done(typeof address === "object" && address ? address.port : 0))
    })
  })
}

/** `npm run demo` as somebody starts it, until it has said how to stop it. */
async function startDemo(port: number, database: string) {
  const demo = spawn(process.execPath, ["scripts/demo.mjs"], {
    cwd: repository,
    env: { ...process.env, PORT: String(port), DATABASE_URL: `file:${database}` },
  })
  let output = ""
  const exit = new Promise<number | null>((done) => demo.on("exit", done))
  const ready = new Promise<void>((done) => {
    for (const stream of [demo.stdout, demo.stderr])
      stream.on("data", (chunk) => {
        output += chunk
        if (output.includes("Ctrl-C")) done()
      })
  })
  await Promise.race([ready, exit])
  return { output: () => output, exit, interrupt: () => demo.kill("SIGINT") }
}

const folder = mkdtempSync(join(tmpdir(), "countersign-demo-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Signs in by name and password, as the form on the sign-in page does. The cookies that the browser then has. */
async function signIn(address: string): Promise<{ cookies: string; location: string | null }> {
  const first = await fetch(`${address}/api/auth/csrf`)
  const { csrfToken } = (await first.json()) as { csrfToken: string }
  const kept = first.headers.getSetCookie().map((line) => line.split(";")[0])
  const answer = await fetch(`${address}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: kept.join("; ") },
    body: new URLSearchParams({ csrfToken, username: "demo", password: "demo" }),
  })
  const cookies = [...kept, ...answer.headers.getSetCookie().map((line) => line.split(";")[0])].join("; ")
  return { cookies, location: answer.headers.get("location") }
}

const nameIn = async (address: string, cookie: string): Promise<string | undefined> =>
  (await (await fetch(`${address}/api/auth/session`, { headers: { cookie } })).json()).user?.name

test("the demo says where it is and who can sign in, answers there, and leaves nothing behind", async () => {
  const port = await freePort()
  const database = join(folder, "demo.sqlite")
  const demo = await startDemo(port, database)
  const printed = demo.output()
  expect(printed).toMatch(/Building the library[\s\S]+Building the example app[\s\S]+Starting the OpenID provider/)

  const address = /http:\/\/localhost:\d+/.exec(printed)?.[0]
  const issuer = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
  expect(address).toBe(`http://localhost:${port}`)
  expect(printed).toMatch(/alice\s+Alice Archer/)
  expect((await fetch(`${address}/`)).status).toBe(200)
  expect(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()).toMatchObject({ issuer })

  const { cookies } = await signIn(address as string)
  expect(await nameIn(address as string, cookies)).toBe("Demo Person")
  demo.interrupt()
  expect(await demo.exit).toBe(0)
  expect(existsSync(database)).toBe(true)
  for (const gone of [`${address}/`, `${issuer}/`]) await expect(fetch(gone)).rejects.toThrow()
}, 240_000)

test("started again the demo knows who was signed in; with its file deleted it starts afresh", async () => {
  const database = join(folder, "again.sqlite")
  const port = await freePort()
  const address = `http://localhost:${port}`
  const first = await startDemo(port, database)
  const { cookies } = await signIn(address)
  first.interrupt()
  await first.exit
  const second = await startDemo(port, database)
  expect(await nameIn(address, cookies)).toBe("Demo Person")
  second.interrupt()
  await second.exit
  for (const suffix of ["", "-wal", "-shm"]) rmSync(database + suffix, { force: true })
  const third = await startDemo(port, database)
  expect(await nameIn(address, cookies)).toBeUndefined()
  expect((await signIn(address)).location).not.toContain("error")
  third.interrupt()
  await third.exit
}, 240_000)

test("a damaged file is said to be damaged, and left as it is", async () => {
  const database = join(folder, "damaged.sqlite")
  const damaged = "this was a database once".repeat(100)
  writeFileSync(database, damaged)
  const port = await freePort()
  const demo = await startDemo(port, database)
  const { location } = await signIn(`http://localhost:${port}`)
  expect(location).toContain("error")
  expect(demo.output()).toContain(database)
  demo.interrupt()
  await demo.exit
  expect(readFileSync(database, "utf8")).toBe(damaged)
}, 240_000)
