import { fileURLToPath } from "node:url"

const repository = fileURLToPath(new URL("../..", import.meta.url))

/** `countersign` is a link to the repository's root, so the build has to look for files from there. */
export default {
  turbopack: { root: repository },
  outputFileTracingRoot: repository,
  devIndicators: false,
  poweredByHeader: false,
  reactStrictMode: true,
}
