import type { Config } from "./config.js"
import type { EventCallbacks } from "./options.js"
import { asError } from "./thrown.js"

/** Code under which an exception in an event is logged: `SIGN_IN_EVENT_ERROR`. */
const logCode = (name: string): string => `${name.replace(/[A-Z]/g, "_$&").toUpperCase()}_EVENT_ERROR`

/** Tells the developer's listener. An exception there is logged, and changes nothing for the visitor. */
export function runEvent<E extends keyof EventCallbacks>(
  { events, log }: Pick<Config, "events" | "log">,
  name: E,
  message: object,
): Promise<void> | undefined {
  const listener = events[name] as ((message: object) => unknown) | undefined
  return listener && tell(listener, name, message, log)
}

async function tell(
  listener: (message: object) => unknown,
  name: string,
  message: object,
  log: Config["log"],
): Promise<void> {
  try {
    await listener(message)
  } catch (error) {
    log.error(logCode(name), asError(error))
  }
}
