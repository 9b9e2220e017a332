/** The Pages Router: files below `pages` to routes. */
import { join, relative } from "node:path"
import type { Entry } from "./entries.js"
import { filesIn, isFolder, type Project } from "./project.js"

const notRoutes = new Set(["/_app", "/_document", "/_error", "/404", "/500"])

export function pagesRouter(project: Project): readonly Entry[] {
  const folder = join(project.base, "pages")
  if (!isFolder(folder)) return []
  return [...filesIn(folder)].flatMap((file) => {
    const route = routeOf(relative(folder, file).replaceAll("\\", "/"), project.pageExtensions)
    const module = route === null || notRoutes.has(route) ? null : project.load(file)
    return route !== null && module ? [entryOf(route, module)] : []
  })
}

function routeOf(path: string, extensions: readonly string[]): string | null {
  const extension = extensions.find((one) => path.endsWith(`.${one}`))
  if (!extension) return null
  const stem = path.slice(0, -extension.length - 1)
  return `/${stem.replace(/(?:^|\/)index$/, "")}`
}

function entryOf(route: string, module: Entry["module"]): Entry {
  const shared = { router: "pages", route, module, layouts: [] } as const
  return /^\/api(?:\/|$)/.test(route)
    ? { ...shared, kind: "api", subject: "default", methods: null }
    : { ...shared, kind: "page", subject: "getServerSideProps", methods: ["GET"] }
}

/** `_middleware` files ran in Next.js 12.0 and 12.1, and are pages today. */
export const isOldMiddleware = ({ router, route }: Entry): boolean => router === "pages" && /\/_middleware$/.test(route)
