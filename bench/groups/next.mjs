/**
 * `GET /session` inside Next.js in production, beside a route that does nothing: what a library adds to what Next.js takes itself. Each
 * subject has a server of its own, and each request brings a token that was not seen a moment ago.
 */
import { strictEqual } from "node:assert"
import { isAdasSession, sessionsOf, signedInHeaders } from "../call-cases.mjs"
import { load } from "../load.mjs"
import { secret, sessionCookie, smallClaims } from "../material.mjs"
import { buildNextApp, startNextServer } from "../next-servers.mjs"
import { number } from "../report.mjs"
import { inRounds, summary } from "../rounds.mjs"
import { spread } from "../statistics.mjs"
import { createSubject } from "../subjects/floor.mjs"

const libraries = ["countersign", "next-auth-v4"]
const subjects = ["bare", ...libraries]

/** `atMost`: CPU µs that Countersign may add. */
const cases = [
  {
    name: "next-pages",
    paths: { bare: "/api/bare/session", countersign: "/api/auth/session", "next-auth-v4": "/api/auth-v4/session" },
    atMost: 85,
  },
  {
    name: "next-app",
    paths: {
      bare: "/router/bare/session",
      countersign: "/router/auth/session",
      "next-auth-v4": "/router/auth-v4/session",
    },
  },
]

const isBare = ({ name }) => strictEqual(name, "Ada Lovelace")

/** Visits that do not count: so much of Next.js runs for a request that the compiler is not done in one. */
const warmUps = 3

async function measureCase({ name, paths, atMost }, servers, headers, { httpRounds, httpBatch }, report) {
  const visit = async (subject) => {
    const server = servers.get(subject.name)
    const before = await server.cpu()
    const { requests, body } = await load(server.port, paths[subject.name], headers, httpBatch)
    const check = subject.name === "bare" ? isBare : isAdasSession
    check(JSON.parse(body))
    return { cpu: ((await server.cpu()) - before) / requests }
  }
  const named = subjects.map((subject) => ({ name: subject }))
  for (let i = 0; i < warmUps; i++) for (const subject of named) await visit(subject)
  const measured = await inRounds(named, httpRounds, (...round) => report.round(name, ...round), visit)

  const { values, ...result } = summary({ name, unit: "CPU µs for a request" }, measured, "cpu")
  const addedIn = (library, round) => measured.get(library)[round].cpu - measured.get("bare")[round].cpu
  const quotients = measured
    .get("bare")
    .map((_, round) => addedIn("next-auth-v4", round) / addedIn("countersign", round))
  const added = Object.fromEntries(libraries.map((library) => [library, values[library] - values.bare]))
  return {
    ...result,
    values,
    ratios: [{ label: "next-auth-v4 ÷ countersign, added", ...spread(quotients) }],
    facts: { added, ...(atMost && { addedAtMost: atMost }) },
  }
}

function noteAdded({ facts: { added, addedAtMost } }, report) {
  const parts = libraries.map((library) => `${library} ${number(added[library])}`)
  report.note(`  added µs: ${parts.join(", ")}${addedAtMost ? `; goal: at most ${addedAtMost}` : ""}`)
}

async function measure({ cases: asked, settings, report }) {
  report.note("Building an app with Next.js …")
  await buildNextApp()
  const tokens = await sessionsOf(createSubject(secret), smallClaims)
  const headers = tokens.map((token) => signedInHeaders(token, sessionCookie))
  const servers = new Map()
  try {
    for (const subject of subjects) servers.set(subject, await startNextServer())
    const results = []
    for (const one of cases.filter(({ name }) => asked.includes(name))) {
      const result = await measureCase(one, servers, headers, settings, report)
      report.result(result)
      noteAdded(result, report)
      results.push(result)
    }
    return results
  } finally {
    for (const server of servers.values()) server.stop()
  }
}

export default { name: "next", title: "Inside Next.js, 16 connections", cases: cases.map(({ name }) => name), measure }
