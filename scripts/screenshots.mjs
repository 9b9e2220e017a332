/**
 * `npm run docs:screenshots`: takes the pictures in docs/screenshots anew: the pages of `countersign dev` and those that an app gets from us,
 * in the light, in the dark and on a phone.
 */
import { mkdirSync } from "node:fs"
import { createServer } from "node:http"
import { getRequestListener } from "@hono/node-server"
import { chromium } from "playwright-core"
import { findChromium, howToGetChromium } from "./chromium.mjs"
import { root } from "./doors.mjs"
import { freePort } from "./ports.mjs"
import { runNode } from "./run.mjs"

const folder = `${root}docs/screenshots`
const app = `http://localhost:${await freePort(3000)}`

const looks = {
  light: { colorScheme: "light", viewport: { width: 820, height: 600 } },
  dark: { colorScheme: "dark", viewport: { width: 820, height: 600 } },
  phone: { colorScheme: "light", viewport: { width: 360, height: 640 } },
}

/** Where somebody is sent who signs in by GitHub. */
const request = new URLSearchParams({
  client_id: "app",
  response_type: "code",
  scope: "read:user user:email",
  redirect_uri: `${app}/api/auth/callback/github`,
})
const pagesOfDev = {
  picker: `/countersign-dev/github/auth?${request}`,
  people: "/",
  mailbox: "/mails",
  mail: "/mails/latest",
  faults: "/faults",
}

/** An app with every kind of sign-in, served as it is. */
async function startApp(server) {
  const { createAuth } = await import("../dist/esm/index.js")
  const { MemoryAdapter } = await import("../dist/esm/adapters/memory.js")
  const { default: Email } = await import("../dist/esm/providers/email.js")
  const { default: GitHub } = await import("../dist/esm/providers/github.js")
  const { default: Google } = await import("../dist/esm/providers/google.js")
  const { default: Credentials } = await import("../dist/esm/providers/credentials.js")
  process.env.NEXTAUTH_URL = app
  const client = { clientId: "app", clientSecret: "for a picture" }
  const credentials = { username: { label: "Name" }, password: { label: "Password", type: "password" } }
  const auth = createAuth({
    secret: "for a picture, at least 32 characters long",
    adapter: MemoryAdapter(),
    session: { strategy: "jwt" },
    providers: [
      GitHub(client),
      Google(client),
      Email({ server, from: "Demo <no-reply@demo.example>", code: true }),
      Credentials({ credentials, authorize: () => null }),
    ],
  })
  const listening = createServer(getRequestListener((request) => auth.handle(request)))
  await new Promise((ready) => listening.listen(new URL(app).port, "127.0.0.1", ready))
  return listening
}

async function askForMail(page, email) {
  await page.goto(`${app}/api/auth/signin`)
  await page.fill('input[type="email"]', email)
  await page.click('form:has(input[type="email"]) button')
}

const endpoints = `${app}/api/auth`
const builtIn = {
  "sign-in": (page) => page.goto(`${endpoints}/signin`),
  "sign-in-refused": (page) => page.goto(`${endpoints}/signin?error=CredentialsSignin`),
  "check-mail": (page) => askForMail(page, "ada@example.com"),
  // Another browser than the one that asked opens the link.
  confirm: async (page, latest) => page.goto((await latest()).links[0]),
  error: (page) => page.goto(`${endpoints}/error?error=AccessDenied`),
  "sign-out": (page) => page.goto(`${endpoints}/signout`),
}

async function takePictures(browser, dev) {
  const latest = async () => (await fetch(`${dev.url}/api/mails/latest`)).json()
  const ofDev = Object.entries(pagesOfDev).map(([name, path]) => [name, (page) => page.goto(dev.url + path)])
  for (const [look, options] of Object.entries(looks)) {
    for (const [name, show] of [...Object.entries(builtIn), ...ofDev]) {
      const page = await browser.newPage(options)
      await show(page, latest)
      await page.screenshot({ path: `${folder}/${name}-${look}.png`, fullPage: true })
      await page.close()
    }
  }
}

const executablePath = await findChromium()
if (!executablePath) throw new Error(howToGetChromium)
if ((await runNode(["scripts/build.mjs", "--if-changed"])) !== 0) process.exit(1)
const { startDev } = await import("../dist/esm/dev.js")
const dev = await startDev({ port: await freePort(4747) })
const server = await startApp(dev.env.EMAIL_SERVER)
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })
try {
  mkdirSync(folder, { recursive: true })
  await takePictures(browser, dev)
} finally {
  await browser.close()
  server.close()
  await dev.close()
}
