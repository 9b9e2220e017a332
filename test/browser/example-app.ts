import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { freePort } from "../support/next-app.js"
import { buildExample, nextCommand } from "./example-build.js"
import { type RunningProvider, startProvider } from "./provider.mjs"

/** The example as people get it: built, started, and with its provider beside it. */
export interface ExampleApp {
  url: string
  provider: RunningProvider
  close(): Promise<void>
}

/** Starts the example on a free port, with a provider that knows it. */
export async function startExample(): Promise<ExampleApp> {
  const directory = await buildExample()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const provider = await startProvider({ redirectUris: [`${url}/api/auth/callback/local`] })
  const database = mkdtempSync(join(tmpdir(), "countersign-example-"))
  const server = startServer(directory, port, {
    DATABASE_URL: `file:${database}/demo.sqlite`,
    NEXTAUTH_URL: url,
    NEXTAUTH_SECRET: "a secret for the browser tests",
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
  })
  const close = async (): Promise<void> => {
    await stop(server)
    await provider.close()
    rmSync(database, { recursive: true, force: true })
  }
  if (await answers(`${url}/api/auth/csrf`, server)) return { url, provider, close }
  await close()
  throw new Error("The example did not start; its output is above.")
}

function startServer(directory: string, port: number, env: Record<string, string>): ChildProcess {
  const server = spawn(process.execPath, [nextCommand, "start", "-H", "127.0.0.1", "-p", String(port)], {
    cwd: directory,
    detached: true,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...env },
    stdio: ["ignore", "ignore", "inherit"],
  })
  process.once("exit", () => end(server))
  return server
}

async function answers(url: string, server: ChildProcess): Promise<boolean> {
  for (let attempt = 0; attempt < 150 && server.exitCode === null; attempt++) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return true
    await wait(200)
  }
  return false
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = new Promise((resolve) => server.once("exit", resolve))
  end(server)
  await ended
}

/** Ends the server and whatever it started: they share a process group. */
function end({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGTERM")
}
