import { type Command, UsageError } from "../read-arguments.js"

const more = `Reads the source of an app in Next.js, Express, Hono or Fastify, and runs none of it. Each page, route and server action is
  guarded           something on the server asks, before anything else
  open by decision  the policy, or the code, says that it is for everybody
  open by omission  nothing asks, and nobody has decided so
  broken            something seems to ask, and does not; or the policy asks for more than anything enforces

Exit codes: 0 done, with --check: and nothing is wrong · 1 with --check: something is; or it failed · 2 not understood`

export const routes: Command = {
  name: "routes",
  description: "Shows who may go where: which rule, which layers really ask, and what is open by omission.",
  args: {
    dir: { type: "string", valueHint: "apps/web", description: "Folder of the app, where it is not the current one" },
    check: { type: "boolean", description: "End with 1 when something is wrong, for CI" },
    json: { type: "boolean", description: "Print JSON" },
    markdown: { type: "boolean", description: "Print Markdown" },
  },
  more,
  run: async (args) => {
    if (args.json === true && args.markdown === true) throw new UsageError("--json or --markdown, not both.")
    const format = args.json === true ? "json" : args.markdown === true ? "markdown" : "text"
    const { runRoutes } = await import("./run.js")
    return runRoutes(typeof args.dir === "string" ? args.dir : process.cwd(), format, args.check === true)
  },
}
