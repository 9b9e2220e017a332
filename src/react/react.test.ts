import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { createElement, type ReactElement, useContext } from "react"
import { renderToString } from "react-dom/server"
import { expect, expectTypeOf, test } from "vitest"
import type { Session } from "../core/model.js"
import {
  type ClientSafeProvider,
  getProviders,
  SessionContext,
  type SessionContextValue,
  SessionProvider,
  type SignInResponse,
  type SignOutResponse,
  signIn,
  signOut,
  useSession,
} from "./index.js"

const ada: Session = { user: { name: "Ada" }, expires: "2099-01-01T00:00:00.000Z" }

function Greeting(): ReactElement {
  const { data, status } = useSession()
  return createElement("p", null, `${status} ${data === undefined ? "unknown" : (data?.user?.name ?? "nobody")}`)
}

function Members(): ReactElement {
  const { data, status } = useSession({ required: true })
  return createElement("p", null, `${status} ${data?.user?.name}`)
}

const greeting = (props: { session?: Session | null }) =>
  renderToString(createElement(SessionProvider, props, createElement(Greeting)))

test("a server renders what it was given: a session, nobody, or that it does not know yet", () => {
  expect(greeting({ session: ada })).toBe("<p>authenticated Ada</p>")
  expect(greeting({ session: null })).toBe("<p>unauthenticated nobody</p>")
  expect(greeting({})).toBe("<p>loading unknown</p>")
})

test("a page for members shows nobody as loading", () => {
  const page = createElement(SessionProvider, { session: null }, createElement(Members))
  expect(renderToString(page)).toBe("<p>loading undefined</p>")
})

test("useSession outside a provider says what is missing", () => {
  expect(() => renderToString(createElement(Greeting))).toThrow("must be wrapped in a <SessionProvider />")
})

test("the context holds what useSession returns, and a test of an app may fill it by hand", () => {
  const Reader = () => createElement("p", null, useContext(SessionContext)?.data?.user?.name)
  const value: SessionContextValue = { data: ada, status: "authenticated", update: async () => null }
  const filled = createElement(SessionContext.Provider, { value }, createElement(Greeting), createElement(Reader))
  expect(renderToString(filled)).toBe("<p>authenticated Ada</p><p>Ada</p>")
})

/** Runs code in a Node of its own, where `react` is what `conditions` make of it and the door is a copy of its own. */
async function run(code: string, ...conditions: string[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL(".", import.meta.url)), loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    external: ["react", "react-dom"],
  })
  const flags = conditions.map((condition) => `--conditions=${condition}`)
  return execFileSync(process.execPath, [...flags, "--input-type=module", "-e", outputFiles[0]?.text ?? ""], {
    encoding: "utf8",
  }).trim()
}

test("in React Server Components the door opens, and useSession says that it belongs elsewhere", async () => {
  const report = await run(
    `import * as auth from "./index.js"
     const says = (use) => { try { use() } catch (error) { return error.message } }
     console.log([auth.SessionContext, says(auth.useSession), typeof auth.getSession].join("|"))`,
    "react-server",
  )
  const message = "React Context is unavailable in Server Components"
  expect(report).toBe(`|${message}|function`)
})

test("two copies of the door share one context", async () => {
  const report = await run(
    `const first = (await import("./session-context.js?first")).SessionContext
     const second = (await import("./session-context.js?second")).SessionContext
     console.log(typeof first, first === second)`,
  )
  expect(report).toBe("object true")
})

test("the types narrow as documented", () => {
  expectTypeOf<SessionContextValue<true>["status"]>().toEqualTypeOf<"authenticated" | "loading">()
  expectTypeOf<SessionContextValue["status"]>().toEqualTypeOf<"authenticated" | "loading" | "unauthenticated">()
  expectTypeOf<Extract<SessionContextValue, { status: "authenticated" }>["data"]>().toEqualTypeOf<Session>()
  expectTypeOf(useSession<true>).returns.toEqualTypeOf<SessionContextValue<true>>()
  expectTypeOf(signIn<"credentials">).returns.resolves.toEqualTypeOf<SignInResponse | undefined>()
  const byPassword = () => signIn("credentials", { redirect: false })
  expectTypeOf(byPassword).returns.resolves.toEqualTypeOf<SignInResponse | undefined>()
  expectTypeOf(signOut<false>).returns.resolves.toEqualTypeOf<SignOutResponse>()
  expectTypeOf(signOut<true>).returns.resolves.toEqualTypeOf<undefined>()
  expectTypeOf(getProviders).returns.resolves.extract<object>().toHaveProperty("github")
  expectTypeOf<ClientSafeProvider["id"]>().toExtend<string>()
})
