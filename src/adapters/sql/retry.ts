/** Servers end one of two transactions that stand in each other's way, and expect it to be tried again. */

const attempts = 12

/** Serialization failure and deadlock of PostgreSQL; deadlock and "record has changed" of MySQL and MariaDB. */
const isCollision = ({ code, errno }: { code?: unknown; errno?: unknown }): boolean =>
  code === "40001" || code === "40P01" || errno === 1213 || errno === 1020

/** Runs work again when it collided with another's, after a short and uneven pause. */
export async function retryCollisions<R>(work: () => R | PromiseLike<R>): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt === attempts || !hasCollided(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(10 * 2 ** attempt, 200)))
    }
  }
}

/** The work may have wrapped what its query threw. */
function hasCollided(error: unknown): boolean {
  for (let cause = error; typeof cause === "object" && cause !== null; cause = (cause as { cause?: unknown }).cause) {
    if (isCollision(cause)) return true
  }
  return false
}
