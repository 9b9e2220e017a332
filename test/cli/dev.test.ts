import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { consumerWith } from "../support/packed-package.js"
import { countersign, type Running, start } from "./command.js"

const folder = mkdtempSync(join(tmpdir(), "countersign-dev-command-"))
afterAll(() => rmSync(folder, { recursive: true }))

/** What it has said once it says that much. */
const said = ({ child }: Running, enough: RegExp): Promise<string> =>
  new Promise((done, failed) => {
    let text = ""
    child.stdout?.on("data", (chunk) => {
      text += chunk
      if (enough.test(text)) done(text)
    })
    child.on("exit", () => failed(new Error(`It ended: ${text}`)))
  })

test("countersign dev prints what an app needs, answers until Ctrl-C, and then nothing does", async () => {
  const running = start(["dev", "--port=0", "--json"])
  const { url, issuer, env } = JSON.parse(await said(running, /\n/))
  expect(env.COUNTERSIGN_DEV).toBe(url)
  expect(env.EMAIL_SERVER).toMatch(/^smtp:\/\/127\.0\.0\.1:\d+\?proxy=http:\/\/127\.0\.0\.1:\d+\/countersign-dev$/)
  expect((await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()).issuer).toBe(issuer)
  expect((await fetch(`${url}/mails`)).status).toBe(200)
  running.child.kill("SIGINT")
  expect(await running.ended).toMatchObject({ code: 0, err: "" })
  await expect(fetch(url)).rejects.toThrow()
})

test("for a person it prints lines to copy, without colours where it is no terminal; people are kept where asked", async () => {
  const file = join(folder, "kept.json")
  const running = start(["dev", "--port=0", `--keep=${file}`])
  const text = await said(running, /Ctrl-C/)
  expect(text).toMatch(/^ {2}COUNTERSIGN_DEV=http:\/\/localhost:\d+$/m)
  expect(text).toMatch(/^ {2}EMAIL_SERVER=smtp:/m)
  expect(text).not.toContain("\x1b")
  const url = /http:\/\/localhost:\d+/.exec(text)?.[0]
  await fetch(`${url}/people`, { method: "POST", body: new URLSearchParams({ name: "Grace Hopper" }) })
  running.child.kill("SIGTERM")
  expect((await running.ended).code).toBe(0)
  expect(readFileSync(file, "utf8")).toContain("Grace Hopper")
})

test.each([
  [["dev", "--port=0"], { NODE_ENV: "production" }, 1, "NODE_ENV=production"],
  [["dev", "--port=many"], {}, 2, "--port is a number"],
  [["dev", "--prot=1"], {}, 2, "Unknown option --prot"],
])("countersign %j with %j ends with a sentence", async (args, env, code, sentence) => {
  const ended = await countersign(args, env as Record<string, string>)
  expect([ended.code, ended.out]).toEqual([code, ""])
  expect(ended.err.split("\n")[0]).toMatch(/^✗ .*\.$/)
  expect(ended.err).toContain(sentence)
})

test("without oidc-provider it says what to install", () => {
  const app = consumerWith("countersign")
  try {
    const bin = join(app.directory, "node_modules/countersign/dist/cli.js")
    expect(() => app.node([bin, "dev", "--port=0"])).toThrow(/✗ .*npm install --save-dev oidc-provider/)
  } finally {
    app.remove()
  }
})
