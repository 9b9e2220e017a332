/**
 * "countersign/dev": an identity provider and a mailbox on this machine, for developing and testing without an account anywhere.
 * The command `countersign dev` is the same, for people.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo, Server } from "node:net"
import { ConfigurationError } from "../core/errors.js"
import * as env from "../core/options/env.js"
import type { Fault } from "./faults.js"
import { assertOwn, HttpProblem, sendJson, sendPage } from "./http.js"
import { loadProvider, path } from "./issuer.js"
import { readKept, writeKept } from "./keep.js"
import { createMailServer } from "./mail-server.js"
import { type KeptMailbox, type Mailbox, openMailbox } from "./mailbox.js"
import { closable, onOnePort } from "./one-port.js"
import { problemPage } from "./pages/problem.js"
import { openPeople, type People, type PersonInput, usualPeople } from "./people.js"
import { answerPage } from "./router.js"
import { openStandIns } from "./stand-in.js"

export type { Fault } from "./faults.js"
export type { Mail, Mailbox } from "./mailbox.js"
export type { People, Person, PersonInput } from "./people.js"

export interface DevOptions {
  /** Of the provider, the pages and the mail server. Default: 4747; 0 takes a free one. */
  readonly port?: number
  /** Who can sign in. Default: Alice, Bob (an admin), Carol (without an address) and Dave (whose address is not verified). */
  readonly people?: readonly PersonInput[]
  /** File in which people and mails outlive the process. Default: nothing is kept. */
  readonly keep?: string
}

export interface DevServer {
  /** Where its pages are: `http://localhost:4747`. */
  readonly url: string
  /** An OpenID provider for a configuration of your own. Any client id, secret and redirect URI will do. */
  readonly issuer: string
  /** What to put into the environment of the app: every OAuth provider is then this server, and mail comes here. */
  readonly env: Readonly<{ COUNTERSIGN_DEV: string; EMAIL_SERVER: string }>
  readonly people: People
  readonly mailbox: Mailbox
  /** What goes wrong: add and delete. */
  readonly faults: Set<Fault>
  close(): Promise<void>
}

/**
 * Starts the provider and the mailbox, on 127.0.0.1 only.
 *
 * @throws {ConfigurationError} DEVELOPMENT_SERVER in production, when the port is taken, or when `oidc-provider` is not installed
 * @example
 * const dev = await startDev({ port: 0 })
 * Object.assign(process.env, dev.env)
 */
export async function startDev(options: DevOptions = {}): Promise<DevServer> {
  if (env.inProduction())
    throw refuse("`countersign dev` does not start with `NODE_ENV=production`: it signs anybody in.")
  await loadProvider()
  const { people, mailbox } = openRooms(options)
  const faults = new Set<Fault>()
  const web = createServer()
  const server = onOnePort(web, createMailServer(mailbox, faults))
  const close = closable(server)
  const port = await listen(server, options.port ?? 4747)
  const url = `http://localhost:${port}` // the host of most apps: answers by POST are then no cross-site ones
  const mail = `smtp://127.0.0.1:${port}?proxy=http://127.0.0.1:${port}${path}`
  const rooms = { people, mailbox, faults, env: { COUNTERSIGN_DEV: url, EMAIL_SERVER: mail } }
  const standIns = openStandIns(people, faults)
  web.on("request", (request, response) => {
    const isProtocol = request.url?.startsWith(`${path}/`)
    const answer = async (): Promise<void> => {
      assertOwn(request, port)
      await (isProtocol ? standIns.answer(request, response) : answerPage(request, response, rooms))
    }
    answer().catch((error: unknown) => answerProblem(request, response, error))
  })
  return {
    url,
    issuer: `${url}${path}/openid`,
    ...rooms,
    close,
  }
}

const refuse = (message: string, cause?: unknown): ConfigurationError =>
  new ConfigurationError("DEVELOPMENT_SERVER", message, { cause })

/** People and mails, as the last time where somebody wants that. */
function openRooms({ keep, people: initial = usualPeople }: DevOptions): { people: People; mailbox: KeptMailbox } {
  const kept = keep === undefined ? null : readKept(keep)
  const save = (): void => {
    if (keep !== undefined) writeKept(keep, { people: people.all(), mails: mailbox.all() })
  }
  const people = openPeople(kept?.people ?? initial, save)
  const mailbox = openMailbox(kept?.mails ?? [], save)
  return { people, mailbox }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((listening, failed) => {
    server.once("error", failed)
    server.listen(port, "127.0.0.1", listening)
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EADDRINUSE" && cause.code !== "EACCES") throw cause
    throw refuse(`Port ${port} is taken, or not allowed: choose another with \`port\` (\`--port\`).`, cause)
  })
  return (server.address() as AddressInfo).port
}

/** A sentence for a person, JSON for a program. */
function answerProblem({ url }: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.end()
  const { status, message } = describe(error)
  if (url?.startsWith("/api/")) sendJson(response, { error: message }, status)
  else sendPage(response, problemPage(message), status)
}

/** `oidc-provider` says in `expose` whether its sentence is for whoever asks. */
function describe(error: unknown): { status: number; message: string } {
  if (error instanceof HttpProblem) return error
  const { status, expose, error_description: description } = error as Record<string, unknown>
  if (expose === true && typeof status === "number" && typeof description === "string")
    return { status, message: description }
  return { status: 500, message: "The server failed." }
}
