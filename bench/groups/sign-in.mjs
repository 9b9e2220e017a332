/**
 * Signing in, from the first request to the session, over HTTP: what of the CPU time of the process that serves the site is the
 * library's. The browser, the provider and the reader of mails are in this process; what `node:http` takes for the same requests is
 * measured beside, and taken off. Countersign is measured with the limits that it has by itself, and without them, as next-auth 4 has none.
 */
import { inRounds, summary } from "../rounds.mjs"
import { provesSignIn, signIn } from "../sign-in/journeys.mjs"
import { startProvider } from "../sign-in/provider.mjs"
import { startSite } from "../sign-in/site.mjs"
import { spread } from "../statistics.mjs"

const by = ["bare", "countersign", "countersign-unlimited", "next-auth-v4", "auth-js-v5"]
const ways = ["credentials", "oauth", "email"]
const unit = "CPU µs of the library for a sign-in"
const cases = ways.map((way) => ({ name: `sign-in-${way}`, way, unit, goals: { "next-auth-v4": 2 } }))

/** Sign-ins a round, how many of them at a time, and how many before: with fewer than some thousands it is the compiler that is measured. */
const thorough = { rounds: 25, signIns: 64, atATime: 8, warmUp: 3000 }
const quick = { rounds: 9, signIns: 24, atATime: 8, warmUp: 400 }

async function measure({ cases: names, settings: { isQuick }, report }) {
  const sites = await Promise.all(by.map(startSite))
  const provider = await startProvider(sites.map(({ origin }) => origin))
  const { issuer, clientId, clientSecret } = provider
  try {
    for (const site of sites) await site.ask("open", { provider: { issuer, clientId, clientSecret } })
    const results = []
    for (const one of cases.filter(({ name }) => names.includes(name))) {
      const found = await measureWay(one, sites, provider, isQuick ? quick : thorough, report)
      found.forEach(report.result)
      report.note(
        `  beside it the server itself, for the same requests: ${Math.round(found[0].facts.httpMicroseconds)} µs`,
      )
      results.push(...found)
    }
    return results
  } finally {
    for (const site of sites) site.stop()
    await provider.close()
  }
}

async function measureWay(one, sites, provider, { rounds, signIns, atATime, warmUp }, report) {
  const batch = async (site, count) => {
    const before = await site.ask("cpu")
    const each = async () => {
      const visit = { provider, atProvider: new Map() }
      for (let i = 0; i < count; i += atATime) await signIn(one.way, site, visit)
    }
    await Promise.all(Array.from({ length: atATime }, each))
    return { cpu: ((await site.ask("cpu")) - before) / count }
  }
  for (const site of sites) {
    await provesSignIn(one.way, site, { provider, atProvider: new Map() })
    await batch(site, warmUp)
    await site.ask("collect")
  }
  const onRound = (...round) => report.round(one.name, ...round)
  const measured = await inRounds(sites, rounds, onRound, (site) => batch(site, signIns))
  const http = spread(measured.get("bare").map(({ cpu }) => cpu)).median
  const { "countersign-unlimited": unlimited, ...libraries } = librariesOf(measured, http)
  const asItIs = summary(one, asMap(libraries), "cpu")
  const likeWithLike = summary(
    { ...one, name: `${one.name}-unlimited` },
    asMap({ ...libraries, countersign: unlimited }),
    "cpu",
  )
  return [{ ...asItIs, facts: { httpMicroseconds: http } }, likeWithLike]
}

const asMap = (byName) => new Map(Object.entries(byName))

/** What is left without what the server itself takes. */
function librariesOf(measured, http) {
  const libraries = [...measured].filter(([name]) => name !== "bare")
  return Object.fromEntries(libraries.map(([name, rounds]) => [name, rounds.map(({ cpu }) => ({ cpu: cpu - http }))]))
}

export default { name: "sign-in", title: "Signing in, over HTTP", cases: cases.map(({ name }) => name), measure }
