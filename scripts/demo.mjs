/**
 * `npm run demo`: installs, builds the library, and runs `examples/nextjs` beside `countersign dev`, until Ctrl-C. It is `next dev`,
 * as in any app that `countersign dev` may stand in for.
 */
import { randomBytes } from "node:crypto"
import { relative, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { root } from "./doors.mjs"
import { installPackages } from "./install.mjs"
import { freePort } from "./ports.mjs"
import { collect, onTerminal, start, stopChildren } from "./run.mjs"
import { readStamp, writeStamp } from "./stamp.mjs"

const help = `npm run demo                starts the example app beside countersign dev; Ctrl-C stops both
PORT=4000 npm run demo      the same on another port (else 3000, or the next free one)
DEMO_FILE=my.sqlite npm run demo   the same with another database file (else examples/nextjs/.data/demo.sqlite)
npm run demo -- --help      this text`

const example = `${root}examples/nextjs`
const next = `${root}node_modules/next/dist/bin/next`
const secretFile = `${root}.cache/demo/secret`
/** Never the `DATABASE_URL` of whoever starts it: the demo's people belong in no other database. */
const database = resolve(root, process.env.DEMO_FILE || `${example}/.data/demo.sqlite`)

const bold = (text) => (onTerminal ? `\x1b[1m${text}\x1b[0m` : text)
const since = (begun) => `${((Date.now() - begun) / 1000).toFixed(1)} s`

/** The provider and the mailbox, of `countersign/dev`. */
let dev = null
let stopping = false

async function stop(code) {
  if (stopping) return
  stopping = true
  await Promise.all([stopChildren(), dev?.close()])
  process.exit(code)
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    console.log("\nStopping the app, the provider and the mailbox")
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

/** One secret per checkout: sessions outlive a restart of the demo. */
function secret() {
  if (!readStamp(secretFile)) writeStamp(secretFile, randomBytes(32).toString("base64url"))
  return readStamp(secretFile)
}

/** What is set to nothing is nobody's, whatever the developer's own environment has. */
const appEnvironment = (address) => ({
  NODE_ENV: "development",
  NEXT_TELEMETRY_DISABLED: "1",
  NEXTAUTH_URL: address,
  NEXTAUTH_SECRET: secret(),
  DATABASE_URL: `file:${database}`,
  GITHUB_ID: "",
  GITHUB_SECRET: "",
  OIDC_ISSUER: "",
  ...dev.env,
})

/** People and mails are gone with the process; who has signed in to the app is in its database. */
async function startDevelopmentServer() {
  const { startDev } = await import(pathToFileURL(`${root}dist/esm/dev.js`).href)
  dev = await startDev({ port: await freePort(4747) })
}

async function startApp(port, address) {
  const child = start(process.execPath, [next, "dev", "-H", "127.0.0.1", "-p", String(port)], {
    cwd: example,
    env: appEnvironment(address),
    stdio: ["ignore", "ignore", "inherit"],
  })
  child.on("exit", (code) => {
    if (stopping) return
    console.error(`The app stopped by itself (${code}).`)
    stop(1)
  })
  // Each is compiled when it is first asked for: nobody shall wait for that.
  for (const path of ["/api/auth/csrf", "/", "/api/auth/signin"]) await answers(`http://127.0.0.1:${port}${path}`)
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
  dev.people
    .all()
    .map(({ id, name, email, roles }) => `    ${id.padEnd(8)}${name} (${[email ?? "no address", ...roles].join(", ")})`)
    .join("\n")

async function main() {
  const port = await freePort(Number(process.env.PORT) || 3000)
  const address = `http://localhost:${port}`

  await step("Packages", installPackages)
  await step("Building the library", () => runOrExplain(["scripts/build.mjs", "--if-changed"]))
  await step("Starting countersign dev", startDevelopmentServer)
  await step("Starting the app with Next.js", () => startApp(port, address))

  console.log(`
  ${bold(address)}

  Sign in by "GitHub", which here is countersign dev, as
${people()}
  or by a link or a code in a mail to any address: the mailbox is ${dev.url}/mails
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
