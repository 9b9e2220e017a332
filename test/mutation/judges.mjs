/** Stryker's test runner `judges`: one vitest worker for all mutants, which `judging.ts` keeps at work. */
import { readdirSync } from "node:fs"
import { createVitest } from "vitest/node"

const sourcesOf = (folder) =>
  readdirSync(folder)
    .filter((name) => /(?<!\.test|\.d)\.ts$/.test(name))
    .map((name) => `${folder}/${name}`)

/**
 * Milliseconds of judging for one mutant by the tests of other rooms, the quickest first: who survives that long counts as alive. Those
 * beside the sources always judge. A mutant that must be on while sources are loaded is judged by them alone, as everything else would have
 * to be loaded anew for it.
 */
const patience = 1500

const isBesideSources = (id) => id.startsWith("src/")

class Judges {
  #costs = new Map()
  #channel = new BroadcastChannel("judges")
  #answered = () => {}

  capabilities() {
    return { reloadEnvironment: true }
  }

  async init() {
    const ready = this.#answer()
    this.#channel.onmessage = ({ data }) => this.#answered(data)
    this.vitest = await createVitest("test", {
      config: "test/mutation/vitest.config.ts",
      watch: false,
      pool: "threads",
    })
    const specifications = await this.vitest.globTestSpecifications()
    const sequencer = new this.vitest.config.sequence.sequencer(this.vitest)
    const files = (await sequencer.sort(specifications)).map(({ testModule, moduleId }) =>
      (testModule?.moduleId ?? moduleId).slice(this.vitest.config.root.length + 1),
    )
    this.files = files.sort((a, b) => Number(isBesideSources(b)) - Number(isBesideSources(a)))
    this.vitest.runTestSpecifications(specifications.slice(0, 1))
    await ready
  }

  async dryRun() {
    const { verdicts, coverage, unrepeatable, message } = await this.#order({
      kind: "rehearse",
      sources: sourcesOf(process.env.MUTATED_FOLDER),
      files: this.files,
    })
    if (message) return { status: "error", errorMessage: message }
    for (const { id, failure } of unrepeatable)
      console.error(`judges nothing, as it cannot be repeated: ${id}: ${failure}`)
    for (const { id, milliseconds } of verdicts) this.#costs.set(id, milliseconds)
    const isLeftOut = (id) => unrepeatable.some((it) => it.id === id)
    for (const { id } of unrepeatable) delete coverage.perTest[id]
    const tests = verdicts.map(({ id, failure, milliseconds }) => ({
      id,
      name: id.slice(id.indexOf("#") + 1),
      fileName: id.split("#", 1)[0],
      timeSpentMs: milliseconds,
      ...(isLeftOut(id) ? { status: 2 } : failure ? { status: 1, failureMessage: failure } : { status: 0 }),
    }))
    return { status: "complete", tests, mutantCoverage: coverage }
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit }) {
    const isStatic = mutantActivation === "static"
    const judges = testFilter && this.#chosen(testFilter)
    const wanted = (file) => judges?.filter((id) => id.startsWith(`${file}#`)) ?? null
    const { kind, ran, id, failure, message } = await this.#order({
      kind: "judge",
      mutant: activeMutant.id,
      isStatic,
      hitLimit,
      tests: this.files
        .filter((file) => !isStatic || isBesideSources(file))
        .map((file) => [file, wanted(file)])
        .filter(([, ids]) => ids === null || ids.length > 0),
    })
    if (kind === "killed") return { status: "killed", killedBy: [id], failureMessage: failure, nrOfTests: ran }
    if (kind === "survived") return { status: "survived", nrOfTests: ran }
    if (kind === "timeout") return { status: "timeout" }
    return { status: "error", errorMessage: message ?? `${id} fails with the mutant off, too: ${failure}` }
  }

  async dispose() {
    this.#channel.postMessage({ kind: "stop" })
    this.#channel.close()
    await this.vitest?.close()
  }

  #chosen(ids) {
    const costOf = (id) => this.#costs.get(id) ?? 0
    let left = patience
    const others = ids
      .filter((id) => !isBesideSources(id))
      .sort((a, b) => costOf(a) - costOf(b))
      .filter((id) => {
        left -= costOf(id)
        return left > 0
      })
    return [...ids.filter(isBesideSources), ...others]
  }

  #answer() {
    return new Promise((resolve) => {
      this.#answered = resolve
    })
  }

  async #order(order) {
    const answer = this.#answer()
    this.#channel.postMessage(order)
    return (await answer).answer
  }
}

const create = () => new Judges()
create.inject = []

export const strykerPlugins = [{ kind: "TestRunner", name: "judges", factory: create }]
