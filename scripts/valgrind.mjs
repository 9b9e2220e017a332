/** What counts the instructions of a program: one that is there, or that of the system's packages. */
import { programAt } from "./databases.mjs"
import { run } from "./run.mjs"

export const hasValgrind = () => programAt("valgrind") !== null

/** Installs it where that is possible. @returns {Promise<boolean>} whether it is there */
export async function bringValgrind() {
  if (hasValgrind()) return true
  if (process.getuid?.() !== 0 || !programAt("apt-get")) return false
  console.log("Installing valgrind with apt-get")
  const env = { DEBIAN_FRONTEND: "noninteractive" }
  await run("apt-get", ["update", "-qq"], { env })
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "valgrind"], { env })
  return hasValgrind()
}
