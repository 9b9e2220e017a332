import { whenNeeded } from "../../core/when-needed.js"

type Library = typeof import("./protocol.js")

export const loadProtocol: () => Promise<Library> = whenNeeded(() => import("./protocol.js"))
