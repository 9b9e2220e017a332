import type { LoggerInstance } from "../contracts/logger.js"

const silent = () => {}

/** The developer's logger, with the console where it has no answer. */
export function resolveLogger(own: Partial<LoggerInstance>, debug: boolean): LoggerInstance {
  return {
    error: safely(
      own.error?.bind(own) ?? ((code, metadata) => console.error(`[countersign] ${code}`, describe(metadata))),
    ),
    warn: safely(own.warn?.bind(own) ?? ((code) => console.warn(`[countersign] ${code}`))),
    debug: debug
      ? safely(own.debug?.bind(own) ?? ((code, metadata) => console.debug(`[countersign] ${code}`, metadata)))
      : silent,
  }
}

/** A logger that fails must not decide what the visitor gets. */
function safely<A extends [code: string, ...rest: unknown[]]>(report: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      report(...args)
    } catch (error) {
      console.error(`[countersign] The logger failed to report ${args[0]}`, error)
    }
  }
}

/** An error as one sentence and where it came from. The whole object would print everything it was made of. */
function describe(metadata: Error | { error: Error; [key: string]: unknown }): string {
  const error = metadata instanceof Error ? metadata : metadata.error
  const { cause } = error
  const because = cause instanceof Error ? `\nbecause: ${cause.name}: ${cause.message}` : ""
  return printable(`${error.name}: ${error.message}${because}`)
}

/**
 * What others sent may be in a message: no line of it begins like one of ours, no control character reaches a terminal, and none of
 * it fills the disk.
 */
const printable = (text: string): string =>
  text
    .slice(0, 4000)
    .replace(/[^\P{C}\n]|\p{Zl}|\p{Zp}/gu, "\ufffd")
    .replaceAll("\n", "\n  ")
