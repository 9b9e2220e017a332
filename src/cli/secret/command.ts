import { addMissing, namesIn } from "../dotenv.js"
import type { Command } from "../read-arguments.js"
import { green, say } from "../terminal.js"
import { createSecret } from "./create-secret.js"

const file = ".env.local"

const more = `The secret has 256 bits, in base64url. --env writes it as NEXTAUTH_SECRET, unless the file has one: whoever is
signed in would be signed out by another. It is then not printed.

Exit codes: 0 done, or nothing to do · 1 failed · 2 not understood`

export const secret: Command = {
  name: "secret",
  description: "Makes a secret to seal sessions with.",
  args: {
    env: { type: "boolean", description: `Write it to ${file}, unless that has one` },
    json: { type: "boolean", description: "Print JSON" },
  },
  more,
  run: async ({ env, json }) => {
    const made = createSecret()
    if (env !== true) say(json === true ? JSON.stringify({ secret: made }) : made)
    else report(writeSecret(made), json === true)
    return 0
  },
}

/** @returns whether the file had none */
function writeSecret(made: string): boolean {
  const present = namesIn(file)
  if (present.has("NEXTAUTH_SECRET") || present.has("AUTH_SECRET")) return false
  return addMissing(file, { NEXTAUTH_SECRET: made }).length > 0
}

function report(written: boolean, json: boolean): void {
  if (json) say(JSON.stringify({ file, written }))
  else
    say(
      written
        ? `${green("✓")} NEXTAUTH_SECRET is in ${file}.`
        : `${green("✓")} ${file} has a secret already: it stays.`,
    )
}
