/** What 1,000 components that read the session cost to mount in a real browser, beside as many that read a bare context of React's. */
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { chromium } from "playwright-core"

const root = fileURLToPath(new URL("..", import.meta.url))

/** `mount(subject)`, in the page: milliseconds that a thousand components take below a provider, to the last effect. */
const page = `
import { createContext, createElement, useContext } from "react"
import { flushSync } from "react-dom"
import { createRoot } from "react-dom/client"
import * as ours from "countersign/react"
import * as v4 from "next-auth-v4/react"

const session = { user: { name: "Ada" }, expires: "2099-01-01T00:00:00.000Z" }
const value = { data: session, status: "authenticated" }
const Bare = createContext(undefined)

const treeOf = (Provider, props, useValue) => {
  const Name = () => createElement("i", null, useValue().data.user.name)
  return (length) => createElement(Provider, props, Array.from({ length }, (_, key) => createElement(Name, { key })))
}
const trees = {
  "bare context": treeOf(Bare.Provider, { value }, () => useContext(Bare)),
  countersign: treeOf(ours.SessionProvider, { session }, ours.useSession),
  "next-auth-v4": treeOf(v4.SessionProvider, { session }, v4.useSession),
}

globalThis.mount = (subject) => {
  const place = document.createElement("div")
  const root = createRoot(place)
  const tree = trees[subject]
  flushSync(() => root.render(tree(0)))
  const before = performance.now()
  flushSync(() => root.render(tree(1000)))
  const passed = performance.now() - before
  if (place.textContent.length !== 3000) throw new Error(subject + " shows " + place.textContent.slice(0, 99))
  flushSync(() => root.unmount())
  return passed
}`

async function bundle() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: page, resolveDir: root },
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    define: { "process.env.NODE_ENV": '"production"', "process.env": "{}" },
    alias: { "countersign/react": fileURLToPath(new URL("../dist/esm/react.js", import.meta.url)) },
    logLevel: "silent",
  })
  return outputFiles[0].text
}

/** In the page: rounds of all subjects, in an order that rotates. Milliseconds for each, by subject and round. */
function measureInPage({ subjects, rounds, mounts }) {
  const measured = Object.fromEntries(subjects.map((subject) => [subject, []]))
  for (let round = -5; round < rounds; round++) {
    for (let turn = 0; turn < subjects.length; turn++) {
      const subject = subjects[(round + 5 + turn) % subjects.length]
      let passed = 0
      for (let i = 0; i < mounts; i++) passed += globalThis.mount(subject)
      if (round >= 0) measured[subject].push(passed / mounts)
    }
  }
  return measured
}

/**
 * Measures in the Chromium at `executablePath`.
 *
 * @returns {Promise<Record<string, number[]>>} milliseconds by subject and round: `bare context`, `countersign`, `next-auth-v4`
 */
export async function measureMounting({ executablePath, rounds, mounts }) {
  const script = await bundle()
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })
  try {
    const tab = await browser.newPage()
    await tab.route("**/*", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }))
    await tab.goto("http://bench.test/")
    await tab.addScriptTag({ content: script })
    return await tab.evaluate(measureInPage, {
      subjects: ["bare context", "countersign", "next-auth-v4"],
      rounds,
      mounts,
    })
  } finally {
    await browser.close()
  }
}
