/** Responses: which of them tell a visitor no. */
import { refuse } from "./steer.js"
import { nothing, type Path, type Place, unknown, type Value } from "./values.js"
import type { Evaluated } from "./visit.js"

const refusal: Value = { is: "answer", refuses: true }
const content: Value = { is: "answer", refuses: false }

const isNo = (status: number): boolean => status >= 300 && status !== 304

/** `new Response(body, init)` and `Response.json(body, init)`. */
export function newAnswer(init: Value | undefined): Value {
  const status = init?.is === "object" ? init.props.status : init
  return status?.is === "plain" && isNo(Number(status.value)) ? refusal : content
}

/** Static functions of `Response` and `NextResponse`. */
export function staticAnswer(name: string, args: readonly Value[]): Value | null {
  if (/^(?:json|text|html|body)$/.test(name)) return newAnswer(args[1])
  if (name === "redirect" || name === "error") return refusal
  if (name === "rewrite") return { is: "markup" } // another page is shown
  return name === "next" ? content : null
}

/** A method of Node.js's response. */
export function answerWith(path: Path, name: string | null, args: readonly Value[], at: Place): Evaluated {
  const value: Value = { is: "reply" }
  const [first] = args
  const status = first?.is === "plain" && typeof first.value === "number" ? first.value : null
  switch (name) {
    case "status":
    case "code":
    case "writeHead":
      return { value, path: { ...path, status: status ?? path.status } }
    case "redirect":
      return { value, path: refuse({ ...path, status: 200 }, at) }
    case "sendStatus":
      return { value, path: told(path, status ?? 200, at) }
    case "json":
    case "send":
    case "end":
      return { value, path: told(path, path.status, at) }
    default:
      return { value: name === null ? unknown : nothing, path }
  }
}

const told = (path: Path, status: number, at: Place): Path =>
  isNo(status) ? refuse({ ...path, status: 200 }, at) : { ...path, answered: "content" }
