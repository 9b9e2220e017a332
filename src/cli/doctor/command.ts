import { type Command, UsageError } from "../read-arguments.js"

const more = `Reads the source and the environment files of an app, and runs none of it. No secret is printed. Nothing is
sent anywhere, but with --url: then the running app is asked what it really sends. With --database its tables are read, and not changed.

Exit codes: 0 no error was found · 1 one was (with --strict: or a warning); or it failed · 2 not understood`

export const doctor: Command = {
  name: "doctor",
  description: "Looks for what most incidents are made of, and says how to mend it.",
  args: {
    dir: { type: "string", valueHint: "apps/web", description: "Folder of the app, where it is not the current one" },
    url: {
      type: "string",
      valueHint: "http://localhost:3000",
      description: "Ask the running app, too; with the path of the endpoints, where that is not /api/auth",
    },
    database: {
      type: "string",
      valueHint: "postgres://…",
      description: "Look at its tables, too; the address as for migrate",
    },
    fix: { type: "boolean", description: "Mend what is mechanical: write a missing secret, add lines to .gitignore" },
    strict: { type: "boolean", description: "End with 1 for warnings too" },
    json: { type: "boolean", description: "Print JSON: findings, repaired" },
  },
  more,
  run: async (args) => {
    const { runDoctor } = await import("./run.js")
    return runDoctor({
      root: typeof args.dir === "string" ? args.dir : process.cwd(),
      url: readUrl(args.url),
      database: typeof args.database === "string" ? args.database : null,
      fix: args.fix === true,
      strict: args.strict === true,
      json: args.json === true,
    })
  },
}

/** @throws {UsageError} */
function readUrl(given: unknown): URL | null {
  if (given === undefined) return null
  const url = URL.canParse(String(given)) ? new URL(String(given)) : null
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash) return url
  throw new UsageError("The address of the app is written like --url=http://localhost:3000.")
}
