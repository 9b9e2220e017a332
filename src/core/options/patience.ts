/**
 * Waits for work no longer than so many seconds.
 *
 * @throws whatever the work throws, and an `Error` when it takes longer
 */
export async function withinSeconds<R>(seconds: number, work: () => Promise<R>): Promise<R> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new Error(`There was no answer within ${seconds} s.`))
    timer = setTimeout(giveUp, seconds * 1000)
  })
  try {
    return await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}
