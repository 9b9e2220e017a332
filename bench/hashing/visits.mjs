/** Visitors who come at a fixed rate, however long others are waiting; and four people who sign in again and again beside them. */
import { fork } from "node:child_process"
import { Agent, get } from "node:http"
import { fileURLToPath } from "node:url"
import { cookieHeader, secret, sessionCookie, smallClaims } from "../material.mjs"
import { openBrowser } from "../sign-in/browser.mjs"
import { overHttp } from "../sign-in/over-http.mjs"
import { issue } from "../subjects/floor.mjs"
import { tokensOf } from "../subjects/tokens.mjs"
import { password } from "./sites.mjs"

const program = fileURLToPath(new URL("site-process.mjs", import.meta.url))
const perSecond = 150
const atATime = 4

/** Milliseconds after which a visitor leaves who has had no answer. */
const patience = 10_000

const cookies = (await tokensOf((claims) => issue(claims, secret), smallClaims)).map((token) =>
  cookieHeader(10, sessionCookie, token),
)

export async function startSite(name) {
  const child = fork(program, [name], {
    env: { PATH: process.env.PATH, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  const origin = await new Promise((done, fail) => {
    child.once("message", done)
    child.once("exit", () => fail(new Error(`The process of ${name} ended.`)))
  })
  return { name, origin, stop: () => child.connected && child.disconnect() }
}

/** Milliseconds that each of the visitors of some seconds waited for `GET /api/auth/session`, in vain or not. */
export async function visit({ origin }, seconds) {
  const agent = new Agent({ keepAlive: true })
  const answers = []
  const begun = performance.now()
  for (let nth = 0; nth < seconds * perSecond; nth++) {
    const early = begun + (nth * 1000) / perSecond - performance.now()
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
    answers.push(
      askForSession(`${origin}/api/auth/session`, { agent, headers: { cookie: cookies[nth % cookies.length] } }),
    )
  }
  const waited = await Promise.all(answers)
  agent.destroy()
  return waited
}

function askForSession(url, options) {
  const begun = performance.now()
  const signal = AbortSignal.timeout(patience)
  return new Promise((done, fail) => {
    const asked = get(url, { ...options, signal }, (answer) => {
      let text = ""
      answer.setEncoding("utf8")
      answer.on("data", (part) => {
        text += part
      })
      answer.on("end", () => {
        if (text.includes("ada@example.com")) done(performance.now() - begun)
        else fail(new Error(`No session, but ${answer.statusCode} ${text.slice(0, 80)}`))
      })
    })
    asked.on("error", (error) => (signal.aborted ? done(patience) : fail(error)))
  })
}

/** Four people who sign in without a pause. `stop()` answers how many milliseconds each sign-in took. */
export async function crowd({ origin }) {
  let isOver = false
  const took = []
  const person = async (nth) => {
    const browser = openBrowser(overHttp(origin))
    const { csrfToken } = JSON.parse((await browser.get("/api/auth/csrf")).text)
    while (!isOver) {
      const begun = performance.now()
      const fields = { csrfToken, username: `ada-${nth}`, password }
      const { status, location } = await browser.post("/api/auth/callback/credentials", fields)
      if (status !== 302 || location.includes("error")) throw new Error(`Not signed in: ${status} ${location}`)
      took.push(performance.now() - begun)
    }
  }
  const people = Promise.all(Array.from({ length: atATime }, (_, nth) => person(nth)))
  return {
    async stop() {
      isOver = true
      await people
      return took
    },
  }
}
