/**
 * Measures a case: short batches of all subjects, in an order that rotates from round to round, so that whatever else the
 * machine does falls on all of them.
 */
import { load } from "./load.mjs"
import { lowestDecile, spread } from "./statistics.mjs"

export async function measureCalls(subjects, { name }, { rounds, batch, warmUp }, onRound) {
  for (const subject of subjects) await subject.ask("prepare", { name, warmUp })
  const measured = await inRounds(subjects, rounds, onRound, (subject) => subject.ask("batch", { ms: batch }))
  return { name, ...summary(measured) }
}

/** `ports`: where each subject's server listens. */
export async function measureHttp(subjects, ports, { name, headers, check }, { httpRounds, httpBatch }, onRound) {
  const visit = async (subject, ms) => {
    const before = await subject.ask("cpu")
    const { requests, seconds, body } = await load(ports.get(subject), "/api/auth/session", headers, ms)
    check(JSON.parse(body))
    const cpu = (await subject.ask("cpu")) - before
    return { cpu: cpu / requests, wall: (seconds * 1e6) / requests }
  }
  for (const subject of subjects) await visit(subject, httpBatch)
  const measured = await inRounds(subjects, httpRounds, onRound, (subject) => visit(subject, httpBatch))
  return { name, ...summary(measured) }
}

async function inRounds(subjects, rounds, onRound, measure) {
  const measured = new Map(subjects.map((subject) => [subject.name, []]))
  for (let round = 0; round < rounds; round++) {
    onRound(round + 1, rounds)
    for (let turn = 0; turn < subjects.length; turn++) {
      const subject = subjects[(round + turn) % subjects.length]
      measured.get(subject.name).push(await measure(subject))
    }
  }
  return measured
}

/**
 * Times in µs: wall time, lowest decile of the rounds. Ratios: CPU time of all threads, within each round; a slow moment of
 * the machine is then on both sides of the division.
 */
function summary(measured) {
  const ratio = (above, below) => {
    const divisors = measured.get(below)
    return spread(measured.get(above).map(({ cpu }, round) => cpu / divisors[round].cpu))
  }
  const microseconds = {}
  const cpuMicroseconds = {}
  for (const [name, batches] of measured) {
    microseconds[name] = lowestDecile(batches.map(({ wall }) => wall))
    cpuMicroseconds[name] = lowestDecile(batches.map(({ cpu }) => cpu))
  }
  return {
    microseconds,
    cpuMicroseconds,
    overFloor: ratio("countersign", "floor"),
    v4OverFloor: ratio("next-auth-v4", "floor"),
    fasterThanV4: ratio("next-auth-v4", "countersign"),
  }
}
