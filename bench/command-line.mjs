import { parseArgs } from "node:util"
import { cases, httpCases, storedCases } from "./cases.mjs"

const names = [...cases, ...storedCases, ...httpCases].map(({ name }) => name)

const help = `npm run bench -- [options]

Measures Countersign (as built), next-auth 4 and a floor in one run, and prints ratios. The floor is a bare AES-256-GCM of the
same payload; for stored sessions, the database's driver alone.

  --case <name>   only this case, or all whose name begins so; may be repeated
  --quick         fewer and shorter rounds: a first look within 20 seconds
  --json <file>   also writes the results, with their spread and the machine's description
  --help          this text

Cases: ${names.join(", ")}
`

/** Batches and warm-ups in milliseconds of CPU, those over HTTP in milliseconds of time. */
const thorough = { rounds: 60, batch: 10, warmUp: 150, httpRounds: 7, httpBatch: 1000 }
const quick = { rounds: 15, batch: 5, warmUp: 60, httpRounds: 3, httpBatch: 300 }

/** What was asked for. Prints the help, or what is wrong with the question, and ends. */
export function readCommandLine() {
  const { case: asked = [], quick: isQuick, json, help: wantsHelp } = parse()
  if (wantsHelp) return end(help, 0)
  const unknown = asked.filter((prefix) => !names.some((name) => name.startsWith(prefix)))
  if (unknown.length) return end(`There is no case ${unknown.join(", ")}. Choose from: ${names.join(", ")}\n`, 2)

  const isAsked = ({ name }) => asked.length === 0 || asked.some((prefix) => name.startsWith(prefix))
  return {
    calls: cases.filter(isAsked),
    stored: storedCases.filter(isAsked),
    http: httpCases.filter(isAsked),
    settings: isQuick ? quick : thorough,
    json,
  }
}

function parse() {
  const flag = { type: "boolean" }
  try {
    return parseArgs({
      options: { case: { type: "string", multiple: true }, quick: flag, json: { type: "string" }, help: flag },
    }).values
  } catch (error) {
    return end(`${error.message}\n\n${help}`, 2)
  }
}

function end(text, code) {
  process[code === 0 ? "stdout" : "stderr"].write(text)
  process.exit(code)
}
