import type { OAuthProvider } from "../../core/contracts/provider.js"
import { assertReachable } from "./endpoint-trust.js"

/** Largest answer that is read from a provider, in bytes. */
const largestAnswer = 1_048_576

async function readBounded({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let size = 0
  const reader = body?.getReader()
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    parts.push(read.value)
    size += read.value.length
    if (size <= largestAnswer) continue
    await reader?.cancel()
    throw new TypeError(`The answer is larger than ${largestAnswer} bytes`)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

interface FetchInit {
  readonly headers: Record<string, string>
  readonly method?: string | undefined
  readonly body?: BodyInit | null | undefined
}

/**
 * A `fetch` for one provider: gives up after its timeout however slowly the answer comes, follows no redirect, reads no endless
 * answer, and goes to no private address that an outsider named.
 */
export function providerFetch(provider: OAuthProvider): (url: string, init: FetchInit) => Promise<Response> {
  return (url, init) =>
    new Promise((resolve, reject) => {
      const deadline = new AbortController()
      const answered = exchange(provider, new URL(url), init, deadline.signal)
      const timer = setTimeout(() => {
        const late = new DOMException("The operation was aborted due to timeout", "TimeoutError")
        deadline.abort(late)
        reject(late) // for a `fetch` of the developer's that does not listen to its signal
      }, provider.timeout)
      answered.then(resolve, reject).then(() => clearTimeout(timer)) // what was answered is not kept until the time is up
    })
}

async function exchange(provider: OAuthProvider, url: URL, init: FetchInit, signal: AbortSignal): Promise<Response> {
  await assertReachable(provider, url)
  const response = await (provider.fetch ?? fetch)(url.href, {
    method: init.method ?? "GET",
    headers: init.headers,
    body: init.body ?? null,
    redirect: "manual",
    signal,
  })
  const body = await readBounded(response)
  if (response.status < 200 || response.status > 599) throw new TypeError("The provider answered with a redirect")
  const { status, headers } = response
  return new Response(body.length > 0 ? body : null, { status, headers })
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
