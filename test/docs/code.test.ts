import { format } from "node:util"
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { documents } from "./documents.js"
import { complaints, isCode, type Loaded, load, loadPackage, type Project, prepare, writeProject } from "./project.js"

const secret = "a secret of the documentation's tests"
const pages = documents.filter(({ blocks }) => blocks.some(isCode))
let cookie = ""

beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", secret)
  vi.stubEnv("NEXTAUTH_URL", "http://localhost:3000")
  for (const name of ["GITHUB", "GOOGLE"]) {
    vi.stubEnv(`${name}_ID`, "the-id")
    vi.stubEnv(`${name}_SECRET`, "the-secret")
  }
  prepare()
  const { encode } = await loadPackage("countersign/jwt")
  cookie = `next-auth.session-token=${await encode({ token: { sub: "1", name: "Ada", role: "admin" }, secret })}`
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(pages)("the code in $path", (page) => {
  let project: Project
  beforeAll(() => {
    project = writeProject(page)
  })

  test("type-checks as it is written", () => {
    expect(complaints(project)).toEqual([])
  })

  test.each(page.blocks.filter(isCode))("runs: $place $title", async (block) => {
    const printed: string[] = []
    vi.spyOn(console, "log").mockImplementation((...args) => void printed.push(format(...args)))
    const file = project.files.find((one) => one.block === block)?.file ?? ""
    const loaded = await load(project, file)
    expect(printed).toEqual([...block.code.matchAll(/\/\/ → (.*)$/gm)].map(([, result]) => result))
    await tryOut(block.title ?? "", block.code, loaded)
  })
})

/** Uses a block for what its file is for: somebody who is signed in gets through, nobody else does. */
async function tryOut(title: string, code: string, loaded: Loaded): Promise<void> {
  if (/^(proxy|middleware)/.test(title)) await tryProxy(code, loaded.proxy ?? loaded.middleware)
  else if (/^pages\/api\/(?!auth\/)/.test(title)) await tryApiRoute(loaded.default)
  else if (/\/route\.ts$/.test(title) && code.includes("getToken")) await tryRouteHandler(loaded.GET)
  else if (/^pages\/(?!api\/|_)/.test(title)) await tryPage(code, loaded)
}

async function tryProxy(code: string, proxy: (request: unknown, event: unknown) => Promise<Response | undefined>) {
  const { NextRequest } = await loadPackage("next/server.js")
  const visit = async (path: string, headers = {}) => {
    const url = `http://localhost:3000${path}`
    return proxy(new NextRequest(url, { headers }), { waitUntil() {} })
  }
  const turnedAway = await visit("/dashboard/sales?month=2")
  expect(turnedAway?.status).toBe(307)
  expect(new URL(turnedAway?.headers.get("location") ?? "").searchParams.get("callbackUrl")).toBe(
    "/dashboard/sales?month=2",
  )
  expect((await visit("/dashboard/sales", { cookie }))?.status ?? 200).toBe(200)
  if (!code.includes("/api/")) return
  expect((await visit("/api/orders/1"))?.status).toBe(401)
  expect(await visit("/api/orders/1", { cookie })).toBeUndefined()
}

class FakeResponse {
  statusCode = 200
  headersSent = false
  body: unknown
  headers = new Map<string, unknown>()
  getHeader(name: string) {
    return this.headers.get(name.toLowerCase())
  }
  setHeader(name: string, value: unknown) {
    this.headers.set(name.toLowerCase(), value)
  }
  status(code: number) {
    this.statusCode = code
    return this
  }
  json(body: unknown) {
    this.body = body
  }
  end() {}
}

const nodeRequest = (headers = {}) => ({ headers, method: "GET", url: "/api/orders", query: {}, cookies: {} })

async function tryApiRoute(handler: (req: unknown, res: FakeResponse) => Promise<void>) {
  const [nobody, ada] = [new FakeResponse(), new FakeResponse()]
  await handler(nodeRequest(), nobody)
  await handler(nodeRequest({ cookie }), ada)
  expect([nobody.statusCode, ada.statusCode]).toEqual([401, 200])
}

async function tryRouteHandler(GET: (request: Request) => Promise<Response>) {
  const visit = async (headers = {}) =>
    (await GET(new Request("http://localhost:3000/api/example", { headers }))).status
  expect([await visit(), await visit({ cookie })]).toEqual([401, 200])
}

async function tryPage(code: string, { default: Page, getServerSideProps }: Loaded) {
  const { createElement } = await loadPackage("react")
  const { renderToString } = await loadPackage("react-dom/server")
  const { SessionProvider } = await loadPackage("countersign/react")
  const show = async (headers: object, session: unknown) => {
    const { props = {}, redirect } =
      (await getServerSideProps?.({ req: nodeRequest(headers), res: new FakeResponse(), resolvedUrl: "/account" })) ??
      {}
    return redirect
      ? "redirected"
      : renderToString(createElement(SessionProvider, { session }, createElement(Page, props)))
  }
  const ada = { user: { name: "Ada" }, expires: "2099-01-01T00:00:00.000Z" }
  const [forNobody, forAda] = [await show({}, null), await show({ cookie }, ada)]
  expect(forNobody).not.toBe(forAda)
  expect(forNobody).not.toContain("Ada")
  if (code.includes("user?.name")) expect(forAda).toContain("Ada")
}
