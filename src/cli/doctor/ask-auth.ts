/** Asks an endpoint of the running app, as somebody who is not signed in. */

export interface Answer {
  readonly url: URL
  readonly headers: Headers
  /** `null` when it is no JSON. */
  readonly body: unknown
}

const timeoutSeconds = 10

/** @param site its path is that of the endpoints; without one it is `/api/auth` @returns `null` when no answer with 200 comes */
export async function askAuth(site: URL, endpoint: "csrf" | "session" | "providers"): Promise<Answer | null> {
  const url = new URL(`${site.pathname.replace(/\/+$/, "") || "/api/auth"}/${endpoint}`, site)
  try {
    const { status, headers, text } = await read(url)
    return status === 200 ? { url, headers, body: parse(text) } : null
  } catch {
    return null
  }
}

/** Redirects are not followed: it is this server that is asked. */
async function read(url: URL): Promise<{ status: number; headers: Headers; text: string }> {
  const signal = AbortSignal.timeout(timeoutSeconds * 1000)
  const response = await fetch(url, { redirect: "manual", signal, cache: "no-store" })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
