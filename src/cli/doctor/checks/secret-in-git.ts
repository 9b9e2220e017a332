/** Environment files with a secret that git has, or would take. */
import type { App } from "../app.js"
import { type Finding, findingAt } from "../finding.js"
import { askGit, wasCommitted } from "../git.js"
import { secretSettings } from "../secret-settings.js"
import { ignore } from "../write-secret.js"

export function secretInGit(app: App): readonly Finding[] {
  const held = secretSettings(app)
  const files = held.map(({ file }) => file)
  const git = files.length > 0 ? askGit(app.root, files) : null
  if (!git) return []
  return held.flatMap((one) => {
    if (git.tracked.has(one.file))
      return findingAt(
        one,
        "secret-committed",
        "error",
        `${one.name} is in git: whoever has a copy of the repository, now or ever, can make sessions.`,
        `Take the file out (\`git rm --cached ${one.file}\`), add it to .gitignore, and make a new secret.`,
      )
    if (wasCommitted(app.root, one.file, one.value))
      return findingAt(
        one,
        "secret-in-history",
        "error",
        `${one.name} is in an older commit: whoever has a copy of the repository can make sessions.`,
        "Make another with `npx countersign secret`, here and where the app is deployed.",
      )
    if (git.ignored.has(one.file)) return []
    return findingAt(
      one,
      "secret-not-ignored",
      "warning",
      `Git would take ${one.file}, and ${one.name} with it.`,
      `Add the line ${one.file} to .gitignore.`,
      () => ignore(app.root, one.file),
    )
  })
}
