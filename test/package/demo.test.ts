import { spawn } from "node:child_process"
import { createServer } from "node:net"
import { expect, test } from "vitest"
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
async function startDemo(port: number) {
  const demo = spawn(process.execPath, ["scripts/demo.mjs"], {
    cwd: repository,
    env: { ...process.env, PORT: String(port) },
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

test("the demo says where it is and who can sign in, answers there, and leaves nothing behind", async () => {
  const port = await freePort()
  const demo = await startDemo(port)
  const printed = demo.output()
  expect(printed).toMatch(/Building the library[\s\S]+Building the example app[\s\S]+Starting the OpenID provider/)

  const address = /http:\/\/localhost:\d+/.exec(printed)?.[0]
  const issuer = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
  expect(address).toBe(`http://localhost:${port}`)
  expect(printed).toMatch(/alice\s+Alice Archer/)
  expect((await fetch(`${address}/`)).status).toBe(200)
  expect(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()).toMatchObject({ issuer })

  demo.interrupt()
  expect(await demo.exit).toBe(0)
  for (const gone of [`${address}/`, `${issuer}/`]) await expect(fetch(gone)).rejects.toThrow()
}, 240_000)
