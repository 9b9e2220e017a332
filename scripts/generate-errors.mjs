/**
 * Writes docs/errors.md from the table in src/core/errors.ts.
 * `node scripts/generate-errors.mjs --check` writes nothing, and fails when the page is not what it would write.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { root } from "./doors.mjs"
import { importTypeScript } from "./import-typescript.mjs"

const page = `${root}docs/errors.md`

const readErrors = () => importTypeScript("src/core/errors.ts")

const whoActs = {
  ConfigurationError: "The developer: an option, an environment variable or a file is missing or wrong.",
  RequestError: "The caller: the request itself cannot be answered.",
  SignInError: "The visitor: this attempt to sign in was refused.",
  ProtocolError: "Nobody here, as a rule: another server, or an attacker, sent something that must not be accepted.",
  StorageError: "The owner of the database: a record could not be read or written.",
}

const shownAt = { signin: "sign-in page", error: "error page", null: "plain answer" }
const cell = (text) => text.replaceAll("|", "\\|")
const row = (cells) => `| ${cells.map(cell).join(" | ")} |`

function section({ errorTable, errorMeanings }, name) {
  const rows = Object.entries(errorTable)
    .filter(([, entry]) => entry.class === name)
    .map(([code, { status, page, shown }]) =>
      row([`\`${code}\``, String(status), shownAt[page], `\`${shown}\``, errorMeanings[code]]),
    )
  return `### ${name}

${whoActs[name]}

| code | status | shown as | \`?error=\` | what it means |
|---|---|---|---|---|
${rows.join("\n")}
`
}

/** The whole page. */
export async function errorsPage() {
  const errors = await readErrors()
  const { errorTable, signInPageErrors } = errors
  const issued = new Set(Object.values(errorTable).map(({ shown }) => shown))
  const others = signInPageErrors.filter((code) => !issued.has(code))
  return `# Errors

<!-- Generated from src/core/errors.ts by \`npm run docs:errors\`. Change it there. -->

Everything that Countersign throws on purpose extends \`AuthError\`, with a \`code\` that stays the same across releases and, where there is
evidence, a \`cause\`. The class says who must act.

\`\`\`ts
import { AuthError, ConfigurationError } from "countersign/errors"

const error: unknown = new ConfigurationError("NO_SECRET", "No secret is set.")
if (error instanceof AuthError) console.log(error.code) // → NO_SECRET
\`\`\`

Visitors learn less than the log: \`?error=\` names a kind, and the page says a sentence. A status of 302 is a redirect to that page; with
\`json: "true"\` the other statuses come with \`{ "url": "…" }\`.

${Object.keys(whoActs)
  .map((name) => section(errors, name))
  .join("\n")}
## \`?error=\` on pages of your own

These are for the sign-in page; \`/api/auth/error\` passes them on to it:

${signInPageErrors.map((code) => `- \`${code}\``).join("\n")}

${others.map((code) => `\`${code}\``).join(", ")} are documented for next-auth v4, and nothing here answers with them yet. The error page gets
\`Configuration\`, \`AccessDenied\` and \`Verification\`, and whatever \`authorize\` or \`callbacks.signIn\` threw: its message, at most 500
characters. Compare the value with a list; never print it.

## In the log

\`logger.error\` gets the code, or the name next-auth v4 has for it: \`SIGNIN_OAUTH_ERROR\` for \`OAuthSignin\`, \`OAUTH_CALLBACK_ERROR\` for
\`OAuthCallback\` and \`Callback\`, \`OAUTH_CALLBACK_HANDLER_ERROR\` for \`OAuthCreateAccount\`, \`SESSION_ERROR\` or \`ADAPTER_ERROR\` for
\`STORAGE_FAILED\`. Refused attempts (\`SignInError\`) are not logged: they are everyday.
`
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = await errorsPage()
  if (!process.argv.includes("--check")) writeFileSync(page, text)
  else if (readFileSync(page, "utf8") !== text) {
    console.error("docs/errors.md is not what src/core/errors.ts says: run `npm run docs:errors`.")
    process.exit(1)
  }
}
