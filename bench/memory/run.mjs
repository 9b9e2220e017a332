/** Runs a program of this folder in a process of its own, and waits for what it says. */
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { cookieHeader, secret, sessionCookie, smallClaims } from "../material.mjs"
import { issue } from "../subjects/floor.mjs"

const session = JSON.stringify({ secret, cookie: cookieHeader(0, sessionCookie, issue(smallClaims, secret)) })

export function run(program, args) {
  const child = fork(fileURLToPath(new URL(`${program}.mjs`, import.meta.url)), args.map(String), {
    env: { PATH: process.env.PATH, NODE_ENV: "production", NEXTAUTH_URL: "http://localhost:3000", SESSION: session },
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  return new Promise((done, fail) => {
    child.once("message", done)
    child.once("exit", (code) => fail(new Error(`${program} ${args.join(" ")} ended with ${code}, and said nothing.`)))
  })
}
