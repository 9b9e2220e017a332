/** `GET /api/auth/session` over loopback, each request with a token that was not seen a moment ago. */
import { isAdasSession } from "../call-cases.mjs"
import { load } from "../load.mjs"
import { inRounds, summary } from "../rounds.mjs"
import { startSubjects } from "../subject.mjs"

const by = ["floor", "countersign", "next-auth-v4", "auth-js-v5", "better-auth"]

const perSecond = {
  name: "http-session",
  unit: "requests per second",
  isRate: true,
  goals: { overFloor: 0.85, "next-auth-v4": 3, "auth-js-v5": 9, "better-auth": 9 },
}
const cpu = { name: "http-session-cpu", unit: "CPU µs for a request" }

async function measure({ settings: { httpRounds, httpBatch }, report }) {
  const subjects = await startSubjects([{ by }])
  try {
    const servers = new Map()
    for (const subject of subjects.of({ by })) servers.set(subject, await subject.ask("listen"))
    const visit = async (subject) => {
      const { port, path, headers } = servers.get(subject)
      const before = await subject.ask("cpu")
      const { requests, seconds, body } = await load(port, path, headers, httpBatch)
      isAdasSession(JSON.parse(body))
      return { cpu: ((await subject.ask("cpu")) - before) / requests, rate: requests / seconds }
    }
    for (const subject of servers.keys()) await visit(subject)
    const onRound = (...round) => report.round(perSecond.name, ...round)
    const measured = await inRounds([...servers.keys()], httpRounds, onRound, visit)
    const results = [summary(perSecond, measured, "rate"), summary(cpu, measured, "cpu")]
    results.forEach(report.result)
    return results
  } finally {
    subjects.stop()
  }
}

export default { name: "http", title: "GET /api/auth/session, 16 connections", cases: [perSecond.name], measure }
