// @vitest-environment jsdom
import { act, createElement, type ReactElement } from "react"
import { createRoot, type Root } from "react-dom/client"
import { renderToString } from "react-dom/server"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Session } from "../core/model.js"
import { definePolicy, everyone, nobody, role, signedIn, signedInWithin } from "../policy.js"
import { createProtected, SessionProvider } from "./index.js"

const policy = definePolicy({
  default: "deny",
  routes: {
    "/": everyone,
    "/account/**": signedIn,
    "/pay": signedInWithin(60),
    "/admin": role("admin"),
    "DELETE /account/**": nobody,
    "/broken": () => {
      throw new Error("bug")
    },
  },
})
const { Protected, useCan } = createProtected(policy)

const as = (extra: object): Session => ({ user: { name: "Ada", ...extra }, expires: "2099-01-01T00:00:00.000Z" })
let root: Root
let place: HTMLElement
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true)
  place = document.createElement("div")
  root = createRoot(place)
})
afterEach(() => {
  act(() => root.unmount())
  vi.unstubAllGlobals()
})

const show = async (session: Session | null, child: ReactElement): Promise<string> => {
  await act(async () => root.render(createElement(SessionProvider, { session }, child)))
  return place.textContent
}

const link = (path: string, method = "GET"): ReactElement =>
  createElement(Protected, { path, method, fallback: "hidden" }, "shown")

test.each([
  ["/", null, "shown"],
  ["/account", null, "hidden"],
  ["/account/mail?tab=2", as({}), "shown"],
  ["/admin", as({ role: "editor" }), "hidden"],
  ["/admin", as({ role: "admin" }), "shown"],
  ["/pay", as({}), "shown"],
  ["/broken", as({}), "hidden"],
  ["/nowhere", as({}), "hidden"],
])("the way to %s is, for %j, %s", async (path, session, expected) => {
  expect(await show(session, link(path))).toBe(expected)
})

test("by method", async () => {
  expect(await show(as({}), link("/account", "DELETE"))).toBe("hidden")
})

test("who signs in meanwhile sees it, and who signs out no more", async () => {
  expect(await show(null, link("/account"))).toBe("hidden")
  expect(await show(as({}), link("/account"))).toBe("shown")
  expect(await show(null, link("/account"))).toBe("hidden")
})

test("a server shows nothing before the browser knows", () => {
  const Asking = () => createElement("p", null, String(useCan("/")))
  const page = createElement(SessionProvider, { session: as({}) }, createElement(Asking), link("/"))
  expect(renderToString(page)).toBe("<p>null</p>hidden")
})
