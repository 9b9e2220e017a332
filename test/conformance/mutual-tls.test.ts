/** A client that proves itself by its certificate, over real TLS: the server's door asks for one, and opens to no other. */
import { request } from "node:http"
import { createServer, type Server } from "node:https"
import type { AddressInfo } from "node:net"
import type { TLSSocket } from "node:tls"
import { generate } from "selfsigned"
import { Agent, fetch as fetchOver } from "undici"
import { afterAll, beforeAll, expect, test } from "vitest"
import { customFetch } from "../../src/index.js"
import { relyingParty } from "../support/relying-party.js"
import { clientId, type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"
import { expectRefused, expectSignedIn } from "./outcomes.js"

interface Certificate {
  readonly cert: string
  readonly key: string
}

let provider: ScriptedProvider
let ours: Certificate
let servers: Certificate
beforeAll(async () => {
  provider = await startScriptedProvider()
  ;[ours, servers] = await Promise.all([certificateOf("the-app"), certificateOf("127.0.0.1")])
})
const doors: Server[] = []
afterAll(async () => {
  for (const door of doors) door.close()
  await provider.close()
})

async function certificateOf(name: string): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: "commonName", value: name }], { keyType: "ec" })
  return { cert, key }
}

/** A provider whose token endpoint has a second door, behind TLS that admits the certificate of our client alone. */
async function playBehindTls() {
  const op = provider.play()
  const shown: string[] = []
  const door = createServer({ ...servers, requestCert: true, ca: ours.cert }, (incoming, outgoing) => {
    shown.push(String((incoming.socket as TLSSocket).getPeerCertificate().subject.CN))
    const { method, headers } = incoming
    const inner = request(`${op.issuer}/token`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(inner)
  })
  doors.push(door)
  await new Promise<void>((listening) => door.listen(0, "127.0.0.1", listening))
  const tokenEndpoint = `https://127.0.0.1:${(door.address() as AddressInfo).port}/token`
  op.script.discovery = (document) => ({ ...document, mtls_endpoint_aliases: { token_endpoint: tokenEndpoint } })
  return { op, shown }
}

/** As the documentation says: undici's `fetch`, with an agent that has the certificate. */
function fetchWith(certificate: Partial<Certificate>): typeof fetch {
  const dispatcher = new Agent({ connect: { ...certificate, ca: servers.cert, checkServerIdentity: () => undefined } })
  return ((input: string, init: object) => fetchOver(input, { ...init, dispatcher })) as unknown as typeof fetch
}

const options = { client: { token_endpoint_auth_method: "self_signed_tls_client_auth" as const }, clientSecret: "" }

test("the certificate is all that the token endpoint gets to see of the client, beside its id", async () => {
  const { op, shown } = await playBehindTls()
  await expectSignedIn(relyingParty(op, { ...options, [customFetch]: fetchWith(ours) }))
  expect(shown).toEqual(["the-app"])
  const [seen] = op.seen("token")
  expect(seen?.form.get("client_id")).toBe(clientId)
  expect(seen?.form.has("client_secret")).toBe(false)
  expect(seen?.headers.authorization).toBeUndefined()
})

test("without the certificate, or with another one, nobody is signed in", async () => {
  const { op, shown } = await playBehindTls()
  for (const certificate of [{}, await certificateOf("the-app")]) {
    const party = relyingParty(op, { ...options, [customFetch]: fetchWith(certificate) })
    await expectRefused(party)
  }
  expect(shown).toEqual([])
  expect(op.seen("token")).toEqual([])
})
