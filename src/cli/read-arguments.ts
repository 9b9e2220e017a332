/** Commands and what is written behind them. What is not understood is refused: a misspelt `--dry-run` must not run. */
import { type ArgsDef, parseArgs } from "citty"

/** A command as data; `run` is loaded with it only when it is called. */
export interface Command {
  readonly name: string
  readonly description: string
  readonly args: ArgsDef
  /** Options that may be given more than once: each is a list. */
  readonly repeatable?: readonly string[]
  /** What `--help` says below the options. */
  readonly more: string
  /** Whether what fails is most likely the database. */
  readonly usesDatabase?: boolean
  /** @returns the exit code */
  readonly run: (args: Readonly<Record<string, unknown>>) => Promise<number>
}

/** The command line was not understood: the message says why. */
export class UsageError extends Error {
  override name: string = "UsageError"
}

const flagsOf = (name: string): string[] => [`--${name}`, `--no-${name}`]

/** @throws {UsageError} for options and words that the command does not know, and for options without their value */
export function readArguments(command: Command, raw: readonly string[]): Readonly<Record<string, unknown>> {
  const known = Object.keys(command.args).flatMap(flagsOf)
  for (const one of raw) {
    const [flag = ""] = one.split("=", 1)
    if (one.startsWith("-") && !known.includes(flag)) throw new UsageError(`Unknown option ${flag}.`)
  }
  const args = parseArgs([...raw], command.args)
  const words = Object.values(command.args).filter(({ type }) => type === "positional").length
  if (args._.length > words) throw new UsageError(`"${args._[words]}" is one word too many.`)
  for (const [name, { type }] of Object.entries(command.args))
    if (type === "string" && args[name] === "") throw new UsageError(`--${name} needs a value: --${name}=…`)
  const lists = (command.repeatable ?? []).map((name) => [name, valuesOf(name, raw)])
  return { ...args, ...Object.fromEntries(lists) }
}

/** `--path=/a --path /b` → `["/a", "/b"]` */
const valuesOf = (name: string, raw: readonly string[]): string[] =>
  raw.flatMap((one, i) => {
    if (one.startsWith(`--${name}=`)) return one.slice(name.length + 3)
    return one === `--${name}` ? (raw[i + 1] ?? []) : []
  })
