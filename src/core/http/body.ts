import type { IncomingRequest } from "../contracts/request.js"
import { RequestError } from "../errors.js"

/** Bytes; nothing that is sent here is that large. */
const largest = 1_048_576

/** Fields; a form of a hundred thousand would keep the process busy for a tenth of a second. */
const mostFields = 1000

/** What a body or a query says, and which of its fields came more than once. */
export interface Body<Value = unknown> {
  readonly fields: Readonly<Record<string, Value>>
  readonly repeated: readonly string[]
}

/** What a request without a body, or without a query, says. */
export const noBody: Body<never> = Object.freeze({
  fields: Object.freeze(Object.create(null)),
  repeated: Object.freeze([]),
})

/** The parameters of an address; of one that was sent twice the first counts. */
export function readQuery(url: string): Body<string> {
  const query = /^[^?#]*\?([^#]*)/.exec(url)?.[1]
  return query ? fieldsOf(new URLSearchParams(query)) : noBody
}

/**
 * The fields of a form or JSON body; of a field that was sent twice the first counts. Empty for other content.
 *
 * @throws {RequestError} `INVALID_BODY` when it is larger than 1 MiB, a form of more than 1000 fields, or JSON that is none.
 */
export async function readBody({ method, headers, body }: IncomingRequest): Promise<Body> {
  if (method !== "POST" || body === null) return noBody
  const type = headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase()
  const isForm = type === "application/x-www-form-urlencoded"
  if (isParsed(body)) return isForm ? firstOfLists(body) : { fields: ownOf(body), repeated: [] }
  if (type === "application/json") return { fields: parseJson(await textOf(body)), repeated: [] }
  if (!isForm) return noBody
  return fieldsOf(parseForm(await textOf(body)))
}

const fieldsOf = (parameters: URLSearchParams): Body<string> => ({
  fields: firstValues(parameters),
  repeated: repeatedNames(parameters),
})

const isParsed = (body: NonNullable<IncomingRequest["body"]>): body is Readonly<Record<string, unknown>> =>
  typeof body !== "string" && !(Symbol.asyncIterator in body)

/** Frameworks make a list of a form field that came more than once. */
function firstOfLists(parsed: Readonly<Record<string, unknown>>): Body {
  const fields = Object.entries(parsed)
  return {
    fields: ownOf(Object.fromEntries(fields.map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]))),
    repeated: fields.filter(([, value]) => Array.isArray(value)).map(([name]) => name),
  }
}

/** The names that came more than once. A body may hold a hundred thousand: each is looked at once. */
export function repeatedNames(parameters: URLSearchParams): string[] {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const name of parameters.keys()) (seen.has(name) ? repeated : seen).add(name)
  return [...repeated]
}

/** A record of the first value of each name. Names such as `__proto__` are names like any other, and none is there that was not sent. */
export function firstValues(parameters: Iterable<[string, string]>): Record<string, string> {
  const values: Record<string, string> = Object.create(null)
  for (const [name, value] of parameters) values[name] ??= value
  return values
}

/** Without what a library with a hole may have let somebody write into `Object.prototype`. */
const ownOf = (fields: object): Record<string, unknown> => Object.assign(Object.create(null), fields)

function parseForm(text: string): URLSearchParams {
  if (text.split("&", mostFields + 1).length > mostFields) {
    throw new RequestError("INVALID_BODY", `The form has more than ${mostFields} fields.`)
  }
  return new URLSearchParams(text)
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = text === "" ? {} : JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value) ? ownOf(value) : noBody.fields
  } catch (cause) {
    throw new RequestError("INVALID_BODY", "The body is not JSON, though its content type says so.", { cause })
  }
}

async function textOf(body: string | AsyncIterable<Uint8Array>): Promise<string> {
  if (typeof body === "string") return body
  const decoder = new TextDecoder()
  let text = ""
  let size = 0
  try {
    for await (const chunk of body) {
      size += chunk.byteLength
      if (size > largest) throw new RequestError("INVALID_BODY", "The body is larger than 1 MiB.")
      text += decoder.decode(chunk, { stream: true })
    }
  } catch (cause) {
    throw cause instanceof RequestError ? cause : new RequestError("INVALID_BODY", "The body broke off.", { cause })
  }
  return text + decoder.decode()
}
