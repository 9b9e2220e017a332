/**
 * `npm run docs:screenshots`: takes the pictures of `countersign dev` in docs/screenshots anew, in the light, in the dark and on a phone.
 */
import { mkdirSync } from "node:fs"
import { chromium } from "playwright-core"
import { findChromium, howToGetChromium } from "./chromium.mjs"
import { root } from "./doors.mjs"
import { freePort } from "./ports.mjs"
import { runNode } from "./run.mjs"

const folder = `${root}docs/screenshots`
const app = "http://localhost:3000"

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
const pages = {
  picker: `/countersign-dev/github/auth?${request}`,
  people: "/",
  mailbox: "/mails",
  mail: "/mails/latest",
  faults: "/faults",
}

/** An app has the library send its own mail. */
async function sendMail(server, email) {
  const { createAuth } = await import("../dist/esm/index.js")
  const { MemoryAdapter } = await import("../dist/esm/adapters/memory.js")
  const { default: Email } = await import("../dist/esm/providers/email.js")
  process.env.NEXTAUTH_URL = app
  const auth = createAuth({
    secret: "for a picture, at least 32 characters long",
    adapter: MemoryAdapter(),
    providers: [Email({ server, from: "Demo <no-reply@demo.example>", code: true })],
  })
  const first = await auth.handle(new Request(`${app}/api/auth/csrf`))
  const { csrfToken } = await first.json()
  const cookie = first.headers.getSetCookie().map((line) => line.split(";")[0])
  const body = new URLSearchParams({ csrfToken, email })
  await auth.handle(
    new Request(`${app}/api/auth/signin/email`, { method: "POST", headers: { cookie: cookie.join("; ") }, body }),
  )
}

async function takePictures(browser, url) {
  for (const [look, options] of Object.entries(looks)) {
    const page = await browser.newPage(options)
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(url + path)
      await page.screenshot({ path: `${folder}/${name}-${look}.png`, fullPage: true })
    }
    await page.close()
  }
}

const executablePath = await findChromium()
if (!executablePath) throw new Error(howToGetChromium)
if ((await runNode(["scripts/build.mjs", "--if-changed"])) !== 0) process.exit(1)
const { startDev } = await import("../dist/esm/dev.js")
const dev = await startDev({ port: await freePort(4747) })
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })
try {
  mkdirSync(folder, { recursive: true })
  for (const name of ["grace", "ada"]) await sendMail(dev.env.EMAIL_SERVER, `${name}@example.com`)
  await takePictures(browser, dev.url)
} finally {
  await browser.close()
  await dev.close()
}
