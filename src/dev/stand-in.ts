/** The endpoints below `/countersign-dev/<provider>`: an OpenID provider for each provider that an app names. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import { scopesIn, understoodRequest } from "./authorization-request.js"
import { claimsOf, userinfoOf } from "./claims.js"
import { type Fault, slowness } from "./faults.js"
import { HttpProblem, sendJson } from "./http.js"
import { anyClient, createKeys, type OpenIdProvider, openIssuer, path } from "./issuer.js"
import type { People } from "./people.js"
import { openRecords, type Records } from "./records.js"
import { answerSignIn } from "./sign-in.js"
import { withoutProof } from "./token-request.js"

export interface StandIns {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
}

interface Arrived {
  readonly providerId: string
  /** Below the issuer: `/token`. */
  readonly endpoint: string
  readonly query: URLSearchParams
}

/** An issuer at its address. What it keeps outlives the library's object, which is made anew when there is more to offer. */
interface Place {
  readonly records: Records
  readonly scopes: Set<string>
  offered: string
  provider: Promise<OpenIdProvider>
}

const mostPlaces = 300
const mostScopes = 200

export function openStandIns(people: People, faults: ReadonlySet<Fault>): StandIns {
  const keys = createKeys()
  const places = new Map<string, Place>()

  const placeOf = (address: string): Place => {
    const place = places.get(address) ?? newPlace()
    places.delete(address)
    places.set(address, place)
    const [longestUnused] = places.keys()
    if (places.size > mostPlaces && longestUnused) places.delete(longestUnused)
    return place
  }

  const providerAt = (place: Place, base: string, providerId: string): Promise<OpenIdProvider> => {
    const claims = new Set(people.all().flatMap((person) => Object.keys(claimsOf(person, providerId))))
    const offer = { claims: [...claims], scopes: [...place.scopes] }
    if (place.offered !== JSON.stringify(offer)) {
      place.offered = JSON.stringify(offer)
      place.provider = openIssuer({ base, providerId, people, faults, keys, records: place.records }, offer)
    }
    return place.provider
  }

  return {
    async answer(request, response) {
      const arrived = read(request)
      const base = `http://${request.headers.host}${path}`
      const place = placeOf(`${base}/${arrived.providerId}`)
      const asked =
        arrived.endpoint === "/auth" ? understoodRequest(arrived.query, request.headers.host ?? "") : arrived.query
      if (place.scopes.size < mostScopes) for (const scope of scopesIn(asked)) place.scopes.add(scope)
      const provider = await providerAt(place, base, arrived.providerId)
      const { records } = place
      const mount = `${path}/${arrived.providerId}`
      await answerAt({ ...arrived, query: asked }, { mount, request, response, provider, records, people, faults })
    },
  }
}

const newPlace = (): Place => ({
  records: openRecords(anyClient),
  scopes: new Set(),
  offered: "",
  provider: new Promise(() => {}), // replaced before anybody waits for it
})

/** @throws {HttpProblem} 404 */
function read(request: IncomingMessage): Arrived {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost")
  const [, providerId, endpoint] = /^\/countersign-dev\/([\w.~-]{1,64})(\/.*)$/.exec(pathname) ?? []
  if (!providerId || !endpoint) throw new HttpProblem(404, "There is nothing at this address.")
  return { providerId, endpoint, query: searchParams }
}

interface Parts {
  /** Path of the issuer. */
  readonly mount: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly provider: OpenIdProvider
  readonly records: Records
  readonly people: People
  readonly faults: ReadonlySet<Fault>
}

async function answerAt({ providerId, endpoint, query }: Arrived, parts: Parts): Promise<void> {
  const { request, records, faults } = parts
  if (endpoint.startsWith("/sign-in/")) return answerSignIn(providerId, parts)
  if (endpoint === "/me" && (await answerUserinfo(providerId, parts))) return
  if (endpoint === "/token" && faults.has("slow")) await sleep(slowness * 1000)
  if (endpoint === "/token" && faults.has("expired-code")) records.clear("AuthorizationCode")
  const provesNothing = request.method === "POST" && endpoint.startsWith("/token")
  passOn(parts, provesNothing ? await withoutProof(request) : request, endpoint + search(query))
}

const search = (query: URLSearchParams): string => (query.size > 0 ? `?${query}` : "")

/** To the library, which sees by the difference of the two addresses where it is. */
function passOn({ response, provider, mount }: Parts, request: IncomingMessage, url: string): void {
  Object.assign(request, { originalUrl: mount + url, url })
  provider.callback()(request, response)
}

/** Providers without ID tokens have a userinfo endpoint of their own kind. @returns whether it answered */
async function answerUserinfo(providerId: string, { request, response, provider, people }: Parts): Promise<boolean> {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1]
  const token = bearer && (await provider.AccessToken.find(bearer))
  if (!token || token.scope?.split(" ").includes("openid")) return false
  const person = people.find(token.accountId)
  if (!person) return false
  sendJson(response, userinfoOf(person, providerId))
  return true
}
