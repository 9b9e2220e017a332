/** The browser that the browser tests drive: one that is there, or one from the system's packages. */
import { installFromSystem, isExecutable, programAt } from "./system-packages.mjs"

const macOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

const find = () =>
  [
    process.env.CHROME_PATH,
    ...["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(programAt),
    macOS,
  ].find((file) => file && isExecutable(file)) ?? null

/** Path of a Chromium, installed first where that is possible; `null` when there is none. */
export async function findChromium() {
  if (!find()) await installFromSystem(["chromium"])
  return find()
}

export const howToGetChromium =
  "Install Chromium or Google Chrome, or set CHROME_PATH to one, and the browser tests will run."
