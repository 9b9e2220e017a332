/** Requests of this process that wait at a time. More are sent away: slowing others down must not exhaust ourselves. */
const mostWaiting = 200

let waiting = 0

/** Waits, so that guessing takes its time. `false`, at once, when too many wait already. */
export async function wait(seconds: number): Promise<boolean> {
  if (waiting >= mostWaiting) return false
  waiting++
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  waiting--
  return true
}
