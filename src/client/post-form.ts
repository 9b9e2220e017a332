/** What an endpoint answers to a form: where to go next. Without `url` the answer was not one of ours. */
export interface FormAnswer {
  response: Response
  url: string | undefined
}

/** @throws {TypeError} when there is no connection */
export async function postForm(endpoint: string, fields: Record<string, unknown>): Promise<FormAnswer> {
  const body = new URLSearchParams({ ...(fields as Record<string, string>), json: "true" })
  const response = await fetch(endpoint, { method: "POST", body })
  const answer = await response.json().catch(() => null)
  return { response, url: answer?.url }
}
