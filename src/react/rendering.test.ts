// @vitest-environment jsdom
import { act, createElement } from "react"
import { createRoot } from "react-dom/client"
import { afterEach, expect, test, vi } from "vitest"
import type { Session } from "../core/model.js"
import { getSession, SessionProvider, useSession } from "./index.js"

const ada: Session = { user: { name: "Ada" }, expires: "2099-01-01T00:00:00.000Z" }

afterEach(() => vi.unstubAllGlobals())

test("a hundred components ask once, and render again only when the session has changed", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true)
  let known: unknown = ada
  const fetch = vi.fn(async () => Response.json(known))
  vi.stubGlobal("fetch", fetch)
  let renders = 0
  const Name = () => {
    renders++
    return createElement("p", null, useSession().data?.user?.name)
  }
  const names = Array.from({ length: 100 }, (_, key) => createElement(Name, { key }))
  const root = createRoot(document.createElement("div"))

  await act(async () => root.render(createElement(SessionProvider, null, names)))
  expect(fetch).toHaveBeenCalledTimes(1)
  expect(renders).toBe(200) // loading, then Ada

  await act(async () => void (await getSession()))
  await act(async () => void document.dispatchEvent(new Event("visibilitychange")))
  expect(fetch).toHaveBeenCalledTimes(3)
  expect(renders).toBe(200)

  known = { ...ada, user: { name: "Bob" } }
  await act(async () => void (await getSession()))
  expect(renders).toBe(300)
  act(() => root.unmount())
})
