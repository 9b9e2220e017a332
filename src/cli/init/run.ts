/** One run: look, write what is missing, tell. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { ConfigurationError } from "../../core/errors.js"
import { addMissing, namesIn } from "../dotenv.js"
import { createSecret } from "../secret/create-secret.js"
import { bold, complain, dim, green, say, yellow } from "../terminal.js"
import { detectProject, type Project } from "./detect.js"
import { handlerFile, type NewFile, optionsFile, optionsPaths, presentHandler } from "./files.js"
import { nextSteps } from "./next-steps.js"

interface Outcome {
  readonly written: string[]
  /** What was there, and is as it was. */
  readonly kept: string[]
}

/** @returns the exit code */
export function runInit(root: string, { dryRun, json }: { dryRun: boolean; json: boolean }): number {
  const project = detectProject(root)
  const options = optionsPaths(project).find((path) => existsSync(join(root, path)))
  const handler = presentHandler(project)
  if (handler === undefined && options !== undefined) assertUsable(project, options)
  const secret = secretVariables(project)
  assertStaysPrivate(project, secret)

  const outcome: Outcome = { written: [], kept: [] }
  // A handler of somebody's own has its options already.
  if (options !== undefined) outcome.kept.push(options)
  else if (handler === undefined) writeFile(project, optionsFile(project), outcome, dryRun)
  addVariables(project, ".env.local", secret, outcome, dryRun)
  addVariables(project, ".env.development.local", { COUNTERSIGN_DEV: "http://localhost:4747" }, outcome, dryRun)
  if (handler !== undefined) outcome.kept.push(handler)
  else writeFile(project, handlerFile(project), outcome, dryRun)
  if (json) say(JSON.stringify({ ...describe(project), dryRun, ...outcome, next: nextSteps(project) }))
  else report(project, outcome, dryRun)
  return 0
}

const refuse = (message: string): ConfigurationError => new ConfigurationError("INVALID_OPTION", message)

/** An options file of somebody's own must have what the handler imports. @throws {ConfigurationError} INVALID_OPTION */
function assertUsable({ root }: Project, options: string): void {
  if (/\bauthOptions\b/.test(readFileSync(join(root, options), "utf8"))) return
  throw refuse(
    `${options} is there and exports no \`authOptions\`: export your options from it under that name, or move it, then run this again. Nothing was written.`,
  )
}

/** A secret that git takes is soon everybody's. @throws {ConfigurationError} INVALID_OPTION */
function assertStaysPrivate({ git }: Project, { NEXTAUTH_SECRET }: Readonly<Record<string, string>>): void {
  if (git !== "takes it" || NEXTAUTH_SECRET === undefined) return
  throw refuse(
    "Git would take .env.local, and the secret with it: add the line `.env*.local` to .gitignore (and `git rm --cached .env.local`, if it is tracked), then run this again. Nothing was written.",
  )
}

function writeFile({ root }: Project, { path, content }: NewFile, { written }: Outcome, dryRun: boolean): void {
  if (!dryRun) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content, { flag: "wx" })
  }
  written.push(path)
}

/** What none of the files has yet that `next dev` reads. A secret of either name counts; the address is that of `next dev`. */
function secretVariables({ root }: Project): Record<string, string> {
  const files = [".env", ".env.local", ".env.development", ".env.development.local"]
  const present = new Set(files.flatMap((file) => [...namesIn(join(root, file))]))
  return {
    ...(present.has("NEXTAUTH_URL") ? {} : { NEXTAUTH_URL: "http://localhost:3000" }),
    ...(present.has("AUTH_SECRET") || present.has("NEXTAUTH_SECRET") ? {} : { NEXTAUTH_SECRET: createSecret() }),
  }
}

function addVariables(
  { root }: Project,
  file: string,
  variables: Readonly<Record<string, string>>,
  { written, kept }: Outcome,
  dryRun: boolean,
): void {
  const present = namesIn(join(root, file))
  const missing = Object.keys(variables).filter((name) => !present.has(name))
  if (!dryRun) addMissing(join(root, file), variables)
  if (missing.length > 0) written.push(`${file} (${missing.join(", ")})`)
  else if (existsSync(join(root, file))) kept.push(file)
}

const describe = ({ router, base, typescript, packageManager }: Project): object => ({
  router,
  srcFolder: base !== "",
  typescript,
  packageManager,
})

function report(project: Project, { written, kept }: Outcome, dryRun: boolean): void {
  const { router, typescript, packageManager } = project
  say(
    dim(`${router === "app" ? "App" : "Pages"} Router, ${typescript ? "TypeScript" : "JavaScript"}, ${packageManager}`),
  )
  for (const path of written) say(`${dryRun ? yellow("+") : green("✓")} ${path}`)
  for (const path of kept) say(dim(`  ${path} is there: it stays`))
  if (project.git === "unknown")
    complain(`${yellow("!")} Before you put this into git, see that .gitignore has the line .env*.local.`)
  if (dryRun) say(yellow("\nNothing was written. Without --dry-run it is."))
  else sayNextSteps(project)
}

function sayNextSteps(project: Project): void {
  say(bold("\nNext"))
  for (const { command, why } of nextSteps(project)) say(`  ${command.padEnd(44)} ${dim(why)}`)
  say("\nThen open http://localhost:3000/api/auth/signin and choose who you are: no account is needed anywhere.")
  say("Once you are registered at GitHub, put GITHUB_ID and GITHUB_SECRET into .env.local, and take COUNTERSIGN_DEV")
  say("out of .env.development.local.")
}
