import type { Command } from "../read-arguments.js"

const more = `Writes, in the Next.js app of the current folder: the options (auth.ts), the handler of /api/auth, and the
environment (.env.local, .env.development.local). What is there is never overwritten; lines are added to environment
files for what has none. Nothing is installed: the commands for that are printed.

Exit codes: 0 done, or nothing to do · 1 failed, or this is no Next.js app · 2 not understood`

export const init: Command = {
  name: "init",
  description: "Sets sign-in up in the Next.js app of this folder.",
  args: {
    "dry-run": { type: "boolean", description: "Say what would be written, and write nothing" },
    json: { type: "boolean", description: "Print JSON" },
  },
  more,
  run: async (args) => {
    const { runInit } = await import("./run.js")
    return runInit(process.cwd(), { dryRun: args["dry-run"] === true, json: args.json === true })
  },
}
