import type { LoggerInstance } from "../contracts/logger.js"

const silent = () => {}

/** The developer's logger, with the console where it has no answer. */
export function resolveLogger(own: Partial<LoggerInstance>, debug: boolean): LoggerInstance {
  return {
    error: own.error?.bind(own) ?? ((code, metadata) => console.error(`[countersign] ${code}`, describe(metadata))),
    warn: own.warn?.bind(own) ?? ((code) => console.warn(`[countersign] ${code}`)),
    debug: debug
      ? (own.debug?.bind(own) ?? ((code, metadata) => console.debug(`[countersign] ${code}`, metadata)))
      : silent,
  }
}

/** An error as one sentence and where it came from. The whole object would print everything it was made of. */
function describe(metadata: Error | { error: Error; [key: string]: unknown }): string {
  const error = metadata instanceof Error ? metadata : metadata.error
  const { cause } = error
  const because = cause instanceof Error ? `\n  because: ${cause.name}: ${cause.message}` : ""
  return `${error.name}: ${error.message}${because}`
}
