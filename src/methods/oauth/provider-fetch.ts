import type { OAuthProvider } from "../../core/contracts/provider.js"

/** Largest answer that is read from a provider, in bytes. */
const largestAnswer = 1_048_576

const loopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/

/** Whether the developer chose plain http, as one does for a provider on the own machine or network. */
const configuredInsecure = (provider: OAuthProvider): boolean =>
  (provider.discovery ?? provider.issuer ?? provider.token.url ?? "").startsWith("http:")

/**
 * Refuses an endpoint that would send secrets in the clear, or that is no web address: a discovery document fetched
 * over https must not be able to lower the protection.
 *
 * @throws {TypeError}
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-2.6
 */
export function assertEndpoint(provider: OAuthProvider, endpoint: URL): void {
  if (endpoint.protocol === "https:") return
  if (endpoint.protocol === "http:" && (configuredInsecure(provider) || loopback.test(endpoint.hostname))) return
  throw new TypeError(`Endpoint ${endpoint.origin}${endpoint.pathname} does not use https`)
}

async function readBounded(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of streamOf(response)) {
    size += part.length
    if (size > largestAnswer) throw new TypeError(`The answer is larger than ${largestAnswer} bytes`)
    parts.push(part)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

async function* streamOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  if (!reader) return
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
  } finally {
    await reader.cancel()
  }
}

interface FetchInit {
  readonly headers: Record<string, string>
  readonly method?: string
  readonly body?: BodyInit | null | undefined
}

/** A `fetch` for one provider: gives up after its timeout, follows no redirect, reads no endless answer. */
export function providerFetch(provider: OAuthProvider): (url: string, init: FetchInit) => Promise<Response> {
  return async (url, init) => {
    assertEndpoint(provider, new URL(url))
    const response = await (provider.fetch ?? fetch)(url, {
      method: init.method ?? "GET",
      headers: init.headers,
      body: init.body ?? null,
      redirect: "manual",
      signal: AbortSignal.timeout(provider.timeout),
    })
    const body = await readBounded(response)
    if (response.status < 200 || response.status > 599) throw new TypeError("The provider answered with a redirect")
    const { status, headers } = response
    return new Response(body.length > 0 ? body : null, { status, headers })
  }
}

/**
 * Reads a JSON object out of an answer, whatever its content type says: providers get that wrong.
 *
 * @throws {TypeError} when the status is not 200 or the body is anything but a JSON object
 */
export async function jsonObject(response: Response): Promise<Record<string, unknown>> {
  if (response.status !== 200) throw new TypeError(`The provider answered with status ${response.status}`)
  const body = await parsedObject(response)
  if (!body) throw new TypeError("The provider did not answer with a JSON object")
  return body
}

/** The JSON object that an answer holds; `null` when it holds anything else. */
export async function parsedObject(response: Response): Promise<Record<string, unknown> | null> {
  const body: unknown = await response.json().catch(() => null)
  return typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : null
}
