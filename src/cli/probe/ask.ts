/** One request, sent as it is written: no client's own idea of what a path should be, and no redirect followed. */
import { type IncomingMessage, request as overHttp } from "node:http"
import { request as overHttps } from "node:https"

export interface Target {
  readonly method: string
  /** Path and query, as they are sent. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Its beginning, where it is long. */
  readonly body: string
}

/** Milliseconds for a request, answer included. */
const deadline = 10_000

/** Characters of a body that are read. */
const mostOfBody = 262_144

/** @throws what Node.js says when there is no answer within 10 s */
export function send({ protocol, hostname, port }: URL, { method, path, headers }: Target): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = protocol === "https:" ? overHttps : overHttp
    const asked = request({
      host: hostname.replace(/^\[|\]$/g, ""),
      port,
      method,
      path,
      headers,
      agent: false, // a connection of its own: servers close those on which nonsense came
    })
    const timer = setTimeout(() => asked.destroy(new Error("No answer within 10 seconds")), deadline)
    asked.on("close", () => clearTimeout(timer))
    asked.on("error", reject)
    asked.on("response", (answer) => readBody(answer).then((body) => resolve(answerOf(answer, body))))
    asked.end()
  })
}

/** What has come when it ends, or is cut off: the status is known, and that is what counts. */
function readBody(answer: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let body = ""
    answer.setEncoding("utf8")
    answer.on("data", (chunk: string) => {
      body += chunk
      if (body.length > mostOfBody) answer.destroy()
    })
    for (const end of ["end", "close", "error"]) answer.on(end, () => resolve(body))
  })
}

const answerOf = ({ statusCode = 0, headers }: IncomingMessage, body: string): Answer => ({
  status: statusCode,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")])),
  body,
})
