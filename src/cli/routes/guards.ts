/**
 * What a function does with a visitor. It is walked through twice, as somebody who is not signed in and as somebody of whom only that
 * is known: where the first gets to, says whether it guards; where the second gets to, what it asks for.
 */
import type { Project } from "./project.js"
import { arrived, type Guard, givesContent, verdict, type Walked } from "./verdict.js"
import { runBody } from "./walk/call.js"
import { type Exit, start, unknown, type Value } from "./walk/values.js"
import { type Frame, noticeNothing, type Visit } from "./walk/visit.js"
import { walker } from "./walk/walker.js"

export interface Request {
  readonly method: string
  readonly pathname: string | null
}

export type RuleFor = Visit["ruleFor"]

/** What runs, with what, and what the policy says. */
export interface Subject {
  readonly value: Value
  readonly args: readonly Value[]
  readonly request: Request
  readonly ruleFor: RuleFor
}

/** @param opens whether a visitor who leaves there got through */
export function inspect(project: Project, subject: Subject, opens: (exit: Exit) => boolean = givesContent): Guard {
  const stranger = walkAs("stranger", project, subject)
  const member = walkAs("member", project, subject)
  return verdict(stranger, member, opens, subject.value)
}

function walkAs(visitor: Visit["visitor"], project: Project, { value, args, request, ruleFor }: Subject): Walked {
  const noticed = noticeNothing()
  const visit: Visit = { walker, project, visitor, ...request, ruleFor, noticed }
  const exits: Exit[] = []
  if (value.is === "function") {
    runBody({ visit, module: value.module, exits, depth: 0, node: null }, value, args, start)
    return { exits, noticed }
  }
  const frame: Frame = { visit, module: nowhere(project), exits, depth: -1, node: null }
  const node = { type: "Identifier", name: "exported" } as never
  for (const one of walker.apply(frame, value, args, node, start))
    exits.push(
      one.value.is === "rejected"
        ? one.value.exit
        : { kind: "return", at: "", value: arrived(one.value), path: one.path },
    )
  return { exits, noticed }
}

/** What is called from outside of any module. */
const nowhere = ({ root }: Project): Frame["module"] => ({
  file: root,
  text: "",
  body: [],
  directives: [],
  imports: new Map(),
  declared: new Map(),
  exports: new Map(),
  stars: [],
})

/** Where the names of a module are looked up. */
export function frameFor(project: Project, module: Frame["module"], ruleFor: RuleFor): Frame {
  const visit: Visit = {
    walker,
    project,
    visitor: "stranger",
    method: "GET",
    pathname: null,
    ruleFor,
    noticed: noticeNothing(),
  }
  return { visit, module, exits: [], depth: 0, node: null }
}

/** `(request, response)` of the Pages Router's API routes, `request` of everything else. */
export const requestValue = ({ method, pathname }: Request): Value => {
  const path: Value = pathname === null ? unknown : { is: "plain", value: pathname }
  const nextUrl: Value = {
    is: "object",
    props: { pathname: path, basePath: { is: "plain", value: "" } },
    rest: unknown,
  }
  return { is: "object", role: "request", props: { method: { is: "plain", value: method }, nextUrl }, rest: unknown }
}
