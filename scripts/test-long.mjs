/**
 * `npm run test:long`: the campaigns of the tests at full size. `npm run test:long -- security faults` runs those only.
 * The end says what fell short.
 */
import { bringDatabases } from "./databases.mjs"
import { root } from "./doors.mjs"
import { runNode } from "./run.mjs"

/** What is run, and with which numbers. */
const campaigns = [
  {
    name: "security",
    about: "generated requests, malformed tokens, attackers' keys in memory, people who exist and who do not",
    files: ["test/security"],
    env: { TEST_CAMPAIGN: "long" },
  },
  {
    name: "faults",
    about: "everything below that can fail, in every flow",
    files: ["test/faults", "test/adapters/faults.test.ts"],
    env: { TEST_CAMPAIGN: "long" },
    needsDatabases: true,
  },
  {
    name: "races",
    about: "many at once, in one process and in several, on every database",
    files: ["test/adapters/races.test.ts", "test/adapters/simultaneous.test.ts"],
    env: { TEST_RACES: "full", TEST_CAMPAIGN: "long" },
    needsDatabases: true,
  },
]

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !campaigns.some((campaign) => campaign.name === name))
if (unknown.length) {
  console.error(`There is no ${unknown.join(", ")}. Choose from: ${campaigns.map(({ name }) => name).join(", ")}`)
  process.exit(2)
}

process.chdir(root)
const wanted = campaigns.filter(({ name }) => asked.length === 0 || asked.includes(name))
const fellShort = []
if ((await runNode(["scripts/build.mjs", "--if-changed"])) !== 0) fellShort.push("build")
if (wanted.some(({ needsDatabases }) => needsDatabases)) {
  for (const missing of await bringDatabases()) fellShort.push(`what needs ${missing}, which is not installed`)
}
for (const { name, about, files, env } of wanted) {
  console.log(`\n── ${name}: ${about}`)
  const args = ["node_modules/vitest/vitest.mjs", "run", ...files, "--reporter=verbose", "--testTimeout=7200000"]
  if ((await runNode(args, { env })) !== 0) fellShort.push(name)
}
console.log(
  fellShort.length
    ? `\nFell short: ${fellShort.join("; ")}`
    : `\nNothing fell short: ${wanted.map(({ name }) => name).join(", ")}`,
)
process.exit(fellShort.length ? 1 : 0)
