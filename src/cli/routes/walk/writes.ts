/** Work: which calls change something, by what they are called. */
import { type Syntax, sourceOf } from "../syntax.js"
import type { Path } from "./values.js"
import { type Frame, placeOf } from "./visit.js"

/** As clients of databases and mail servers call it. */
const method =
  /\.(?:create|update|delete|insert|remove|destroy|save|send)(?:Many|One|AndReturn|Into|Table|From|Mail|Email)?\(|\.(?:upsert|\$executeRaw)\b/

const request = /^(?:await )?fetch\(.*\bmethod:\s*["'`](?:POST|PUT|PATCH|DELETE)/i

const statement = /^\w+`\s*(?:insert|update|delete|merge)\b/i

/** What is written for the request alone, to count requests, or to keep a record of them. */
const beside =
  /^\W*(?:await\W+)?(?:Object\.|[\w.]*(?:cookie|header|param|form|map|set|cache|limit|hash|hmac|cipher|log|audit|track|analytics))/i

const reading =
  /\.(?:find\w*|select\w*|query\w*|aggregate|count|list\w*|read\w*|all)\(|\bfetch\(|^\w+`\s*(?:select|with)\b/i

/** @param text the call, as it is written */
const isWriting = (text: string): boolean =>
  request.test(text) || statement.test(text) || (method.test(text) && !beside.test(text))

/** Reads the request, or tells a log. */
const saysOnly =
  /^(?:await )?(?:req|request|ctx|context|log|logger|console|JSON|Object|Number|String|headers|cookies|use[A-Z]\w*|revalidate\w*)\b/

/** Something was done; and maybe written, which is remembered unless it is about a visitor who was refused. */
export function workedAt(frame: Frame, node: Syntax, path: Path): Path {
  const text = sourceOf(frame.module.text, node)
  const isWrite = isWriting(text)
  if (path.turned) return { ...path, worked: true, readForStrangers: path.readForStrangers || reading.test(text) }
  if (!isWrite && saysOnly.test(text)) return path
  return { ...path, worked: true, wroteAt: path.wroteAt ?? (isWrite ? placeOf(frame, node) : null) }
}
