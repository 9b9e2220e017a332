import { fileURLToPath } from "node:url"

/** It is built in `.cache/bench-next-app`; what it depends on is installed two folders above. */
const repository = fileURLToPath(new URL("../..", import.meta.url))

export default { turbopack: { root: repository }, outputFileTracingRoot: repository }
