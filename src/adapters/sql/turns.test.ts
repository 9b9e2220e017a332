import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { createTurns } from "./turns.js"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test("everybody gets their turn, in the order of asking, and alone", async () => {
  const turns = createTurns()
  const log: number[] = []
  const visit = async (number: number) => {
    await turns.take()
    log.push(number)
    await Promise.resolve()
    log.push(number)
    turns.pass()
  }
  await Promise.all([1, 2, 3].map(visit))
  expect(log).toEqual([1, 1, 2, 2, 3, 3])
})

test("whoever waits for work that waits for them is told so, instead of waiting for ever", async () => {
  const turns = createTurns()
  await turns.take()
  const waiting = expect(turns.take()).rejects.toThrow(/use the adapter that its callback is given/)
  await vi.advanceTimersByTimeAsync(10_000)
  await waiting
  turns.pass()
  await turns.take()
})

test("a long queue that moves refuses nobody", async () => {
  const turns = createTurns()
  await turns.take()
  const queue = Array.from({ length: 5 }, async () => {
    await turns.take()
    await new Promise((resolve) => setTimeout(resolve, 4000))
    turns.pass()
  })
  turns.pass()
  await vi.advanceTimersByTimeAsync(20_000)
  await expect(Promise.all(queue)).resolves.toHaveLength(5)
})
