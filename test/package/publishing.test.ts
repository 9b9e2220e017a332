import { execFileSync, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { expect, test } from "vitest"
import { repository } from "../support/install-countersign.js"
import { packedPackage } from "../support/packed-package.js"

const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"))

test("the tarball holds the built library, its licence and its readme, and nothing else", () => {
  const files = execFileSync("tar", ["-tzf", packedPackage()], { encoding: "utf8" }).trim().split("\n")
  const strange = files.filter(
    (file) =>
      !/^package\/(dist\/cli\.js|dist\/(esm|cjs|cli|types|cjs-types)\/[\w./-]+\.(d\.ts|c?js|json)|LICENSE|README\.md|package\.json)$/.test(
        file,
      ),
  )
  expect(strange).toEqual([])
  expect(files).toContain("package/LICENSE")
})

test("an app that installs it gets one package more, and no install script", () => {
  expect(Object.keys(manifest.dependencies)).toEqual(["oauth4webapi"])
  expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([])
  const required = Object.keys(manifest.peerDependencies).filter(
    (peer) => !manifest.peerDependenciesMeta[peer]?.optional,
  )
  expect(required).toEqual([])
})

test("publint finds nothing to say", async () => {
  const tarball = readFileSync(packedPackage())
  const packed = { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength) }
  const { messages, pkg } = await publint({ pack: packed as { tarball: ArrayBuffer }, strict: true })
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
})

test("types are right under every way of resolving them, the classic one included", () => {
  const attw = join(repository, "node_modules/@arethetypeswrong/cli/dist/index.js")
  const { stdout, status } = spawnSync(
    process.execPath,
    [attw, packedPackage(), "--profile", "strict", "--format", "ascii", "--no-definitely-typed"],
    {
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    },
  )
  expect(status, stdout).toBe(0)
})
