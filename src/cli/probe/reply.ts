/** An answer, without its body: thousands of them are kept. */
import { createHash } from "node:crypto"
import { send, type Target } from "./ask.js"
import { cacheabilityOf } from "./expect.js"
import { type Outcome, outcomeOf, type Pages } from "./outcome.js"
import type { Question } from "./plan.js"

export interface Reply {
  readonly got: Outcome
  readonly status: number
  readonly cacheable: ReturnType<typeof cacheabilityOf>
  /** Of the body; `null` for none. */
  readonly digest: string | null
  /** Id of the Next.js build, where the page names it. */
  readonly build: string | undefined
}

/** The request target, and the headers that are sent. */
export const sentBy = ({ method, path, headers, visitor }: Omit<Question, "route" | "kind">): Target => ({
  method,
  path,
  headers: { accept: "text/html,*/*;q=0.8", ...visitor.headers, ...headers },
})

/** @param url of the app; its path is the base path. @throws when no answer comes */
export async function ask(url: URL, question: Question, pages: Pages): Promise<Reply> {
  const target = sentBy(question)
  const path = target.path.startsWith("/") ? basePathOf(url) + target.path : target.path
  const answer = await send(url, { ...target, path })
  const { status, body } = answer
  return {
    got: outcomeOf(answer, question.method, path, pages),
    status,
    cacheable: cacheabilityOf(answer),
    digest: body === "" ? null : createHash("sha256").update(body).digest("base64url"),
    build: /"buildId":"([\w-]+)"/.exec(body)?.[1],
  }
}

export const basePathOf = ({ pathname }: URL): string => pathname.replace(/\/+$/, "")
