/**
 * The half of the judges that runs where vitest runs tests. It stays: a mutant is switched on and the tests that reach it are run
 * again, without starting anything anew. That takes milliseconds where a new worker takes seconds.
 *
 * Nothing is believed that the last mutant may have left behind: a test that fails must pass at once when the mutant is off. The reverse
 * can happen, a cache that hides a mutant, and then the mutant counts as alive.
 */

import { TestRunner, vi } from "vitest"
import { startTests } from "vitest/internal/browser"

type File = Awaited<ReturnType<typeof startTests>>[number]
type Task = File | File["tasks"][number]
type Test = Extract<Task, { type: "test" }>

/** What Stryker's instrumented sources look at. */
interface Namespace {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  hitCount?: number | undefined
  hitLimit?: number | undefined
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> } | undefined
}

export interface Verdict {
  readonly id: string
  readonly failure: string | null
  readonly milliseconds: number
}

export type Order =
  | { readonly kind: "rehearse"; readonly sources: readonly string[]; readonly files: readonly string[] }
  | {
      readonly kind: "judge"
      readonly mutant: string
      /** Whether it must be on while sources are loaded. */
      readonly isStatic: boolean
      readonly hitLimit: number | undefined
      /** Files in their order, each with the tests to run; `null` for all. */
      readonly tests: readonly (readonly [file: string, ids: readonly string[] | null])[]
    }
  | { readonly kind: "stop" }

const stryker: Namespace = {}
Reflect.set(globalThis, "__stryker__", stryker)

const testsIn = (task: Task): Test[] =>
  task.type === "test" ? [task] : task.tasks.flatMap((one) => testsIn(one as Task))

const nameOf = (task: Task): string =>
  task.suite && task.suite !== (task as File).file ? `${nameOf(task.suite as Task)} ${task.name}` : task.name

export const idOf = (test: Test): string => `${test.file.name}#${nameOf(test)}`

/** Runs one file's tests, as vitest does, until one fails. */
class Session extends TestRunner {
  readonly verdicts: Verdict[] = []
  #failed = false

  readonly wanted: ReadonlySet<string> | null
  readonly mutant: string | undefined
  readonly untilOneFails: boolean

  constructor(outer: TestRunner, ids: readonly string[] | null, { mutant, untilOneFails = true }: Partial<Judgement>) {
    super(outer.config)
    this.wanted = ids && new Set(ids)
    this.mutant = mutant
    this.untilOneFails = untilOneFails
    Object.assign(this, { moduleRunner: Reflect.get(outer, "moduleRunner"), _otel: Reflect.get(outer, "_otel") })
  }

  override importFile(filepath: string, source: "collect" | "setup"): unknown {
    forget((path) => path === filepath)
    return super.importFile(filepath, source)
  }

  onCollected(files: File[]): void {
    const isWanted = (task: Task): boolean => testsIn(task).some((test) => !this.wanted || this.wanted.has(idOf(test)))
    const skip = (task: Task): void => {
      if (!isWanted(task)) task.mode = "skip"
      else if (task.type === "suite") for (const one of task.tasks) skip(one as Task)
    }
    files.forEach(skip)
    stryker.activeMutant = this.mutant
    stryker.hitCount = 0
  }

  override async onBeforeRunTask(test: Test): Promise<void> {
    if (this.#failed && this.untilOneFails) test.mode = "skip"
    await super.onBeforeRunTask(test)
  }

  override onBeforeTryTask(test: Test): void {
    super.onBeforeTryTask(test)
    stryker.currentTestId = idOf(test)
  }

  override onAfterRunTask(test: Test): void {
    stryker.currentTestId = undefined
    const { state, errors, duration = 0 } = test.result ?? {}
    if (state !== "pass" && state !== "fail") return
    const failure = state === "fail" ? (errors?.[0]?.message ?? "It failed.") : null
    this.#failed ||= failure !== null
    this.verdicts.push({ id: idOf(test), failure, milliseconds: duration })
  }

  /** A suite that could not be set up has failed each of its tests. */
  override async onAfterRunSuite(suite: Task): Promise<void> {
    const failure = suite.result?.errors?.[0]?.message
    if (failure === undefined) return
    this.#failed = true
    const judged = new Set(this.verdicts.map(({ id }) => id))
    const left = testsIn(suite).filter((test) => !judged.has(idOf(test)))
    for (const test of left) this.verdicts.push({ id: idOf(test), failure, milliseconds: 0 })
  }
}

/** Makes vitest evaluate modules anew when they are imported next. */
function forget(which: (path: string) => boolean): void {
  const { evaluatedModules } = (globalThis as unknown as { __vitest_worker__: Worker }).__vitest_worker__
  for (const [path, node] of evaluatedModules.idToModuleMap) {
    if (!which(path)) continue
    Object.assign(node, { promise: undefined, exports: undefined, evaluated: false })
    node.importers.clear()
  }
}

interface Worker {
  readonly evaluatedModules: { readonly idToModuleMap: Map<string, { importers: Set<string> }> }
}

async function runFile(outer: TestRunner, file: string, ids: readonly string[] | null, more: Partial<Judgement> = {}) {
  const session = new Session(outer, ids, more)
  if (more.isStatic) stryker.activeMutant = more.mutant
  const [ran] = await startTests([{ filepath: `${outer.config.root}/${file}` } as never], session as never)
  stryker.activeMutant = undefined
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.useRealTimers()
  Error.stackTraceLimit = 10
  const failure = ran?.result?.errors?.[0]?.message
  if (failure !== undefined && session.verdicts.length === 0)
    session.verdicts.push({ id: ids?.[0] ?? `${file}#`, failure, milliseconds: 0 })
  return session.verdicts
}

interface Judgement {
  readonly mutant: string
  readonly isStatic: boolean
  readonly untilOneFails: boolean
}

/** Tests of all files, those that cannot be repeated as failed, and which mutants each reaches. */
async function rehearse(outer: TestRunner, { sources, files }: Extract<Order, { kind: "rehearse" }>) {
  // Loaded outside of tests: what runs at load belongs to no test, though some test may be the first that imports it.
  const loader = Reflect.get(outer, "moduleRunner") as { import(path: string): Promise<unknown> }
  for (const source of sources) await loader.import(`${outer.config.root}/${source}`)
  const verdicts: Verdict[] = []
  for (const file of files) verdicts.push(...(await runFile(outer, file, null, { untilOneFails: false })))
  const coverage = structuredClone(stryker.mutantCoverage ?? { static: {}, perTest: {} })
  const again: Verdict[] = []
  for (const file of files) again.push(...(await runFile(outer, file, null, { untilOneFails: false })))
  const unrepeatable = again.filter(({ id, failure }) => failure && verdicts.some((it) => it.id === id && !it.failure))
  return { verdicts, coverage, unrepeatable }
}

/**
 * Tries a mutant on what is loaded already. Where a judge fails even with the mutant off, it has met what an earlier one left behind:
 * then once more, with everything loaded anew.
 */
async function judge(outer: TestRunner, { mutant, isStatic, hitLimit, tests }: Extract<Order, { kind: "judge" }>) {
  stryker.hitLimit = hitLimit
  let ran = 0
  const firstFailure = async (): Promise<Verdict | null> => {
    for (const [file, ids] of tests) {
      const verdicts = await runFile(outer, file, ids, { mutant, isStatic })
      ran += verdicts.length
      const failed = verdicts.find(({ failure }) => failure !== null)
      if (failed) return failed
    }
    return null
  }
  const passesWithout = async ({ id }: Verdict): Promise<boolean> =>
    (await runFile(outer, id.split("#", 1)[0] ?? "", [id])).every(({ failure }) => failure === null)

  for (const isLoadedAnew of isStatic ? [true] : [false, true]) {
    if (isLoadedAnew) vi.resetModules()
    const failed = await firstFailure()
    const isEndless = hitLimit !== undefined && (stryker.hitCount ?? 0) > hitLimit
    if (isLoadedAnew || isEndless) vi.resetModules()
    if (isEndless) return { kind: "timeout" as const }
    if (!failed) break
    if (await passesWithout(failed)) return { kind: "killed" as const, ran, ...failed }
    if (isLoadedAnew) return { kind: "unclear" as const, ...failed }
  }
  return { kind: "survived" as const, ran }
}

/** What vitest runs: it answers orders until it is told to stop. */
export default class extends TestRunner {
  async onBeforeRunFiles(): Promise<void> {
    const channel = new BroadcastChannel("judges")
    await new Promise<void>((stop) => {
      channel.onmessage = async ({ data }: MessageEvent<Order>) => {
        if (data.kind === "stop") return stop()
        const work = data.kind === "rehearse" ? rehearse(this, data) : judge(this, data)
        const answer = await work.catch((error: Error) => ({ kind: "error", message: String(error.stack) }))
        channel.postMessage({ answer })
      }
      channel.postMessage({ ready: true })
    })
    channel.close()
  }
}
