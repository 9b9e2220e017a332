/** Where Countersign reports. The signatures are those of next-auth v4, so that existing loggers fit. */
export interface LoggerInstance {
  /** Something went wrong that the developer should see. `metadata` is the error, or holds it as `error`. */
  error: (code: string, metadata: Error | { error: Error; [key: string]: unknown }) => void
  warn: (code: string) => void
  /** Only called with `debug: true`. */
  debug: (code: string, metadata: unknown) => void
}
