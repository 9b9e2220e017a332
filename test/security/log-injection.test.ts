/** What others sent, in the log that an app has without a logger of its own. */
import { afterEach, expect, test, vi } from "vitest"
import { openApp } from "../support/app.js"
import { relyingParty } from "../support/relying-party.js"
import { startScriptedProvider } from "../support/scripted-provider.js"

afterEach(() => vi.restoreAllMocks())

/** Everything that was written to the console, as a terminal gets it. */
function listen(): () => string {
  const lines: string[] = []
  for (const level of ["error", "warn", "debug", "log"] as const) {
    vi.spyOn(console, level).mockImplementation((...texts) => void lines.push(texts.map(String).join(" ")))
  }
  return () => lines.join("\n")
}

const hostile = [
  "x\n[countersign] everything is fine",
  "x\r\n[countersign] everything is fine",
  "x\u2028[countersign] everything is fine",
  "x\u001b[2J\u001b]0;owned\u0007",
  "x\u009b31m",
  "x\u0000\u0008\u0008",
  "\u202etxt.exe",
  "x".repeat(1_000_000),
]

function expectTidy(written: string): void {
  expect(written).not.toBe("")
  expect(written).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  expect(written).not.toMatch(/^\[countersign\] everything is fine/m)
  expect(written.length).toBeLessThan(10_000)
}

test("nothing that an error repeats forges a line, steers a terminal or fills the disk", async () => {
  for (const text of hostile) {
    const written = listen()
    const redirect = () => Promise.reject(new Error(text, { cause: new Error(text) }))
    const app = openApp({ logger: undefined, callbacks: { redirect } })
    await app.auth.handle(new Request("https://app.example/api/auth/signin?callbackUrl=/x"))
    expectTidy(written())
    vi.restoreAllMocks()
  }
})

test("nor does anything that a provider answers", async () => {
  const provider = await startScriptedProvider()
  try {
    const op = provider.play()
    const party = relyingParty(op, {}, { logger: undefined })
    const text = hostile.slice(0, -1).join("")
    op.script.endpoints = { token: { status: 400, headers: {}, body: { error: text, error_description: text } } }
    const written = listen()
    expect((await party.signIn()).session).toBeNull()
    expectTidy(written())
  } finally {
    await provider.close()
  }
})
