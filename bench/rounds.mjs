/**
 * Measures a case: short batches of all subjects, in an order that rotates from round to round, so that whatever else the
 * machine does falls on all of them.
 */
import { highestDecile, lowestDecile, spread } from "./statistics.mjs"

/** A call, made again and again in each subject's process. */
export async function measureCalls(subjects, one, { rounds, batch, warmUp }, report) {
  for (const subject of subjects) await subject.ask("prepare", { name: one.name, warmUp })
  const onRound = (...round) => report.round(one.name, ...round)
  const measured = await inRounds(subjects, rounds, onRound, (subject) => subject.ask("batch", { ms: batch }))
  return summary({ unit: "µs", ...one }, measured, "wall")
}

/** `measure(subject)` answers numbers by name. They come back by subject, those of a round at its index. */
export async function inRounds(subjects, rounds, onRound, measure) {
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
 * A result of what rounds measured under the name of `shown`. Values are those of undisturbed rounds. Ratios are made within each
 * round, a slow moment of the machine being then on both sides of the division: of CPU time of all threads where a time is
 * shown, since that is what a busy machine disturbs least; of rates otherwise.
 */
export function summary({ name, unit, isRate = false, goals = {} }, measured, shown) {
  const divided = isRate ? shown : "cpu"
  const quotients = (above, below) =>
    measured.get(above).map((round, i) => round[divided] / measured.get(below)[i][divided])
  const values = {}
  for (const [subject, rounds] of measured) {
    const all = rounds.map((round) => round[shown])
    values[subject] = isRate ? highestDecile(all) : lowestDecile(all)
  }
  const peers = [...measured.keys()].filter((subject) => subject !== "floor" && subject !== "countersign")
  const ratios = peers.map((peer) => {
    const [above, below] = isRate ? ["countersign", peer] : [peer, "countersign"]
    return { label: `${above} ÷ ${below}`, ...spread(quotients(above, below)), ...goal("least", goals[peer]) }
  })
  if (measured.has("floor")) {
    const limit = goal(isRate ? "least" : "most", goals.overFloor)
    ratios.unshift({ label: "countersign ÷ floor", ...spread(quotients("countersign", "floor")), ...limit })
  }
  return { name, unit, values, ratios }
}

const goal = (kind, value) => (value === undefined ? {} : { [kind]: value })
