/** One run: look, write what is missing, tell. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { ConfigurationError } from "../../core/errors.js"
import { addMissing, namesIn } from "../dotenv.js"
import { createSecret } from "../secret/create-secret.js"
import { bold, complain, dim, green, say, yellow } from "../terminal.js"
import { detectProject, type Project } from "./detect.js"
import { handlerFile, handlerPaths, type NewFile, optionsFile, optionsPaths } from "./files.js"
import { nextSteps } from "./next-steps.js"

interface Outcome {
  readonly written: string[]
  /** What was there, and is as it was. */
  readonly kept: string[]
}

/** @returns the exit code */
export function runInit(root: string, { dryRun, json }: { dryRun: boolean; json: boolean }): number {
  const project = detectProject(root)
  assertOptionsUsable(project)
  const outcome: Outcome = { written: [], kept: [] }
  writeMissing(project, optionsFile(project), optionsPaths(project), outcome, dryRun)
  addVariables(project, ".env.local", secretVariables(project), outcome, dryRun)
  addVariables(project, ".env.development.local", { COUNTERSIGN_DEV: "http://localhost:4747" }, outcome, dryRun)
  writeMissing(project, handlerFile(project), handlerPaths(project), outcome, dryRun)
  if (json) say(JSON.stringify({ ...describe(project), dryRun, ...outcome, next: nextSteps(project) }))
  else report(project, outcome, dryRun)
  return 0
}

/** An options file of somebody's own must have what the handler imports. @throws {ConfigurationError} INVALID_OPTION */
function assertOptionsUsable(project: Project): void {
  const options = firstPresent(project, optionsPaths(project))
  if (options === undefined || firstPresent(project, handlerPaths(project)) !== undefined) return
  if (/\bauthOptions\b/.test(readFileSync(join(project.root, options), "utf8"))) return
  throw new ConfigurationError(
    "INVALID_OPTION",
    `${options} is there and exports no \`authOptions\`: export your options from it under that name, or move it, then run this again. Nothing was written.`,
  )
}

const firstPresent = ({ root }: Project, paths: readonly string[]): string | undefined =>
  paths.find((path) => existsSync(join(root, path)))

function writeMissing(
  project: Project,
  file: NewFile,
  alternatives: readonly string[],
  outcome: Outcome,
  dryRun: boolean,
): void {
  const present = firstPresent(project, alternatives)
  if (present !== undefined) return void outcome.kept.push(present)
  if (!dryRun) {
    const path = join(project.root, file.path)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, file.content, { flag: "wx" })
  }
  outcome.written.push(file.path)
}

/** A secret of either name counts. The address is that of `next dev`. */
function secretVariables({ root }: Project): Record<string, string> {
  const present = namesIn(join(root, ".env.local"))
  return {
    NEXTAUTH_URL: "http://localhost:3000",
    ...(present.has("AUTH_SECRET") ? {} : { NEXTAUTH_SECRET: createSecret() }),
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
  else kept.push(file)
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
  if (!project.ignoresEnvironment)
    complain(`${yellow("!")} .gitignore does not leave out .env*.local: add that line, or secrets are committed.`)
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
