/** The browser that the browser tests drive: one that is there, or one from the system's packages. */
import { accessSync, constants } from "node:fs"
import { run } from "./run.mjs"

const onPath = (name) => (process.env.PATH ?? "").split(":").map((folder) => `${folder}/${name}`)

const candidates = () => [
  ...(process.env.CHROME_PATH ? [process.env.CHROME_PATH] : []),
  ...["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].flatMap(onPath),
  "/usr/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const find = () => candidates().find(isExecutable) ?? null

const canInstall = () => process.getuid?.() === 0 && onPath("apt-get").some(isExecutable)

async function install() {
  const env = { DEBIAN_FRONTEND: "noninteractive" }
  await run("apt-get", ["update", "-qq"], { env })
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { env })
}

/** Path of a Chromium, installed first where that is possible; `null` when there is none. */
export async function findChromium() {
  if (find()) return find()
  if (!canInstall()) return null
  console.log("No Chromium here: installing it with apt-get")
  await install()
  return find()
}

export const howToGetChromium =
  "Install Chromium or Google Chrome, or set CHROME_PATH to one, and the browser tests will run."
