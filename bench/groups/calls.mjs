/** Calls inside one process: a process for each subject, and each call with a token that was not seen a moment ago. */
import { callCases } from "../call-cases.mjs"
import { measureCalls } from "../rounds.mjs"
import { startSubjects } from "../subject.mjs"

async function measure({ cases, settings, report }) {
  const asked = callCases.filter(({ name }) => cases.includes(name))
  const subjects = await startSubjects(asked)
  try {
    const results = []
    for (const one of asked) {
      const result = await measureCalls(subjects.of(one), one, settings, report)
      report.result(result)
      results.push(result)
    }
    return results
  } finally {
    subjects.stop()
  }
}

export default { name: "calls", title: "Calls", cases: callCases.map(({ name }) => name), measure }
