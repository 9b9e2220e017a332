/** What counts the instructions of a program: one that is there, or that of the system's packages. */
import { installFromSystem, programAt } from "./system-packages.mjs"

export const hasValgrind = () => programAt("valgrind") !== null

/** Installs it where that is possible. @returns {Promise<boolean>} whether it is there */
export async function bringValgrind() {
  if (!hasValgrind()) await installFromSystem(["valgrind"])
  return hasValgrind()
}
