/** Seconds until a mail that is not accepted is given up: a visitor waits for it. */
const patience = 10

/** @throws whatever sending throws, and after ten seconds an `Error` */
export async function sendWithin(send: () => unknown): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new Error(`The mail was not accepted within ${patience} s.`))
    timer = setTimeout(giveUp, patience * 1000)
  })
  try {
    const sent = Promise.resolve(send())
    sent.catch(() => {}) // it may fail long after nobody waits for it
    await Promise.race([sent, silence])
  } finally {
    clearTimeout(timer)
  }
}
