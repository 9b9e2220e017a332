/** Components that read the session, in Chromium, with what React ships for production. Time is that of the page's own clock. */
import { findChromium } from "../../scripts/chromium.mjs"
import { measureMounting } from "../mounting.mjs"
import { lowestDecile, spread } from "../statistics.mjs"

const thorough = { rounds: 60, mounts: 10 }
const quick = { rounds: 20, mounts: 5 }

async function measure({ settings: { isQuick }, report }) {
  const executablePath = await findChromium()
  if (!executablePath) {
    report.note("There is no Chromium to measure in.")
    return []
  }
  const measured = await measureMounting({ executablePath, ...(isQuick ? quick : thorough) })
  const ratio = (above, below) => spread(measured[above].map((one, round) => one / measured[below][round]))
  const result = {
    name: "browser-mount",
    unit: "ms to mount 1,000 components",
    values: Object.fromEntries(Object.entries(measured).map(([subject, rounds]) => [subject, lowestDecile(rounds)])),
    ratios: [
      { label: "countersign ÷ bare context", ...ratio("countersign", "bare context") },
      { label: "next-auth-v4 ÷ countersign", ...ratio("next-auth-v4", "countersign") },
    ],
    facts: {},
  }
  report.result(result)
  return [result]
}

export default { name: "browser", title: "In a browser", cases: ["browser-mount"], measure }
