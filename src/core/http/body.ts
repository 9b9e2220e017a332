import { RequestError } from "../errors.js"

const maxBytes = 1_048_576

/** What a body says, and which of its fields came more than once. */
export interface Body {
  readonly fields: Record<string, unknown>
  readonly repeated: readonly string[]
}

/** What a request without a body says. */
export const noBody: Body = Object.freeze({ fields: Object.freeze({}), repeated: Object.freeze([]) })

/**
 * The fields of a form or JSON body; of a field that was sent twice the first counts. Empty for other content.
 *
 * @throws {RequestError} `INVALID_BODY` when it is larger than 1 MiB, or JSON that is none.
 */
export async function readBody(request: Request): Promise<Body> {
  if (request.method !== "POST" || !request.body) return noBody
  const type = request.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase()
  if (type === "application/json") return { fields: parseJson(await readText(request)), repeated: [] }
  if (type !== "application/x-www-form-urlencoded") return noBody
  const form = new URLSearchParams(await readText(request))
  return { fields: firstValues(form), repeated: repeatedNames(form) }
}

/** The names that came more than once. */
export function repeatedNames(parameters: URLSearchParams): string[] {
  const names = [...parameters.keys()]
  return names.length === new Set(names).size ? [] : names.filter((name, i) => names.indexOf(name) !== i)
}

/** A record of the first value of each name. Names such as `__proto__` are names like any other. */
export function firstValues(parameters: Iterable<[string, string]>): Record<string, string> {
  const values = new Map<string, string>()
  for (const [name, value] of parameters) if (!values.has(name)) values.set(name, value)
  return Object.fromEntries(values)
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = text === "" ? {} : JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {}
  } catch (cause) {
    throw new RequestError("INVALID_BODY", "The body is not JSON, though its content type says so.", { cause })
  }
}

async function readText(request: Request): Promise<string> {
  const reader = (request.body as ReadableStream<Uint8Array>).getReader()
  const read = () =>
    reader.read().catch((cause) => {
      throw new RequestError("INVALID_BODY", "The body broke off.", { cause })
    })
  const decoder = new TextDecoder()
  let text = ""
  let size = 0
  for (;;) {
    const { done, value } = await read()
    if (done) return text + decoder.decode()
    size += value.byteLength
    if (size > maxBytes) {
      await reader.cancel()
      throw new RequestError("INVALID_BODY", "The body is larger than 1 MiB.")
    }
    text += decoder.decode(value, { stream: true })
  }
}
