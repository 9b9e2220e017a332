/** How long `GET /api/auth/session` takes at a fixed rate of requests, while nobody and while four people sign in with a password. */
import { crowd, startSite, visit } from "../hashing/visits.mjs"
import { inRounds } from "../rounds.mjs"
import { quantile, spread } from "../statistics.mjs"

const name = "hashing-session"
const by = ["floor", "countersign", "next-auth-v4"]

/** Seconds of each half of a round. */
const thorough = { rounds: 7, seconds: 5 }
const quick = { rounds: 2, seconds: 3 }

async function measure({ settings: { isQuick }, report }) {
  const { rounds, seconds } = isQuick ? quick : thorough
  const sites = await Promise.all(by.map(startSite))
  try {
    for (const site of sites) await halves(site, 2)
    const measured = await inRounds(
      sites,
      rounds,
      (...round) => report.round(name, ...round),
      (site) => halves(site, seconds),
    )
    const results = [resultOf(measured, 0.5), resultOf(measured, 0.99)]
    results.forEach(report.result)
    return results
  } finally {
    for (const site of sites) site.stop()
  }
}

/** Idle, then beside four who sign in; so that both halves of a ratio meet the machine in the same mood. */
async function halves(site, seconds) {
  const idle = await visit(site, seconds)
  const { stop } = await crowd(site)
  const busy = await visit(site, seconds)
  return { idle, busy, signIns: await stop() }
}

function resultOf(measured, part) {
  const p = `p${part * 100}`
  const median = (numbers) => spread(numbers).median
  const values = {}
  const ratios = []
  const facts = { millisecondsOfASignIn: {} }
  for (const [subject, rounds] of measured) {
    const [idle, busy] = ["idle", "busy"].map((half) => rounds.map((round) => quantile(round[half], part)))
    values[`${subject} idle`] = median(idle)
    values[`${subject} hashing`] = median(busy)
    const goal = subject === "countersign" && part === 0.99 ? { most: 2 } : {}
    ratios.push({
      label: `${subject}, hashing ÷ idle`,
      ...spread(busy.map((value, round) => value / idle[round])),
      ...goal,
    })
    facts.millisecondsOfASignIn[subject] = median(rounds.flatMap(({ signIns }) => signIns))
  }
  return { name: `${name}-${p}`, unit: "milliseconds", values, ratios, facts }
}

export default {
  name: "hashing",
  title: "GET /api/auth/session while four people sign in with a password",
  cases: [name],
  measure,
}
