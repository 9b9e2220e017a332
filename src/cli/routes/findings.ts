/** What can be wrong with a route: in one sentence, with what to do. */
export interface Finding {
  readonly id: string
  /** A notice is worth knowing, and fails no check. */
  readonly level: "error" | "notice"
  readonly file: string
  readonly line: number
  readonly message: string
  readonly fix: string
}

type Place = readonly [file: string, line?: number | null]

const error = (id: string, [file, line]: Place, message: string, fix: string): Finding => ({
  id,
  level: "error",
  file,
  line: line ?? 1,
  message,
  fix,
})

const notice = (...given: Parameters<typeof error>): Finding => ({ ...error(...given), level: "notice" })

const askAtOnce = "Return, redirect or throw right after reading the session, or use `requireSession` or `protect`."

export const findings = {
  undecided: (file: string, line: number, pattern: string | null): Finding =>
    error(
      "undecided",
      [file, line],
      pattern
        ? "Nobody has decided who may come here, and nothing asks."
        : "Anybody can call this action, and nothing in it asks who does.",
      pattern
        ? `Give the policy a line, "${pattern}": everyone if it is for everybody, and ask for a session here if it is not.`
        : "Begin it with `await requireSession()`; with `await requireSession(everyone)` if it is for everybody.",
    ),
  matcherLeavesOut: (file: string, line: number, proxy: string, pattern: string): Finding =>
    error(
      "matcher-leaves-out",
      [file, line],
      `The matcher of ${proxy} leaves this route out, and nothing else asks.`,
      `Let the matcher include ${pattern}, and ask here too.`,
    ),
  matcherConditional: (file: string, line: number, proxy: string): Finding =>
    error(
      "matcher-conditional",
      [file, line],
      `${proxy} runs here only for requests with certain headers, cookies or queries, which a visitor chooses.`,
      "Take `has` and `missing` out of the matcher, or ask for a session here.",
    ),
  policyNotEnforced: (file: string, line: number, rule: string): Finding =>
    error(
      "policy-not-enforced",
      [file, line],
      `The policy says ${rule}, and nothing asks it.`,
      "Ask here, with `requireSession` or `protect`, or let a proxy with the policy run for it.",
    ),
  weakerThanPolicy: (file: string, line: number, rule: string): Finding =>
    error(
      "weaker-than-policy",
      [file, line],
      `The policy says ${rule}; what asks is content with anybody who is signed in.`,
      `Ask for it here: \`requireSession(${rule})\` or \`protect(…, ${rule})\`.`,
    ),
  layoutOnly: (file: string, line: number, layout: string): Finding =>
    error(
      "layout-is-no-guard",
      [file, line],
      `Only the layout ${layout} asks, and a layout does not run again when a visitor goes from page to page.`,
      "Call `await requireSession()` in the page, and where its data is read.",
    ),
  layoutGuards: (file: string, line: number | null, pages: readonly string[]): Finding =>
    error(
      "layout-is-no-guard",
      [file, line],
      `Nothing but this layout asks for ${pages.join(", ")}, and a layout does not run again when a visitor goes from page to page.`,
      "Call `await requireSession()` in each page, and where its data is read.",
    ),
  browserOnly: (file: string, line: number | null): Finding =>
    error(
      "browser-only",
      [file, line],
      "Only the browser asks: that shows and hides, and decides nothing. The page's code is sent to everybody.",
      "Ask on the server (`protectPage`, `requireSession`), or give the policy a line that says everyone.",
    ),
  goesOn: (file: string, line: number | null): Finding =>
    error(
      "answers-and-goes-on",
      [file, line],
      "Who is not signed in is refused here, and what follows is done all the same.",
      "Return the refusal, and throw no refusal where it is caught.",
    ),
  tooLate: (file: string, line: number | null): Finding =>
    error(
      "guarded-too-late",
      [file, line],
      "This is written before anybody is asked who they are.",
      "Ask first: whoever is refused then has changed nothing.",
    ),
  oneBranch: (file: string, line: number | null): Finding =>
    error(
      "guarded-in-one-branch",
      [file, line],
      "The session is asked for in one branch only; another way leads past it.",
      "Ask before the function branches.",
    ),
  someMethods: (file: string, line: number, guarded: readonly string[]): Finding =>
    error(
      "guarded-in-one-branch",
      [file, line],
      `The session is asked for by ${guarded.join(", ")} only; other methods lead past it.`,
      'Ask before the function branches, or give the policy a line for what everybody may do, such as "GET /api/posts".',
    ),
  notAwaited: (file: string, line: number | null): Finding =>
    error(
      "not-awaited",
      [file, line],
      "This is a promise, which is always true: nobody is turned away.",
      "Write `await` in front of the call.",
    ),
  unused: (file: string, line: number | null): Finding =>
    error("session-unused", [file, line], "The session is read here and never looked at.", askAtOnce),
  oldMiddleware: (file: string): Finding =>
    error(
      "old-middleware",
      [file],
      "Next.js runs no `_middleware` files since 12.2: this is a page, and protects nothing.",
      "Move it to one `middleware` (Next.js 16: `proxy`) beside `pages`, with a `config.matcher`.",
    ),
  proxyAlone: (file: string, line: number, proxy: string): Finding =>
    notice(
      "proxy-alone",
      [file, line],
      `Only ${proxy} asks, and proxies alone have been bypassed.`,
      "Ask where the data is read, too.",
    ),
  proxySkipsFiles: (file: string, line: number, proxy: string, path: string): Finding =>
    notice(
      "proxy-skips-files",
      [file, line],
      `Only ${proxy} asks, and its matcher leaves out what looks like a file, such as ${path}.`,
      "Ask in the page, too.",
    ),
  proxyMisplaced: (file: string, base: string): Finding =>
    error(
      "proxy-misplaced",
      [file],
      "Next.js does not look for it here, so it never runs.",
      `Move it beside \`app\` or \`pages\`${base ? `, to ${base}/` : ""}.`,
    ),
  proxyTooNew: (file: string): Finding =>
    error(
      "proxy-too-new",
      [file],
      "Next.js runs `proxy` files since version 16; this app has an earlier one.",
      "Call it `middleware`.",
    ),
  matcherUnreadable: (file: string, line: number): Finding =>
    error(
      "matcher-unreadable",
      [file, line],
      "The matcher cannot be read from the source, by Next.js neither: it is taken to guard nothing.",
      "Write it there as text, without variables or calls.",
    ),
  lineUnused: (file: string, line: number, pattern: string): Finding =>
    error(
      "policy-line-unused",
      [file, line],
      `The line "${pattern}" of the policy fits no route of the app.`,
      "Correct the pattern, or take the line away.",
    ),
  fileUnreadable: (file: string): Finding =>
    error(
      "file-unreadable",
      [file],
      "This file cannot be read as JavaScript or TypeScript, so nothing is known of it.",
      "Mend it first.",
    ),
  lineUnreadable: (file: string, line: number, why: string): Finding =>
    error(
      "policy-unreadable",
      [file, line],
      `The policy cannot be read here: ${why}.`,
      "Write it as text, in `definePolicy` itself.",
    ),
} as const
