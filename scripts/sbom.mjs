/**
 * The software bill of materials of the package, in CycloneDX: itself and what it brings along at run time.
 * `npm run sbom -- countersign.cdx.json` writes it to a file; without one it is printed. No network is needed.
 */
import { writeFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { collect } from "./run.mjs"
import { inRuntimeProject } from "./runtime-project.mjs"

/** @returns {Promise<string>} the document, as JSON */
export const billOfMaterials = () =>
  inRuntimeProject(async (folder) => {
    const args = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--offline", "--loglevel", "error"]
    const { code, output } = await collect("npm", args, { cwd: folder })
    if (code !== 0) throw new Error(output)
    return output
  })

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file] = process.argv.slice(2)
  const document = await billOfMaterials()
  if (file) writeFileSync(file, document)
  else process.stdout.write(document)
}
