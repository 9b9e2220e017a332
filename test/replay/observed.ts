import { readFileSync } from "node:fs"
import { join } from "node:path"
import { repository } from "../support/install-countersign.js"

/** A cookie as a response sets it. `lifetime`: "browser session", "removed", or "+<seconds>s". */
export interface SeenCookie {
  value: string
  path?: string
  domain?: string
  httpOnly: boolean
  sameSite?: string
  secure: boolean
  lifetime: string
}

export interface SeenForm {
  action: string
  method: string
  inputs: { name: string; type: string; value?: string }[]
}

/** What a situation comes to. A field that is absent was not recorded, except cookies and location: there were none. */
export interface Answer {
  status?: number
  location?: string
  setCookies?: Record<string, SeenCookie>
  contentType?: string
  noStore?: boolean
  json?: unknown
  forms?: SeenForm[]
  body?: string
  pageProps?: unknown
  text?: string
  [fact: string]: unknown
}

export interface RecordedRequest {
  method: string
  path: string
  cookies?: string[]
  headers?: Record<string, string>
  /** A JSON object of the form's fields. */
  form?: string
  /** The JSON body. */
  json?: string
}

export interface Situation {
  id: string
  /** `pages`, `app`, `mw`, `browser`, `modules` or `build`. */
  app: string
  configuration: string
  request?: RecordedRequest
  must: Answer
}

const file = join(repository, "test/fixtures/observed/next-auth-v4.json")
const recorded: Record<string, { request?: RecordedRequest; must: Answer }> = JSON.parse(
  readFileSync(file, "utf8"),
).situations

export const situations: Situation[] = Object.entries(recorded).map(([id, { request, must }]) => {
  const [app = "", configuration = ""] = id.split("/")
  return { id, app, configuration, must, ...(request ? { request } : {}) }
})
