import { parseArgs } from "node:util"
import { groups } from "./groups/index.mjs"

const help = `npm run bench -- [options]

Measures Countersign (as built), its peers from npm and a floor in one run, interleaved, and prints ratios. The floor is a bare
AES-256-GCM of the same payload; for stored sessions, the database's driver alone.

  --case <name>   only this case or group, or all cases whose name begins so; may be repeated
  --quick         fewer and shorter rounds: a first look
  --save          writes the results of each whole group to bench/results/, from which docs/performance.md is made
  --json <file>   also writes the results, with their spread and the machine's description
  --help          this text

${groups.map(({ name, cases }) => `${name}: ${cases.join(", ")}`).join("\n")}
`

/** Batches and warm-ups in milliseconds of CPU, those over HTTP in milliseconds of time. */
const thorough = { rounds: 60, batch: 10, warmUp: 150, httpRounds: 9, httpBatch: 1000 }
const quick = { rounds: 15, batch: 5, warmUp: 60, httpRounds: 3, httpBatch: 300 }

/** What was asked for. Prints the help, or what is wrong with the question, and ends. */
export function readCommandLine() {
  const { case: asked = [], quick: isQuick = false, save: wantsSaved = false, json, help: wantsHelp } = parse()
  if (wantsHelp) return end(help, 0)
  if (isQuick && wantsSaved) return end("--save keeps what was measured thoroughly: leave out --quick.\n", 2)
  const selected = groups.map((group) => ({ group, cases: group.cases.filter((name) => isAsked(asked, group, name)) }))
  const unknown = asked.filter(
    (one) => !groups.some((group) => group.cases.some((name) => isAsked([one], group, name))),
  )
  if (unknown.length) return end(`There is no case ${unknown.join(", ")}.\n\n${help}`, 2)

  return {
    asked: selected.filter(({ cases }) => cases.length > 0),
    settings: isQuick ? { ...quick, isQuick } : { ...thorough, isQuick },
    wantsSaved,
    json,
  }
}

const isAsked = (asked, group, name) =>
  asked.length === 0 || asked.some((one) => one === group.name || name.startsWith(one))

function parse() {
  const flag = { type: "boolean" }
  const options = {
    case: { type: "string", multiple: true },
    quick: flag,
    save: flag,
    json: { type: "string" },
    help: flag,
  }
  try {
    return parseArgs({ options }).values
  } catch (error) {
    return end(`${error.message}\n\n${help}`, 2)
  }
}

function end(text, code) {
  process[code === 0 ? "stdout" : "stderr"].write(text)
  process.exit(code)
}
