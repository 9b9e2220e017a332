import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import Database from "libsql"
import { afterAll, expect, test } from "vitest"
import { startDemo } from "../support/demo.js"
import { freePort } from "../support/next-app.js"

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

test("the demo says where it is and who can sign in, answers there, leaves nothing behind but its file, and knows who was signed in when it is started again", async () => {
  const port = await freePort()
  const file = join(folder, "demo.sqlite")
  const demo = await startDemo(port, file)
  const printed = demo.output()
  expect(printed).toMatch(/Building the library[\s\S]+Starting countersign dev[\s\S]+Starting the app/)

  const address = /http:\/\/localhost:\d+/.exec(printed)?.[0] ?? ""
  const mailbox = /http:\/\/localhost:\d+\/mails/.exec(printed)?.[0] ?? ""
  expect(address).toBe(`http://localhost:${port}`)
  expect(printed).toMatch(/alice\s+Alice Archer/)
  expect((await fetch(`${address}/`)).status).toBe(200)
  expect((await fetch(mailbox)).status).toBe(200)

  const { cookies } = await signIn(address)
  expect(await nameIn(address, cookies)).toBe("Demo Person")
  demo.interrupt()
  expect(await demo.exit).toBe(0)
  expect(demo.output()).not.toMatch(/hunter2|payroll/)
  expect(existsSync(file)).toBe(true)
  for (const gone of [`${address}/`, mailbox]) await expect(fetch(gone)).rejects.toThrow()

  const again = await startDemo(port, file)
  expect(await nameIn(address, cookies)).toBe("Demo Person")
  again.interrupt()
  await again.exit
}, 240_000)

test("a damaged file is said to be damaged and left as it is, deleting it starts afresh, and while another program locks it nothing is lost", async () => {
  const file = join(folder, "damaged.sqlite")
  const damaged = "this was a database once".repeat(100)
  writeFileSync(file, damaged)
  const port = await freePort()
  const address = `http://localhost:${port}`
  const demo = await startDemo(port, file)
  expect((await signIn(address)).location).toContain("error=Configuration")
  await expect.poll(demo.output).toContain(`${file} is damaged`)
  expect(readFileSync(file, "utf8")).toBe(damaged)

  rmSync(file)
  const { cookies, location } = await signIn(address)
  expect(location).not.toContain("error=")

  const other = new Database(file)
  other.exec("begin immediate")
  expect((await signIn(address)).location).toContain("error=Configuration")
  await expect.poll(demo.output).toContain(`${file} is locked`)
  expect(await nameIn(address, cookies)).toBe("Demo Person")
  other.exec("rollback")
  other.close()
  expect((await signIn(address)).location).not.toContain("error=")
  demo.interrupt()
  await demo.exit
}, 240_000)
