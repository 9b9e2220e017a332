/** Processes of one app, which share a database and nothing else. */
import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { RunningEngine } from "./engines.js"

const script = fileURLToPath(new URL("worker.mjs", import.meta.url))

export interface AppProcess {
  /** Resolves with what the job returned. @throws when it threw, or the process ended */
  ask(job: "signIn", details: { people: string[] }): Promise<string[]>
  /** Answers requests over HTTP from then on; the port. */
  ask(job: "serve", details: object): Promise<number>
  ask(job: "accessTokens", details: { cookie: string; times: number }): Promise<string[]>
  /** How many of so many passwords, tried at once, were looked at. */
  ask(job: "guess", details: { username: string; times: number }): Promise<number>
  ask(job: "useToken", details: { key: { identifier: string; token: string }; times: number }): Promise<unknown[]>
  end(): Promise<void>
}

export async function startProcess(engine: RunningEngine, env: Record<string, string> = {}): Promise<AppProcess> {
  const child = fork(script, [], {
    env: { ...process.env, ...env, WORKER_SQL: engine.sql, WORKER_REDIS: engine.redis ?? "" },
    execArgv: [],
  })
  await answerOf(child)
  const ask = async (job: string, details: object) => {
    const answer = answerOf(child)
    child.send({ job, ...details })
    return answer
  }
  return { ask, end: () => end(child) } as AppProcess
}

export const startProcesses = (engine: RunningEngine, count: number): Promise<AppProcess[]> =>
  Promise.all(Array.from({ length: count }, () => startProcess(engine)))

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`The process ended with ${code}`))
    child.once("exit", ended)
    child.once("message", ({ result, error }: { result?: unknown; error?: string }) => {
      child.off("exit", ended)
      if (error === undefined) resolve(result)
      else reject(new Error(error))
    })
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once("exit", resolve))
  child.kill()
  await ended
}
