/**
 * Waits for work no longer than so many seconds.
 *
 * @throws whatever the work throws, and an `Error` when it takes longer
 */
export async function withinSeconds(seconds: number, work: () => Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new Error(`The mail was not accepted within ${seconds} s.`))
    timer = setTimeout(giveUp, seconds * 1000)
  })
  try {
    await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}
