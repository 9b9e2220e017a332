/** The command `countersign`. Exit codes: 0 done, 1 failed, 2 not understood. */
import { readFileSync } from "node:fs"
import { renderUsage } from "citty"
import * as env from "../core/options/env.js"
import { dev } from "./dev/command.js"
import { doctor } from "./doctor/command.js"
import { explain } from "./explain.js"
import { init } from "./init/command.js"
import { migrate } from "./migrate/command.js"
import { probe } from "./probe/command.js"
import { type Command, readArguments, UsageError } from "./read-arguments.js"
import { routes } from "./routes/command.js"
import { secret } from "./secret/command.js"
import { complain, red, say } from "./terminal.js"

const commands: readonly Command[] = [init, secret, dev, migrate, routes, probe, doctor]

const commandCalled = (name: string | undefined): Command | undefined => commands.find((one) => one.name === name)

const versionOf = (manifest: URL): string => (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version

const root = {
  meta: { name: "countersign", version: versionOf(new URL("../package.json", import.meta.url)) },
}

/** What `--help` prints: of one command, or of all. */
async function helpOn(command?: Command): Promise<string> {
  if (!command) {
    const subCommands = Object.fromEntries(commands.map((one) => [one.name, { meta: one }]))
    const meta = { ...root.meta, description: "Sets Countersign up, and looks after what it keeps." }
    return renderUsage({ meta, subCommands })
  }
  const { name, description, args, more } = command
  return `${await renderUsage({ meta: { name, description }, args }, root)}\n${more}`
}

async function perform(command: Command, raw: readonly string[]): Promise<number> {
  if (raw.includes("--help") || raw.includes("-h")) {
    say(await helpOn(command))
    return 0
  }
  try {
    return await command.run(readArguments(command, raw))
  } catch (error) {
    if (error instanceof UsageError) return notUnderstood(error.message, command)
    complain(`${red("✗")} ${explain(error, command)}`)
    if (env.debug()) console.error(error)
    return 1
  }
}

async function notUnderstood(message: string, command?: Command): Promise<number> {
  complain(`${red("✗")} ${message}\n\n${await helpOn(command)}`)
  return 2
}

async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === "--version" || name === "-v") {
    say(root.meta.version)
    return 0
  }
  if (name === "--help" || name === "-h" || name === "help") {
    say(await helpOn(commandCalled(rest[0])))
    return 0
  }
  if (name === undefined) return notUnderstood("Which command?")
  const command = commandCalled(name)
  return command ? perform(command, rest) : notUnderstood(`Unknown command "${name}".`)
}

process.exitCode = await main(process.argv.slice(2))
