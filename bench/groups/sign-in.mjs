/**
 * Signing in, from the first request to the session: what of the CPU time of the process that has the site is the library's. Requests are
 * handed to the libraries as Node's own objects, without connections: by themselves those would take two to four times what is measured. What
 * is left of the web, and of the visitor who is in the same process, is measured beside and taken off: the same requests answered by nothing,
 * and the code exchanged at the provider by `node:http`, the least that it can take. The provider is in this process, and its pages are
 * visited from here. All keep people in the same store, and hand mails to the same function. Countersign is measured with the limits
 * that it has by itself, and without them, as next-auth 4 has none.
 */
import { inRounds, summary } from "../rounds.mjs"
import { startProvider } from "../sign-in/provider.mjs"
import { startSite } from "../sign-in/site.mjs"
import { spread } from "../statistics.mjs"

const by = ["bare", "countersign", "countersign-unlimited", "next-auth-v4", "auth-js-v5"]
const unit = "CPU µs of the library for a sign-in"

/**
 * `signIns`: those of a round, enough for the garbage of some to be collected while they are measured. `warmUp`: those before; with
 * fewer it is the compiler that is measured.
 */
const ways = {
  credentials: { signIns: 512, warmUp: 8000 },
  oauth: { signIns: 64, warmUp: 2000 },
  email: { signIns: 512, warmUp: 8000 },
}
const goals = { "next-auth-v4": 2 }
const cases = Object.entries(ways).map(([way, amounts]) => ({ name: `sign-in-${way}`, way, amounts, unit, goals }))

const atATime = 8

async function measure({ cases: names, settings: { isQuick }, report }) {
  const sites = await Promise.all(by.map(startSite))
  const provider = await startProvider([sites[0].origin])
  const { issuer, clientId, clientSecret } = provider
  try {
    for (const site of sites) await site.ask("open", { provider: { issuer, clientId, clientSecret } })
    const results = []
    for (const one of cases.filter(({ name }) => names.includes(name))) {
      const found = await measureWay(one, sites, provider, isQuick, report)
      found.forEach(report.result)
      report.note(
        `  beside it visitor and web, for the same requests: ${Math.round(found[0].facts.withoutLibraryMicroseconds)} µs`,
      )
      results.push(...found)
    }
    return results
  } finally {
    for (const site of sites) site.stop()
    await provider.close()
  }
}

async function measureWay({ way, amounts, ...one }, sites, provider, isQuick, report) {
  const { signIns, warmUp } = amounts
  const rounds = isQuick ? 5 : 15
  const batch = async (site, count) => {
    const begun = await site.ask("begin", { way, count, atATime })
    const addresses = way === "oauth" ? await atProvider(provider, begun.locations) : []
    const { cpu } = await site.ask("finish", { addresses, atATime })
    return { cpu: (begun.cpu + cpu) / count }
  }
  for (const site of sites) {
    await batch(site, atATime)
    await site.ask("prove")
    for (let done = 0; done < (isQuick ? warmUp / 4 : warmUp); done += signIns) await batch(site, signIns)
    await site.ask("collect")
  }
  const onRound = (...round) => report.round(one.name, ...round)
  const measured = await inRounds(sites, rounds, onRound, (site) => batch(site, signIns))
  const without = spread(measured.get("bare").map(({ cpu }) => cpu)).median
  const { "countersign-unlimited": unlimited, ...libraries } = librariesOf(measured, without)
  const asItIs = summary(one, asMap(libraries), "cpu")
  const likeWithLike = summary(
    { ...one, name: `${one.name}-unlimited` },
    asMap({ ...libraries, countersign: unlimited }),
    "cpu",
  )
  return [{ ...asItIs, facts: { withoutLibraryMicroseconds: without } }, likeWithLike]
}

/** One visitor after the other signs in there, whom it knows from the second on. Where it sends them back to. */
async function atProvider(provider, locations) {
  const cookies = new Map()
  const addresses = []
  for (const location of locations) addresses.push((await provider.signIn(location, "alice", cookies)).href)
  return addresses
}

const asMap = (byName) => new Map(Object.entries(byName))

/** What is left without what others take. */
function librariesOf(measured, without) {
  const libraries = [...measured].filter(([name]) => name !== "bare")
  return Object.fromEntries(
    libraries.map(([name, rounds]) => [name, rounds.map(({ cpu }) => ({ cpu: cpu - without }))]),
  )
}

export default { name: "sign-in", title: "Signing in", cases: cases.map(({ name }) => name), measure }
