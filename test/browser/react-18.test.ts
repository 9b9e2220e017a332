import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Auth, createAuth } from "../../src/auth.js"
import Credentials from "../../src/providers/credentials.js"
import { launchChromium } from "./chromium.js"

const page18 = `
import { StrictMode, version } from "react"
import { createRoot } from "react-dom/client"
import { SessionProvider, signIn, signOut, useSession } from "countersign/react"

function Name() {
  const { data, status } = useSession()
  return <p>{status === "authenticated" ? data.user.name : status}</p>
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <SessionProvider>
      <h1>React {version}</h1>
      <Name /><Name /><Name />
      <button onClick={() => signIn("credentials", { redirect: false, name: "Ada" })}>Sign in</button>
      <button onClick={() => signOut({ redirect: false })}>Sign out</button>
    </SessionProvider>
  </StrictMode>,
)`

let browser: Browser | undefined
let server: Server | undefined
let origin: string

beforeAll(async () => {
  const script = await bundle()
  const listening = createServer((request, response) => answer(request, response, script, auth))
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve))
  origin = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
  process.env.NEXTAUTH_URL = origin
  const auth = createAuth({
    secret: "a secret for React 18",
    providers: [
      Credentials({
        credentials: { name: { label: "Name" } },
        authorize: (answers) => ({ id: "1", name: answers?.name ?? "" }),
      }),
    ],
  })
  browser = await launchChromium()
})

afterAll(async () => {
  delete process.env.NEXTAUTH_URL
  await browser?.close()
  server?.close()
  server?.closeAllConnections()
})

test("in React 18's strict mode three components cause one session request and no complaint", async () => {
  const { page, complaints, requests } = await open()
  await page.getByText("unauthenticated").nth(2).waitFor()
  await page.waitForLoadState("networkidle")
  expect(await page.getByRole("heading").textContent()).toBe("React 18.3.1")
  expect(requests.filter((path) => path === "/api/auth/session")).toHaveLength(1)
  expect(complaints).toEqual([])
})

test("in React 18 every component follows signing in and out", async () => {
  const { page, complaints } = await open()
  await page.getByText("unauthenticated").nth(2).waitFor()
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.getByText("Ada").nth(2).waitFor()
  await page.getByRole("button", { name: "Sign out" }).click()
  await page.getByText("unauthenticated").nth(2).waitFor()
  expect(complaints).toEqual([])
})

async function open(): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
  if (!browser) throw new Error("There is no browser")
  const page = await browser.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on("request", (request) => requests.push(new URL(request.url()).pathname))
  page.on("pageerror", (error) => complaints.push(error.message))
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text())
  })
  await page.goto(origin)
  return { page, complaints, requests }
}

async function bundle(): Promise<string> {
  const here = fileURLToPath(new URL(".", import.meta.url))
  const { outputFiles } = await build({
    absWorkingDir: here,
    stdin: { contents: page18, loader: "tsx", resolveDir: here },
    bundle: true,
    write: false,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' },
    alias: {
      "countersign/react": fileURLToPath(new URL("../../src/react/index.ts", import.meta.url)),
      react: fileURLToPath(new URL("../toolchains/react-18/node_modules/react", import.meta.url)),
      "react-dom": fileURLToPath(new URL("../toolchains/react-18/node_modules/react-dom", import.meta.url)),
    },
  })
  return outputFiles[0]?.text ?? ""
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse, script: string, auth: Auth): Promise<void> {
  if (!incoming.url?.startsWith("/api/auth")) {
    const [type, body] = incoming.url === "/page.js" ? ["text/javascript", script] : ["text/html", document]
    outgoing.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body)
    return
  }
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)])
  const body = incoming.method === "POST" ? Buffer.concat(chunks) : null
  const request = new Request(origin + incoming.url, { method: incoming.method ?? "GET", headers, body })
  const response = await auth.handle(request)
  outgoing.writeHead(response.status, [...response.headers].flat())
  outgoing.end(await response.text())
}

const document = `<!doctype html><html lang="en"><title>React 18</title><link rel="icon" href="data:,">
<div id="root"></div><script src="/page.js"></script></html>`
