import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { repository } from "../support/install-countersign.js"
import { pack, packedPackage } from "../support/packed-package.js"

const scratch = mkdtempSync(join(tmpdir(), "countersign-alias-"))
let registry: Server
let address: string

/** A package as the registry knows it: its manifest, and the tarball it was published as. */
interface Published {
  manifest: { name: string; version: string }
  tarball: string
}

function published(folder: string, tarball = pack(folder, join(scratch, "tarballs"))): Published {
  return { manifest: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")), tarball }
}

/** A third party's package that only accepts next-auth 4, as adapters on npm do. */
function adapterForVersion4(): Published {
  const folder = join(scratch, "an-adapter")
  mkdirSync(folder)
  const manifest = { name: "an-adapter", version: "1.0.0", main: "index.js", peerDependencies: { "next-auth": "^4" } }
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest))
  writeFileSync(join(folder, "index.js"), 'module.exports = require("next-auth/package.json").name')
  return published(folder)
}

const packument = ({ manifest, tarball }: Published) => ({
  name: manifest.name,
  "dist-tags": { latest: manifest.version },
  versions: {
    [manifest.version]: {
      ...manifest,
      dist: {
        tarball: `${address}/tarballs/${basename(tarball)}`,
        integrity: `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`,
      },
    },
  },
})

/** A registry that knows three packages: what is installed from it came from nowhere else. */
async function startRegistry(packages: Published[]): Promise<void> {
  registry = createServer((request, response) => {
    const wanted = decodeURIComponent(request.url ?? "").slice(1)
    const tarball = packages.find((one) => wanted === `tarballs/${basename(one.tarball)}`)?.tarball
    const found = packages.find(({ manifest }) => manifest.name === wanted)
    response.writeHead(tarball || found ? 200 : 404)
    response.end(tarball ? readFileSync(tarball) : JSON.stringify(found ? packument(found) : {}))
  })
  await new Promise<void>((done) => registry.listen(0, "127.0.0.1", done))
  address = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`
}

/** The registry lives in this process, so npm must not block it. */
function install(folder: string, specifiers: string[]): Promise<{ code: number | null; output: string }> {
  const cli = process.env.npm_execpath
  const [command, first] = cli?.endsWith(".js") ? [process.execPath, [cli]] : ["npm", []]
  const flags = [
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    `--registry=${address}`,
    `--cache=${join(scratch, "cache")}`,
  ]
  const child = spawn(command, [...first, "install", ...specifiers, ...flags], { cwd: folder })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk))
  return new Promise((done) => child.on("close", (code) => done({ code, output })))
}

beforeAll(async () => {
  await startRegistry([
    published(repository, packedPackage()),
    published(join(repository, "node_modules/oauth4webapi")),
    adapterForVersion4(),
  ])
})

afterAll(() => {
  registry.close()
  rmSync(scratch, { recursive: true, force: true })
})

test("an app replaces next-auth by one line of package.json, and what wants next-auth 4 accepts it", async () => {
  const app = join(scratch, "app")
  mkdirSync(app)
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app", private: true }))

  const { code, output } = await install(app, ["next-auth@npm:countersign", "an-adapter"])
  expect(code, output).toBe(0)

  const manifest = JSON.parse(readFileSync(join(app, "package.json"), "utf8"))
  expect(manifest.dependencies["next-auth"]).toMatch(/^npm:countersign@\^4\.100\./)
  expect(existsSync(join(app, "node_modules/next-auth/dist/esm/index.js"))).toBe(true)
  expect(existsSync(join(app, "node_modules/countersign"))).toBe(false)

  const installed = JSON.parse(readFileSync(join(app, "node_modules/.package-lock.json"), "utf8"))
  expect(Object.keys(installed.packages).sort()).toEqual([
    "node_modules/an-adapter",
    "node_modules/next-auth",
    "node_modules/oauth4webapi",
  ])
})
