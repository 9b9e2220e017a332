import { expect, test } from "vitest"
import { createLanes } from "./lanes.js"

/** Jobs that end when they are told to, and what became of them. */
function jobs() {
  const started: number[] = []
  const ends = new Map<number, { done: () => void; fail: () => void }>()
  const job = (nth: number) => () => {
    started.push(nth)
    return new Promise<number>((resolve, reject) =>
      ends.set(nth, { done: () => resolve(nth), fail: () => reject(new Error(`${nth}`)) }),
    )
  }
  return { started, job, end: (nth: number) => ends.get(nth)?.done(), fail: (nth: number) => ends.get(nth)?.fail() }
}

const soon = () => new Promise((resolve) => setTimeout(resolve))

test("no more jobs run at a time than there are lanes, and those that wait come in turn", async () => {
  const inLane = createLanes(2, 10)
  const { started, job, end } = jobs()
  const answers = [1, 2, 3, 4, 5].map((nth) => inLane(job(nth)))
  await soon()
  expect(started).toEqual([1, 2])
  end(2)
  await soon()
  expect(started).toEqual([1, 2, 3])
  end(3)
  end(1)
  await soon()
  expect(started).toEqual([1, 2, 3, 4, 5])
  end(4)
  end(5)
  expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5])
})

test("a thousand jobs that come at any time never exceed the lanes", async () => {
  const inLane = createLanes(3, 1000)
  let [running, most] = [0, 0]
  const job = async () => {
    most = Math.max(most, ++running)
    await soon()
    running--
    return true
  }
  const answers = Array.from({ length: 1000 }, async (_, nth) => {
    for (let wait = 0; wait < nth % 7; wait++) await soon()
    return inLane(job)
  })
  expect((await Promise.all(answers)).every(Boolean)).toBe(true)
  expect([most, running]).toEqual([3, 0])
})

test("whoever finds too many waiting is told at once, and whoever comes later is heard again", async () => {
  const inLane = createLanes(1, 2)
  const { started, job, end } = jobs()
  const [first, second, third] = [1, 2, 3].map((nth) => inLane(job(nth)))
  expect(await inLane(job(4))).toBeNull()
  for (const nth of [1, 2, 3]) {
    end(nth)
    await soon()
  }
  expect(await Promise.all([first, second, third])).toEqual([1, 2, 3])
  const later = inLane(job(5))
  end(5)
  expect([await later, started]).toEqual([5, [1, 2, 3, 5]])
})

test("a job that fails, or throws before it began, frees its lane", async () => {
  const inLane = createLanes(1, 10)
  const { job, end, fail } = jobs()
  const failing = inLane(job(1))
  const throwing = inLane(() => {
    throw new Error("before it began")
  })
  const next = inLane(job(3))
  fail(1)
  await expect(failing).rejects.toThrow("1")
  await expect(throwing).rejects.toThrow("before it began")
  end(3)
  expect(await next).toBe(3)
})
