/** What somebody can ask an app for. */

import { frameFor, type RuleFor } from "./guards.js"
import type { Module } from "./modules.js"
import type { Project } from "./project.js"
import { exportOf } from "./walk/names.js"
import type { Value } from "./walk/values.js"

export type Router = "pages" | "app" | "express" | "hono" | "fastify"

export type Kind = "page" | "api" | "route" | "action" | "layout"

export interface Entry {
  readonly kind: Kind
  readonly router: Router
  /** As Next.js writes it: `/posts/[id]`. For an action, its name. */
  readonly route: string
  readonly module: Module
  /** Export that runs, or an action within a function. */
  readonly subject: string | Value
  /** Layouts around it, the outermost first. */
  readonly layouts: readonly Module[]
  /** Where it is written; by default, where the export is. */
  readonly line?: number
  /** Methods; `null` where the function asks for itself. */
  readonly methods: readonly string[] | null
}

/** What an entry runs; `null` when it has nothing of that name. */
export function subjectOf(project: Project, { module, subject }: Entry, ruleFor: RuleFor): Value | null {
  return typeof subject === "string" ? exportOf(frameFor(project, module, ruleFor), module, subject) : subject
}
