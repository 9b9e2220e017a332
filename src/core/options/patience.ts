/**
 * Waits for work no longer than so many seconds.
 *
 * @throws whatever the work throws, and an `Error` when it takes longer
 */
export function withinSeconds<R>(seconds: number, work: () => R): Promise<Awaited<R>> {
  return new Promise((resolve, reject) => {
    const answered = Promise.resolve(work())
    const giveUp = () => reject(new Error(`There was no answer within ${seconds} s.`))
    const timer = setTimeout(giveUp, seconds * 1000)
    answered.then(
      (answer) => {
        clearTimeout(timer)
        resolve(answer)
      },
      (error) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
