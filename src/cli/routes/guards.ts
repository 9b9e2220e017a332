/**
 * What a function does with a visitor. It is walked through twice, as somebody who is not signed in and as somebody of whom only that
 * is known: where the first gets to, says whether it guards; where the second gets to, what it asks for.
 */
import type { Project } from "./project.js"
import { arrived, type Guard, givesContent, letsThrough, verdict, type Walked } from "./verdict.js"
import { runBody } from "./walk/call.js"
import { type Exit, start, unknown, type Value } from "./walk/values.js"
import { type Frame, noticeNothing, type Visit } from "./walk/visit.js"
import { walker } from "./walk/walker.js"

export interface Request {
  readonly method: string
  readonly pathname: string | null
}

export type RuleFor = Visit["ruleFor"]

/** @param isProxy where nothing returned lets the visitor through */
export function inspect(
  project: Project,
  subject: Value,
  args: readonly Value[],
  request: Request,
  ruleFor: RuleFor,
  isProxy = false,
): Guard {
  const stranger = walkAs("stranger", project, subject, args, request, ruleFor)
  const member = walkAs("member", project, subject, args, request, ruleFor)
  const opens = (exit: Exit): boolean => (isProxy ? letsThrough(exit) : givesContent(exit))
  return verdict(stranger, member, opens, subject)
}

function walkAs(
  visitor: Visit["visitor"],
  project: Project,
  subject: Value,
  args: readonly Value[],
  request: Request,
  ruleFor: RuleFor,
): Walked {
  const noticed = noticeNothing()
  const visit: Visit = { walker, project, visitor, ...request, ruleFor, noticed }
  const exits: Exit[] = []
  if (subject.is === "function") {
    runBody({ visit, module: subject.module, exits, depth: 0, node: null }, subject, args, start)
    return { exits, noticed }
  }
  const frame: Frame = { visit, module: nowhere(project), exits, depth: -1, node: null }
  const node = { type: "Identifier", name: "exported" } as never
  for (const { value, path } of walker.apply(frame, subject, args, node, start))
    exits.push(value.is === "rejected" ? value.exit : { kind: "return", at: "", value: arrived(value), path })
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

/** Parses a module's export in its own terms. */
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
