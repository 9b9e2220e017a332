/** The secret itself: is there one, can it be guessed, is it known. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { App } from "../app.js"
import { exampleSettings } from "../env-files.js"
import { type Finding, findingAt, nowhere, type Place } from "../finding.js"
import {
  hasText,
  isElsewhere,
  isReference,
  secretOptions,
  secretSettings,
  secretsInEnvironment,
} from "../secret-settings.js"
import { hasLine, writeSecret } from "../write-secret.js"

export function secret(app: App): readonly Finding[] {
  const written = secretSettings(app)
  const given = secretsInEnvironment(app).filter((value) => written.every((one) => one.value !== value))
  const named = given.map((value) => ({ ...nowhere, name: "The secret in the environment", value }))
  const known = knownSecrets(app.root)
  return [
    ...(written.length + given.length === 0 && !isElsewhere(app) ? [missing(app)] : []),
    ...literals(app),
    ...[...written, ...named].flatMap((one) =>
      isReference(one) ? [] : (weakness(one, one.name, one.value, known) ?? []),
    ),
  ]
}

const missing = ({ root }: App): Finding =>
  findingAt(
    nowhere,
    "secret-missing",
    "error",
    "There is no secret, in the environment or in an environment file, and nobody can sign in without one.",
    hasLine(root)
      ? "Give the empty line in .env.local a value: `npx countersign secret` makes one."
      : "Run `npx countersign secret --env` here, and set NEXTAUTH_SECRET to another one where the app is deployed.",
    hasLine(root) ? undefined : () => writeSecret(root),
  )

const literals = (app: App): readonly Finding[] =>
  secretOptions(app)
    .filter(hasText)
    .map((one) =>
      findingAt(
        one,
        "secret-in-source",
        "error",
        "The secret is written in the source, where everybody who may read the code can make sessions.",
        "Set a new one as NEXTAUTH_SECRET in the environment, and take the text away.",
      ),
    )

const makeAnother = "Make another with `npx countersign secret`; whoever is signed in has to sign in again."

function weakness(place: Place, name: string, value: string, known: (value: string) => boolean): Finding | null {
  if (isPlaceholder(value) || known(value))
    return findingAt(
      place,
      "secret-known",
      "error",
      `${name} is a placeholder, or what an example shows: whoever tries such values can make sessions.`,
      makeAnother,
    )
  if (value.length < 32)
    return findingAt(
      place,
      "secret-short",
      "error",
      `${name} has ${value.length} characters, and 32 are what keeps it from being guessed.`,
      makeAnother,
    )
  if (bitsIn(value) < 96 || /^(.{1,16})\1+$/.test(value))
    return findingAt(
      place,
      "secret-guessable",
      "error",
      `${name} is long, and repeats itself so much that it can be guessed.`,
      makeAnother,
    )
  return null
}

/** Words of placeholders. In a random value none of them comes about by chance. */
const isPlaceholder = (value: string): boolean =>
  /change[-_ ]?(?:me|this|it)|your[-_ ]|secret|password|example|openssl|placeholder|make[-_ ]one|replace[-_ ]|insert[-_ ]/i.test(
    value,
  )

/** Whether an example or the README of the app shows it. */
function knownSecrets(root: string): (value: string) => boolean {
  const examples = new Set(exampleSettings(root).map(({ value }) => value))
  const readme = existsSync(join(root, "README.md")) ? readFileSync(join(root, "README.md"), "utf8") : ""
  return (value) => examples.has(value) || (value.length >= 8 && readme.includes(value))
}

/** Shannon's measure of its characters: generous, as it sees no words and no order. */
function bitsIn(value: string): number {
  const counts = new Map<string, number>()
  for (const one of value) counts.set(one, (counts.get(one) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => sum - count * Math.log2(count / value.length), 0)
}
