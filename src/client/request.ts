/**
 * Fetches JSON from an endpoint. `undefined` when there is no trustworthy answer: no connection, a status that is not ok, or a
 * body that is not JSON. That is reported to the console and never thrown.
 */
export async function requestJson(url: string, init?: RequestInit): Promise<unknown> {
  let problem: unknown
  try {
    const response = await fetch(url, init)
    problem = response.status
    const answer = await response.json()
    if (response.ok) return answer
  } catch (error) {
    problem ??= error
  }
  console.error("CLIENT_FETCH_ERROR: check basePath", url, problem)
  return undefined
}

/** The CSRF token that every POST must carry; `undefined` when it could not be read. */
export async function requestCsrfToken(base: string, init?: RequestInit): Promise<string | undefined> {
  const answer = (await requestJson(`${base}/csrf`, init)) as { csrfToken?: string } | null | undefined
  return answer?.csrfToken
}
