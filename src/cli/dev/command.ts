import { type Command, UsageError } from "../read-arguments.js"

const more = `Needs the package oidc-provider: npm install --save-dev oidc-provider
Ends with Ctrl-C. Listens on 127.0.0.1 only, which is localhost, and does not start with NODE_ENV=production.

Exit codes: 0 ended by Ctrl-C · 1 failed · 2 not understood`

export const dev: Command = {
  name: "dev",
  description: "Starts a local identity provider, which stands in for every other, and a mailbox.",
  args: {
    port: { type: "string", valueHint: "4747", description: "Port of the provider, the pages and the mail server" },
    keep: {
      type: "string",
      valueHint: "file",
      description: "Keep people and mails in this file; else nothing is kept",
    },
    json: { type: "boolean", description: "Print one line of JSON: url, issuer, env" },
  },
  more,
  run: async (args) => {
    const port = readPort(args.port)
    const { runDev } = await import("./run.js")
    return runDev({
      ...(port === undefined ? {} : { port }),
      ...(typeof args.keep === "string" ? { keep: args.keep } : {}),
      json: args.json === true,
    })
  },
}

/** @throws {UsageError} */
function readPort(value: unknown): number | undefined {
  if (value === undefined) return undefined
  const port = Number(value)
  if (!/^\d+$/.test(String(value)) || port > 65_535) throw new UsageError("--port is a number from 0 to 65535.")
  return port
}
