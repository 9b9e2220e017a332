import { type DevOptions, type DevServer, startDev } from "../../dev/index.js"
import { bold, dim, green, say } from "../terminal.js"

export interface RunDevOptions extends DevOptions {
  readonly json: boolean
}

/** Runs until a signal comes. @returns the exit code */
export async function runDev({ json, ...options }: RunDevOptions): Promise<number> {
  const server = await startDev(options)
  if (json) say(JSON.stringify({ url: server.url, issuer: server.issuer, env: server.env }))
  else greet(server, options.keep)
  await interrupted()
  await server.close()
  return 0
}

function greet({ url, env }: DevServer, keep: string | undefined): void {
  say(`${green("✓")} The provider and the mailbox are at ${bold(url)}`)
  say("\nFor the environment of your app (.env.development.local, which no production build reads):\n")
  for (const [name, value] of Object.entries(env)) say(`  ${name}=${value}`)
  say(dim("  NEXTAUTH_URL=http://localhost:3000   (where your app is, if it is not in .env.local)"))
  say(
    keep === undefined
      ? dim("\nNothing is kept; --keep=<file> would.")
      : dim(`\nPeople and mails are kept in ${keep}.`),
  )
  say(dim("Ctrl-C ends it."))
}

const interrupted = (): Promise<void> =>
  new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => done())
  })
