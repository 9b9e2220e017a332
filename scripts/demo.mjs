/**
 * `npm run demo`: installs, builds and starts `examples/nextjs` with a local OpenID provider, until Ctrl-C.
 * What is built is kept, so a second start takes seconds.
 */
import { randomBytes } from "node:crypto"
import { existsSync, rmSync } from "node:fs"
import { relative, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { root } from "./doors.mjs"
import { installPackages } from "./install.mjs"
import { freePort } from "./ports.mjs"
import { collect, onTerminal, start, stopChildren } from "./run.mjs"
import { hashOf, readStamp, writeStamp } from "./stamp.mjs"

const help = `npm run demo                starts the example app and a local OpenID provider; Ctrl-C stops both
PORT=4000 npm run demo      the same on another port (else 3000, or the next free one)
DEMO_FILE=my.sqlite npm run demo   the same with another database file (else examples/nextjs/.data/demo.sqlite)
npm run demo -- --help      this text`

const example = `${root}examples/nextjs`
const next = `${root}node_modules/next/dist/bin/next`
const secretFile = `${root}.cache/demo/secret`
/** Never the `DATABASE_URL` of whoever starts it: the demo's people belong in no other database. */
const database = resolve(root, process.env.DEMO_FILE || `${example}/.data/demo.sqlite`)
const buildStamp = `${example}/.next/countersign-stamp`

const bold = (text) => (onTerminal ? `\x1b[1m${text}\x1b[0m` : text)
const since = (begun) => `${((Date.now() - begun) / 1000).toFixed(1)} s`

let provider = null
let stopping = false

async function stop(code) {
  if (stopping) return
  stopping = true
  await Promise.all([stopChildren(), provider?.close()])
  process.exit(code)
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    console.log("\nStopping the app and the provider")
    stop(0)
  })

/** Says what is done, does it, and says how long it took. */
async function step(sentence, work) {
  const begun = Date.now()
  process.stdout.write(`• ${sentence} … `)
  const remark = await work()
  console.log(`${remark ? `${remark}, ` : ""}${since(begun)}`)
}

async function runOrExplain(args, options) {
  const { code, output } = await collect(process.execPath, args, options)
  if (stopping) await new Promise(() => {}) // the process ends; what was interrupted must not pass for done
  if (code !== 0) throw new Error(`\n${output}`)
}

async function buildExample() {
  const hash = hashOf(example, `${root}dist/.stamp`, `${root}package-lock.json`)
  if (readStamp(buildStamp) === hash && existsSync(`${example}/.next/BUILD_ID`)) return "unchanged"
  rmSync(buildStamp, { force: true })
  await runOrExplain([next, "build"], { cwd: example, env: appEnvironment("") })
  writeStamp(buildStamp, hash)
}

/** One secret per checkout: sessions outlive a restart of the demo. */
function secret() {
  if (!readStamp(secretFile)) writeStamp(secretFile, randomBytes(32).toString("base64url"))
  return readStamp(secretFile)
}

const appEnvironment = (address) => ({
  NODE_ENV: "production",
  NEXT_TELEMETRY_DISABLED: "1",
  NEXTAUTH_URL: address,
  NEXTAUTH_SECRET: secret(),
  DATABASE_URL: `file:${database}`,
  OIDC_ISSUER: provider?.issuer ?? "",
  OIDC_CLIENT_ID: provider?.clientId ?? "",
  OIDC_CLIENT_SECRET: provider?.clientSecret ?? "",
})

async function startExampleProvider(address) {
  const { startProvider } = await import(pathToFileURL(`${example}/provider.mjs`).href)
  provider = await startProvider({
    port: 0,
    redirectUris: [`${address}/api/auth/callback/local`],
    postLogoutRedirectUris: [address],
  })
  return provider.issuer
}

async function startApp(port, address) {
  const child = start(process.execPath, [next, "start", "-H", "127.0.0.1", "-p", String(port)], {
    cwd: example,
    env: appEnvironment(address),
    stdio: ["ignore", "ignore", "inherit"],
  })
  child.on("exit", (code) => {
    if (stopping) return
    console.error(`The app stopped by itself (${code}).`)
    stop(1)
  })
  await answers(`http://127.0.0.1:${port}/api/auth/csrf`)
}

async function answers(url, tries = 150) {
  for (let left = tries; left > 0; left--) {
    const response = await fetch(url).catch(() => null)
    if (response?.ok) return
    await new Promise((done) => setTimeout(done, 200))
  }
  throw new Error(`${url} did not answer`)
}

const people = () =>
  provider.accounts
    .map(
      ({ login, name, role, password }) =>
        `    ${login.padEnd(8)}${name} (${role})${password ? `, password ${password}` : ""}`,
    )
    .join("\n")

async function main() {
  const port = await freePort(Number(process.env.PORT) || 3000)
  const address = `http://localhost:${port}`

  await step("Packages", installPackages)
  await step("Building the library", () => runOrExplain(["scripts/build.mjs", "--if-changed"]))
  await step("Building the example app with Next.js", buildExample)
  await step("Starting the OpenID provider", () => startExampleProvider(address))
  await step("Starting the app", () => startApp(port, address))

  console.log(`
  ${bold(address)}

  Sign in at the local provider as
${people()}
  or by name and password as demo, demo.
  Who signed in is kept in ${relative(process.cwd(), database)}; delete it to start afresh.

  Ctrl-C stops everything.`)
}

if (process.argv.includes("--help") || process.argv.includes("-h")) {
  console.log(help)
} else {
  main().catch((error) => {
    if (stopping) return
    console.error(error.message)
    stop(1)
  })
}
